#include "app/probe/preflight_command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>

#include "app/exit_code.hpp"
#include "app/gate/snapshot_questions.hpp"
#include "app/probe/preflight_drill.hpp"
#include "app/probe/preflight_report.hpp"
#include "app/probe/smoke_record.hpp"
#include "app/probe/smoke_run.hpp"

namespace jurymast::app {
namespace {

using evidence::PreflightCheck;
using evidence::RunCheck;

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

int refuse(const Error& error, std::FILE* complaints) {
  fmt::print(complaints, "jurymast preflight: {}\n", error.message);
  return kUsage;
}

}  // namespace

int run_preflight(const PreflightOptions& options, const policy::Snapshot& snapshot, CommandMeans means, CommandStreams streams) {
  // OpenSSL writes without MSG_NOSIGNAL.
  std::signal(SIGPIPE, SIG_IGN);
  const auto format = asked_format(options.format);
  if (!format) return refuse(format.error(), streams.complaints);
  const auto route = testable_route(snapshot, options.route, options.canary_path);
  if (!route) return refuse(route.error(), streams.complaints);
  const auto model = asked_model(snapshot, **route, options.model);
  if (!model) return refuse(model.error(), streams.complaints);
  const SmokeSetting setting{.snapshot = snapshot,
                             .route = **route,
                             .fixture = evidence::default_fixture(),
                             .run = run_name("preflight", means.clock.wall_now(), means.random),
                             .model = *model,
                             .paced = true,
                             .canary_path = options.canary_path,
                             .ticket = options.ticket,
                             .person = options.person,
                             .contracts = contracts_of(snapshot, **route)};
  warn_without_ticket("preflight", options.ticket, streams.complaints);
  const SmokeGateway gateway(snapshot.server, means.clock, means.wait);
  std::vector<PreflightCheck> checks = evidence::preflight_checks(make_run(setting, gateway, means.random));
  checks.push_back(rollback(options, setting, gateway));
  const std::string report = preflight_report(setting, checks, *format);
  std::fwrite(report.data(), 1, report.size(), streams.out);
  const auto any = [&](record::CheckResult wanted) {
    return std::any_of(checks.begin(), checks.end(), [&](const PreflightCheck& check) { return check.result == wanted; });
  };
  if (any(record::CheckResult::Fail)) return kCheckFailed;
  return any(record::CheckResult::Missing) ? kHold : kPass;
}

}  // namespace jurymast::app
