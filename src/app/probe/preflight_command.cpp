#include "app/probe/preflight_command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <nlohmann/json.hpp>

#include "app/exit_code.hpp"
#include "app/gate/snapshot_questions.hpp"
#include "app/probe/preflight_drill.hpp"
#include "app/probe/smoke_record.hpp"
#include "app/probe/smoke_run.hpp"

namespace jurymast::app {
namespace {

using evidence::PreflightCheck;
using evidence::RunCheck;
using Json = nlohmann::ordered_json;

std::vector<RunCheck> make_run(const SmokeSetting& setting, const SmokeGateway& gateway, Random& random) {
  std::vector<RunCheck> run;
  const auto plan = evidence::smoke_plan(smoke_route(setting.snapshot, setting.route), {.streamed = false, .buffered = true});
  for (const evidence::PlannedCheck& check : plan) {
    const SmokeOutcome outcome = make_check(setting, check, gateway, random);
    run.push_back({check, outcome.verdict ? outcome.verdict->assertions : std::vector<record::Assertion>(), outcome.blocked,
                   !outcome.record.empty()});
  }
  return run;
}

PreflightCheck rollback(const PreflightOptions& options, const SmokeSetting& setting, const SmokeGateway& gateway) {
  if (is_production(setting.snapshot) && !options.drill_in_production) {
    return {evidence::kRollbackCheck,
            record::CheckResult::Missing,
            {"not practised: it takes users' fallback away for a moment, and this is production (--drill-in-production)"}};
  }
  return drill_rollback(setting, gateway);
}

std::string text_report(const SmokeSetting& setting, const std::vector<PreflightCheck>& checks) {
  std::string text =
      fmt::format("{}: route {}, environment {}\n", setting.run, setting.route.name, setting.snapshot.server.environment);
  for (const PreflightCheck& check : checks) {
    text += fmt::format("{:<8} {}\n", record::name_of(check.result), check.name);
    for (const std::string& reason : check.reasons) text += "         " + reason + "\n";
  }
  return text;
}

std::string json_report(const SmokeSetting& setting, const std::vector<PreflightCheck>& checks) {
  Json list = Json::array();
  for (const PreflightCheck& check : checks) {
    list.push_back({{"check", check.name}, {"result", record::name_of(check.result)}, {"reasons", check.reasons}});
  }
  const Json json{{"run", setting.run},
                  {"route", setting.route.name},
                  {"environment", setting.snapshot.server.environment},
                  {"checks", std::move(list)}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

int run_preflight(const PreflightOptions& options, const policy::Snapshot& snapshot, CommandMeans means, CommandStreams streams) {
  // OpenSSL writes without MSG_NOSIGNAL.
  std::signal(SIGPIPE, SIG_IGN);
  const auto route = testable_route(snapshot, options.route);
  if (!route) {
    fmt::print(streams.complaints, "jurymast preflight: {}\n", route.error().message);
    return kUsage;
  }
  const SmokeSetting setting{.snapshot = snapshot,
                             .route = **route,
                             .fixture = evidence::default_fixture(),
                             .run = run_name("preflight", means.clock.wall_now(), means.random),
                             .paced = true,
                             .ticket = options.ticket,
                             .person = options.person,
                             .contracts = contracts_of(snapshot, **route)};
  warn_without_ticket("preflight", options.ticket, streams.complaints);
  const SmokeGateway gateway(snapshot.server, means.clock, means.wait);
  std::vector<PreflightCheck> checks = evidence::preflight_checks(make_run(setting, gateway, means.random));
  checks.push_back(rollback(options, setting, gateway));
  const std::string report = options.json ? json_report(setting, checks) : text_report(setting, checks);
  std::fwrite(report.data(), 1, report.size(), streams.out);
  const bool all_passed = std::all_of(checks.begin(), checks.end(),
                                      [](const PreflightCheck& check) { return check.result == record::CheckResult::Pass; });
  return all_passed ? kPass : kCheckFailed;
}

}  // namespace jurymast::app
