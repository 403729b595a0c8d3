#include "app/contract/contract_cli.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <csignal>

#include "app/cli_flags.hpp"
#include "app/contract/contract_command.hpp"
#include "app/contract/contract_snapshot.hpp"
#include "app/contract/contract_verify.hpp"
#include "app/exit_code.hpp"
#include "app/probe/smoke_cli.hpp"
#include "app/system_random.hpp"
#include "config/system_secrets.hpp"

namespace jurymast::app {
namespace {

constexpr const char* kPackHelp = "A shipped pack (`jurymast contract list`), or the path of a file";

Streams standard_streams() { return {stdin, stdout, stderr}; }

void add_list(CLI::App& contract, int& code) {
  CLI::App* command = contract.add_subcommand("list", "The packs that this binary carries");
  const auto options = std::make_shared<ContractListOptions>();
  add_json_flag(*command, options->json);
  command->callback([options, &code] { code = run_contract_list(*options, standard_streams()); });
}

void add_show(CLI::App& contract, int& code) {
  CLI::App* command = contract.add_subcommand("show", "A pack as TOML, to save and to change");
  const auto options = std::make_shared<ContractShowOptions>();
  command->add_option("pack", options->pack, kPackHelp)->type_name("PACK")->required();
  command->add_option("--name", options->name, "Give the pack another name")->type_name("NAME");
  command->add_option("--source", options->sources, "Give a source another address; may be repeated")->type_name("ID=ADDRESS");
  command->footer("Exit codes: 0 printed, 2 no such pack or source.");
  command->callback([options, &code] { code = run_contract_show(*options, standard_streams()); });
}

void add_table(CLI::App& contract, int& code) {
  CLI::App* command = contract.add_subcommand("table", "What is to be verified, where, and how a report may put it");
  const auto options = std::make_shared<ContractTableOptions>();
  command->add_option("pack", options->pack, kPackHelp)->type_name("PACK")->required();
  const std::vector<std::string> formats(kTableFormatNames.begin(), kTableFormatNames.end());
  CLI::Option* const format = command
                                  ->add_option_function<std::string>(
                                      "--format",
                                      [options](const std::string& name) {
                                        const auto* const found =
                                            std::find(kTableFormatNames.begin(), kTableFormatNames.end(), name);
                                        options->format = static_cast<TableFormat>(found - kTableFormatNames.begin());
                                      },
                                      "text, markdown or json; default: text")
                                  ->type_name("FORMAT")
                                  ->check(CLI::IsMember(formats).description(""));
  command->add_flag_callback(
             "--json", [options] { options->format = TableFormat::Json; }, "The same as --format json")
      ->excludes(format);
  command->callback([options, &code] { code = run_contract_table(*options, standard_streams()); });
}

void add_verify(CLI::App& contract, int& code) {
  CLI::App* command = contract.add_subcommand("verify", "Hold requests and answers against what is documented");
  const auto options = std::make_shared<ContractVerifyOptions>();
  command->add_option("pack", options->pack, kPackHelp)->type_name("PACK")->required();
  command->add_option("--fixture", options->fixtures, "A request or an answer as JSON; may be repeated (docs/contracts.md)")
      ->type_name("FILE");
  command->add_option("--openapi", options->openapi, "An OpenAPI document of version 3, as JSON")->type_name("FILE");
  command->add_option("--target", options->target, "Ask this target of the configuration instead, past the gateway")
      ->type_name("TARGET");
  command->add_option("--model", options->model, "Ask it for this model; default: the target's own")->type_name("MODEL");
  add_via_flags(*command, options->via)->needs("--target");
  add_config_flag(*command, options->config);
  add_format_flag(*command, options->format, kFindingFormats);
  command->footer(
      "With --target it sends three small requests for each family; not in production, and never evidence for the gate.\n"
      "Exit codes: 0 as documented, 1 deviations, 2 usage, configuration or refused, 3 not everything could be told,\n"
      "5 the target could not be asked.");
  command->callback([options, &code] {
    std::signal(SIGPIPE, SIG_IGN);
    SystemClock clock;
    config::SystemSecrets secrets;
    code = run_contract_verify(*options, {clock, secrets}, standard_streams());
  });
}

int run_snapshot(const ContractSnapshotOptions& options) {
  std::signal(SIGPIPE, SIG_IGN);
  auto random = system_random();
  if (!random) {
    std::fprintf(stderr, "jurymast contract snapshot: %s\n", random.error().message.c_str());
    return kToolFailed;
  }
  SystemClock clock;
  return run_contract_snapshot(options, {clock, *random}, standard_streams());
}

void add_snapshot(CLI::App& contract, int& code) {
  CLI::App* command = contract.add_subcommand("snapshot", "See whether the documented pages stand, and record it");
  const auto options = std::make_shared<ContractSnapshotOptions>();
  command->add_option("pack", options->pack, kPackHelp)->type_name("PACK");
  command->add_option("--route", options->route, "The packs of this route's targets instead")->type_name("ROUTE");
  command->add_option("--source", options->source, "This page alone, by its id in the pack")->type_name("ID");
  command->add_flag("--all", options->all, "Every source of the pack, not only the pages of its families");
  command->add_option("--file", options->file, "Take this file for the page, where it cannot be fetched from here")
      ->type_name("PAGE");
  command
      ->add_option("--read-on", options->read_on, "The day on which that file was saved; without it the page counts as not reached")
      ->type_name("DAY");
  command->add_option("--index-file", options->index_file, "Take this file for the documentation's index")->type_name("INDEX");
  add_config_flag(*command, options->config);
  add_json_flag(*command, options->json);
  command->footer(
      "No page is kept: status, digest and date are. The record goes to the running gateway; without one it is printed alone.\n"
      "Exit codes: 0 reached and as last recorded, 1 findings, 2 usage or configuration, 5 a record was not taken.");
  command->callback([options, &code] { code = run_snapshot(*options); });
}

}  // namespace

void add_contract_commands(CLI::App& cli, int& code) {
  CLI::App* contract = cli.add_subcommand("contract", "What providers document, and whether it still holds");
  contract->require_subcommand(1);
  contract->footer("docs/contracts.md tells of packs, fixtures and findings.");
  add_list(*contract, code);
  add_show(*contract, code);
  add_table(*contract, code);
  add_verify(*contract, code);
  add_snapshot(*contract, code);
}

}  // namespace jurymast::app
