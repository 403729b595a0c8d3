#include "app/contract/contract_verify.hpp"
#include "app/gate/snapshot_questions.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "app/bounded_file.hpp"
#include "app/contract/contract_fixture.hpp"
#include "app/contract/contract_live.hpp"
#include "app/contract/contract_packs.hpp"
#include "app/contract/contract_report.hpp"
#include "app/exit_code.hpp"
#include "config/load_config.hpp"
#include "config/system_secrets.hpp"
#include "evidence/openapi_check.hpp"

namespace jurymast::app {
namespace {

std::string source_of(const evidence::ContractPack& pack, Family family) {
  const evidence::FamilyContract* const contract = pack.contract_of(family);
  return contract == nullptr ? std::string() : contract->source;
}

CheckedSubject check_fixture(const evidence::ContractPack& pack, const std::string& name, const ContractFixture& fixture) {
  if (const auto* const answer = std::get_if<AnswerFixture>(&fixture)) {
    return {.what = name,
            .source = source_of(pack, answer->family),
            .findings = evidence::check_answer(pack, answer->observed()),
            .file = name};
  }
  const auto& request = std::get<evidence::ObservedRequest>(fixture);
  return {
      .what = name, .source = source_of(pack, request.family), .findings = evidence::check_request(pack, request), .file = name};
}

Result<std::vector<CheckedSubject>> check_files(const ContractVerifyOptions& options, const evidence::ContractPack& pack) {
  std::vector<CheckedSubject> subjects;
  for (const std::string& name : options.fixtures) {
    const auto text = read_bounded_file(name, kFixtureBytesMax);
    if (!text) return tl::unexpected(text.error());
    const auto fixture = read_contract_fixture(*text);
    if (!fixture) return fail(Code::Invalid, "{}: {}", name, fixture.error().message);
    subjects.push_back(check_fixture(pack, name, *fixture));
  }
  return subjects;
}

Result<std::vector<CheckedSubject>> check_document(const ContractVerifyOptions& options, const evidence::ContractPack& pack) {
  const auto text = read_bounded_file(options.openapi, evidence::kOpenapiBytesMax);
  if (!text) return tl::unexpected(text.error());
  const auto families = evidence::check_openapi(pack, *text);
  if (!families) return fail(Code::Invalid, "{}: {}", options.openapi, families.error().message);
  std::vector<CheckedSubject> subjects;
  for (const evidence::DescribedFamily& family : *families) {
    subjects.push_back({.what = fmt::format("{}, {}", options.openapi, name_of(family.family)),
                        .source = source_of(pack, family.family),
                        .findings = family.findings,
                        .unknown = fmt::format("{}", fmt::join(family.unknown, "; ")),
                        .file = options.openapi});
  }
  return subjects;
}

Result<policy::Snapshot> read_snapshot(const ContractVerifyOptions& options, config::SecretSource& secrets) {
  const auto text = config::read_config_file(options.config);
  if (!text) return fail(Code::Invalid, "{}: {}; name the configuration with --config FILE", options.config, text.error().message);
  config::LoadedConfig loaded = config::load_config(*text, options.config, secrets);
  if (!loaded.ok()) return fail(Code::Invalid, "{}", loaded.problem_text());
  return *std::move(loaded.snapshot);
}

Result<std::vector<CheckedSubject>> check_target(const ContractVerifyOptions& options, const evidence::ContractPack& pack,
                                                 VerifyWorld world) {
  const auto snapshot = read_snapshot(options, world.secrets);
  if (!snapshot) return tl::unexpected(snapshot.error());
  if (is_production(*snapshot)) {
    return fail(Code::Denied,
                "refused: the environment is production, and a request past the gateway leaves no record; use another "
                "configuration's environment, or smoke tests through the gateway");
  }
  const auto found = std::find_if(snapshot->targets.begin(), snapshot->targets.end(),
                                  [&](const policy::Target& target) { return target.name == options.target; });
  if (found == snapshot->targets.end())
    return fail(Code::NotFound, "there is no target \"{}\" in {}", options.target, options.config);
  const std::string& model = options.model.empty() ? found->model : options.model;
  if (model.empty())
    return fail(Code::Invalid, "target {} passes the client's own model on: name one with --model", options.target);
  if (options.via.address.empty()) return check_live({*found, pack, model}, world.clock);
  auto gateway = other_gateway(options.via, world.secrets);
  if (!gateway) return tl::unexpected(gateway.error());
  gateway->target.name = fmt::format("{} via {}", found->name, gateway->address);
  gateway->target.families = found->families;
  return check_live({gateway->target, pack, model}, world.clock);
}

int complain(const Streams& streams, const Error& error) {
  fmt::print(streams.complaints, "jurymast contract verify: {}\n", error.message);
  const bool tool = error.code == Code::Unavailable || error.code == Code::Corrupt || error.code == Code::Exhausted;
  return tool ? kToolFailed : kUsage;
}

int exit_code_of(record::Tri conforms) {
  if (conforms == record::Tri::Unknown) return kHold;
  return conforms == record::Tri::True ? kPass : kCheckFailed;
}

}  // namespace

int run_contract_verify(const ContractVerifyOptions& options, VerifyWorld world, const Streams& streams) {
  const auto format = asked_format(options.format, kPrintFormatNames.size());
  if (!format) return complain(streams, format.error());
  const auto named = read_contract_pack(options.pack);
  if (!named) return complain(streams, named.error());
  const bool live = !options.target.empty();
  const bool document = !options.openapi.empty();
  if (static_cast<int>(live) + static_cast<int>(document) + static_cast<int>(!options.fixtures.empty()) != 1) {
    return complain(streams, {Code::Invalid,
                              "name fixtures with --fixture, a document with --openapi, or a target with --target; one of them"});
  }
  auto subjects = live       ? check_target(options, named->pack, world)
                  : document ? check_document(options, named->pack)
                             : check_files(options, named->pack);
  if (!subjects) return complain(streams, subjects.error());
  const ContractReport report{named->pack, live, std::move(*subjects)};
  const std::string text = contract_report(report, *format);
  if (std::fwrite(text.data(), 1, text.size(), streams.out) != text.size()) return kToolFailed;
  if (!report.subjects.empty()) return exit_code_of(report.conforms());
  return complain(streams, {Code::Invalid, "the target serves no family that the pack documents: nothing was checked"});
}

}  // namespace jurymast::app
