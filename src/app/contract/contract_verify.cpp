#include "app/contract/contract_verify.hpp"
#include "app/gate/snapshot_questions.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "app/bounded_file.hpp"
#include "app/contract/contract_fixture.hpp"
#include "app/contract/contract_live.hpp"
#include "app/contract/contract_packs.hpp"
#include "app/contract/contract_report.hpp"
#include "app/exit_code.hpp"
#include "config/load_config.hpp"
#include "config/system_secrets.hpp"

namespace jurymast::app {
namespace {

std::string source_of(const evidence::ContractPack& pack, Family family) {
  const evidence::FamilyContract* const contract = pack.contract_of(family);
  return contract == nullptr ? std::string() : contract->source;
}

CheckedSubject check_fixture(const evidence::ContractPack& pack, const std::string& name, const ContractFixture& fixture) {
  if (const auto* const answer = std::get_if<AnswerFixture>(&fixture)) {
    return {name, source_of(pack, answer->family), evidence::check_answer(pack, answer->observed())};
  }
  const auto& request = std::get<evidence::ObservedRequest>(fixture);
  return {name, source_of(pack, request.family), evidence::check_request(pack, request)};
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
  return check_live({*found, pack, model}, world.clock);
}

int complain(const Streams& streams, const Error& error) {
  fmt::print(streams.complaints, "jurymast contract verify: {}\n", error.message);
  const bool tool = error.code == Code::Unavailable || error.code == Code::Corrupt || error.code == Code::Exhausted;
  return tool ? kToolFailed : kUsage;
}

}  // namespace

int run_contract_verify(const ContractVerifyOptions& options, VerifyWorld world, const Streams& streams) {
  const auto named = read_contract_pack(options.pack);
  if (!named) return complain(streams, named.error());
  const bool live = !options.target.empty();
  if (live != options.fixtures.empty())
    return complain(streams, {Code::Invalid, "name fixtures with --fixture, or a target with --target"});
  auto subjects = live ? check_target(options, named->pack, world) : check_files(options, named->pack);
  if (!subjects) return complain(streams, subjects.error());
  const ContractReport report{named->pack, live, std::move(*subjects)};
  const std::string text = options.json ? report_json(report) : report_text(report);
  if (std::fwrite(text.data(), 1, text.size(), streams.out) != text.size()) return kToolFailed;
  if (!report.subjects.empty()) return report.conforms() ? kPass : kCheckFailed;
  return complain(streams, {Code::Invalid, "the target serves no family that the pack documents: nothing was checked"});
}

}  // namespace jurymast::app
