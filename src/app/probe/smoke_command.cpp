#include "app/probe/smoke_command.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <csignal>

#include "app/exit_code.hpp"
#include "app/gate/snapshot_questions.hpp"
#include "app/probe/smoke_record.hpp"
#include "app/probe/smoke_report.hpp"
#include "app/probe/smoke_run.hpp"
#include "config/system_secrets.hpp"

namespace jurymast::app {
namespace {

using evidence::Fixture;
using evidence::PlannedCheck;

/// What is to be done, after everything that may refuse it.
struct SmokePlan {
  std::vector<PlannedCheck> checks;
  Fixture fixture;
  std::string model;
  std::optional<OtherGateway> via;
};

Result<Fixture> fixture_for(const SmokeOptions& options) {
  if (options.custom_prompt.empty()) return evidence::default_fixture();
  const auto text = config::read_config_file(options.custom_prompt);
  if (!text) return fail(Code::Invalid, "{}: {}", options.custom_prompt, text.error().message);
  return evidence::read_custom_fixture(*text);
}

Result<void> check_direct(const SmokeOptions& options, const policy::Snapshot& snapshot) {
  if (!options.direct || !is_production(snapshot)) return {};
  return fail(Code::Denied,
              "--direct goes past the gateway, and `server.environment` is production: test through the gateway, or name the "
              "environment that this is");
}

/// The checks that the options ask for, of a good request alone where the gateway is left out.
Result<std::vector<PlannedCheck>> planned(const SmokeOptions& options, const evidence::SmokeRoute& route) {
  const bool both = options.streamed == options.buffered;
  if (!options.check.empty() && !evidence::fault_of(options.check)) {
    return fail(Code::Invalid, "there is no check {}; there are: {}", options.check, fmt::join(evidence::kCheckNames, ", "));
  }
  auto checks = evidence::smoke_plan(route, {.target = options.target,
                                             .check = options.check,
                                             .streamed = both || options.streamed,
                                             .buffered = both || options.buffered});
  if (checks.empty()) return fail(Code::Invalid, "route {} has no target {}", route.name, options.target);
  const bool via = !options.via.address.empty();
  if (options.direct) std::erase_if(checks, [](const PlannedCheck& check) { return check.fault != record::ProbeFault::None; });
  // What another gateway's connection upstream meets, nobody outside of it can bring about; and it decides for itself who is asked.
  if (via) std::erase_if(checks, [](const PlannedCheck& check) { return check.fault == record::ProbeFault::ClientFault; });
  if (checks.empty()) return fail(Code::Invalid, "the check {} cannot be made past this gateway", options.check);
  for (PlannedCheck& check : checks) {
    if (via) check.routing = record::ProbeRouting::Natural;
  }
  return checks;
}

/// The one check that a record tells of, if the route and the fixture still give the same request.
Result<std::vector<PlannedCheck>> recorded(const SmokeOptions& options, const record::ProbeQuestion& question,
                                           const evidence::SmokeRoute& route, const Fixture& fixture) {
  if (question.route != route.name) return fail(Code::Invalid, "{} is of route {}", options.from_record, question.route);
  if (question.fixture != fixture.id) {
    return fail(Code::Invalid, "{} was made with the request {}: name its file with --allow-custom-prompt", options.from_record,
                question.fixture);
  }
  for (const bool streamed : {false, true}) {
    for (const PlannedCheck& check :
         evidence::smoke_plan(route, {.target = question.target, .streamed = streamed, .buffered = !streamed})) {
      const bool same = check.check == question.check && check.streamed == question.streamed && check.routing == question.routing;
      if (same && check.family == question.family) return std::vector<PlannedCheck>{check};
    }
  }
  return fail(Code::Invalid, "{}: the configuration no longer gives route {} the check {} of target {}", options.from_record,
              route.name, question.check, question.target);
}

Result<SmokePlan> plan_for(const SmokeOptions& options, const policy::Snapshot& snapshot, const policy::Route& route) {
  if (const auto allowed = check_direct(options, snapshot); !allowed) return tl::unexpected(allowed.error());
  auto fixture = fixture_for(options);
  if (!fixture) return tl::unexpected(fixture.error());
  const evidence::SmokeRoute shape = smoke_route(snapshot, route);
  record::ProbeQuestion question;
  if (!options.from_record.empty()) {
    auto probe = find_probe(snapshot.server.state, options.from_record);
    if (!probe) return tl::unexpected(probe.error());
    question = std::move(probe->question);
  }
  auto via = gateway_named(options.via, snapshot);
  if (!via) return tl::unexpected(via.error());
  auto model = *via && !options.model.empty()
                   ? Result<std::string>(options.model)  // that gateway's names are its own
                   : asked_model(snapshot, route, options.from_record.empty() ? options.model : question.model_alias);
  if (!model) return tl::unexpected(model.error());
  auto checks = options.from_record.empty() ? planned(options, shape) : recorded(options, question, shape, *fixture);
  if (!checks) return tl::unexpected(checks.error());
  return SmokePlan{*std::move(checks), *std::move(fixture), *std::move(model), *std::move(via)};
}

SmokeRun make_checks(const SmokeSetting& setting, const SmokeOptions& options, const std::vector<PlannedCheck>& checks,
                     CommandMeans& means) {
  const SmokeGateway gateway(setting.snapshot.server, means.clock, means.wait);
  SmokeRun run{.run = setting.run,
               .route = setting.route.name,
               .fixture = setting.fixture.id,
               .model_alias = setting.model,
               .environment = setting.snapshot.server.environment,
               .config_file = options.config,
               .path = setting.path,
               .via = setting.via ? setting.via->address : std::string(),
               .outcomes = {}};
  for (const PlannedCheck& check : checks) run.outcomes.push_back(make_check(setting, check, gateway, means.random));
  return run;
}

record::ProbePath path_of(const SmokeOptions& options) {
  if (!options.via.address.empty()) return record::ProbePath::Via;
  return options.direct ? record::ProbePath::Direct : record::ProbePath::Gateway;
}

int refuse(const Error& error, std::FILE* complaints) {
  fmt::print(complaints, "jurymast smoke: {}\n", error.message);
  return kUsage;
}

}  // namespace

Result<const policy::Route*> testable_route(const policy::Snapshot& snapshot, const std::string& name, bool canary_path) {
  const auto route = route_named(snapshot, name);
  if (!route) return route;
  if ((*route)->rollback_owner.empty()) {
    return fail(Code::Invalid, "route {} names nobody who rolls back: set `routes.{}.rollback_owner` before a test begins", name,
                name);
  }
  if ((*route)->stop_condition.empty()) {
    return fail(Code::Invalid, "route {} says not when to stop: set `routes.{}.stop_condition` before a test begins", name, name);
  }
  if (is_production(snapshot) && !canary_path) {
    return fail(
        Code::Denied,
        "`server.environment` is production, where users are: say --canary-path if route {} is a controlled canary path, on "
        "which the gateway tells probes from users' requests, {} takes the fallback back, and it stops at: {}",
        name, (*route)->rollback_owner, (*route)->stop_condition);
  }
  return route;
}

Result<std::optional<OtherGateway>> gateway_named(const OtherGatewayAsk& ask, const policy::Snapshot& snapshot) {
  if (ask.address.empty()) return std::nullopt;
  if (is_production(snapshot)) {
    return fail(Code::Denied,
                "--via sends requests that nothing tells from users' own, and `server.environment` is production: name another "
                "gateway's environment");
  }
  config::SystemSecrets secrets;
  auto gateway = other_gateway(ask, secrets);
  if (!gateway) return tl::unexpected(gateway.error());
  return *std::move(gateway);
}

void warn_without_ticket(std::string_view command, const std::string& ticket, std::FILE* complaints) {
  if (!ticket.empty()) return;
  fmt::print(complaints,
             "jurymast {}: warning: no ticket is named, so the records cannot be found by the change: add --ticket ID\n", command);
}

int run_smoke(const SmokeOptions& options, const policy::Snapshot& snapshot, CommandMeans means, CommandStreams streams) {
  // OpenSSL writes without MSG_NOSIGNAL.
  std::signal(SIGPIPE, SIG_IGN);
  const auto format = asked_format(options.format);
  if (!format) return refuse(format.error(), streams.complaints);
  const auto route = testable_route(snapshot, options.route, options.canary_path);
  if (!route) return refuse(route.error(), streams.complaints);
  const auto plan = plan_for(options, snapshot, **route);
  if (!plan) return refuse(plan.error(), streams.complaints);
  const SmokeSetting setting{.snapshot = snapshot,
                             .route = **route,
                             .fixture = plan->fixture,
                             .run = run_name("smoke", means.clock.wall_now(), means.random),
                             .model = plan->model,
                             .path = path_of(options),
                             .canary_path = options.canary_path,
                             .retry = options.retry > 0,
                             .ticket = options.ticket,
                             .person = options.person,
                             .via = plan->via,
                             .contracts = contracts_of(snapshot, **route)};
  if (!options.direct) warn_without_ticket("smoke", options.ticket, streams.complaints);
  const SmokeRun run = make_checks(setting, options, plan->checks, means);
  const std::string report = smoke_report(run, *format);
  std::fwrite(report.data(), 1, report.size(), streams.out);
  return exit_code_of(run);
}

}  // namespace jurymast::app
