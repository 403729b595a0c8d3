#include "app/lint/lint_cli.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "app/lint/lint_command.hpp"

namespace jurymast::app {
namespace {

constexpr int kAgeDaysLimit = 3'650;

review::ReportFormat format_named(const std::string& name) {
  const auto* const found = std::find(review::kReportFormatNames.begin(), review::kReportFormatNames.end(), name);
  return static_cast<review::ReportFormat>(found - review::kReportFormatNames.begin());
}

void declare_lint(CLI::App& command, LintOptions& options) {
  command.add_option("files", options.files, "What to look at; `-` is standard input")->type_name("FILE")->required();
  const std::vector<std::string> formats(review::kReportFormatNames.begin(), review::kReportFormatNames.end());
  command
      .add_option_function<std::string>(
          "--format", [&options](const std::string& name) { options.format = format_named(name); },
          "text, json or sarif; default: text")
      ->type_name("FORMAT")
      ->check(CLI::IsMember(formats).description(""));
  command.add_flag_callback("--json", [&options] { options.format = review::ReportFormat::Json; }, "The same as --format json");
  command.add_flag("--strict", options.strict, "Let warnings fail as well");
  command.add_option("--max-age", options.age_days_max, "After so many days a review, or a look at a source, is too old")
      ->type_name("DAYS")
      ->check(CLI::Range(1, kAgeDaysLimit).description(""))
      ->capture_default_str();
  command.footer(
      "Each rule is told in docs/lint.md: why it is there, and what to write instead.\n"
      "Exit codes: 0 clean, 1 findings, 2 usage or a file that cannot be read, 5 the report cannot be written.");
}

void add(CLI::App& lint, review::TextKind kind, const char* description, int& code) {
  CLI::App* command = lint.add_subcommand(std::string(name_of(kind)), description);
  const auto options = std::make_shared<LintOptions>();
  options->kind = kind;
  declare_lint(*command, *options);
  command->callback([options, &code] {
    SystemClock clock;
    code = run_lint(*options, clock, {stdin, stdout, stderr});
  });
}

}  // namespace

void add_lint_commands(CLI::App& cli, int& code) {
  CLI::App* lint = cli.add_subcommand("lint", "Hold runbooks, notes, hand-offs and records to their rules");
  lint->require_subcommand(1);
  lint->footer("Reads files alone, changes nothing. A runbook that passes: jurymast runbook new ROUTE.");
  add(*lint, review::TextKind::Runbook, "A runbook: complete, dated, without model names, addresses, keys or claims", code);
  add(*lint, review::TextKind::Record, "JSON Lines of records: no more than their vocabulary, and the four questions answered",
      code);
  add(*lint, review::TextKind::Note, "A note: short, without claims, secrets or transcripts", code);
  add(*lint, review::TextKind::Handoff, "A hand-off: command, result, changed files, remaining uncertainty", code);
}

}  // namespace jurymast::app
