#include "app/serve/probe_admin.hpp"

#include <algorithm>
#include <utility>

#include "app/admin/admin_endpoints.hpp"
#include "app/gate/snapshot_questions.hpp"
#include "control/offered_record.hpp"
#include "policy/answer.hpp"
#include "wire/splice.hpp"

namespace jurymast::app {
namespace {

using control::AdminReply;
using control::problem;

/// Clocks of two machines differ; a record from further ahead would stay young for ever.
constexpr Duration kClockAheadMax = std::chrono::minutes(5);

bool has_fallback(const policy::Snapshot& snapshot, const policy::Route& route, std::string_view name) {
  return std::any_of(route.fallback.begin(), route.fallback.end(), [&](TargetIndex i) { return snapshot.target(i).name == name; });
}

AdminReply spent(std::string_view target, Duration wait) {
  const std::uint32_t seconds = policy::ceil_seconds(wait);
  AdminReply reply = problem(429, "probes_spent",
                             fmt::format("Target {} has had its {} probes of this minute; ask again in {} s.", target,
                                         proxy::kProbesPerWindowMax, seconds));
  reply.retry_after_s = seconds;
  return reply;
}

/// Where users are, nothing is tried out before it is said who takes it back, when to stop, and that the route is a controlled canary path.
/// This is the authority: commands ask the same, but they read a configuration of their own.
std::optional<AdminReply> unsafe_in_production(const control::ProbeAsk& ask, const policy::Snapshot& snapshot,
                                               const policy::Route& route) {
  if (!is_production(snapshot)) return std::nullopt;
  constexpr std::string_view kWhere = "`server.environment` of this gateway is production, where users are";
  if (route.rollback_owner.empty()) {
    return problem(409, "no_rollback_owner",
                   fmt::format("{}, and route {} names nobody who rolls back: set `routes.{}.rollback_owner` and reload.", kWhere,
                               route.name, route.name));
  }
  if (route.stop_condition.empty()) {
    return problem(409, "no_stop_condition",
                   fmt::format("{}, and route {} says not when to stop: set `routes.{}.stop_condition` and reload.", kWhere,
                               route.name, route.name));
  }
  if (ask.canary_path) return std::nullopt;
  return problem(
      422, "no_canary_path",
      fmt::format("{}: send `\"canary_path\": true` (`--canary-path` of commands) if route {} is a controlled canary path, on "
                  "which {} takes the fallback back, and it stops at: {}",
                  kWhere, route.name, route.rollback_owner, route.stop_condition));
}

}  // namespace

std::optional<AdminReply> ProbeAdmin::refuse(const control::ProbeAsk& ask, const policy::Route& route) const {
  const policy::Snapshot& snapshot = parts_.snapshot();
  if (!proxy::probe_check_index(ask.check)) {
    return problem(422, "probe_refused",
                   "`check` is none of happy_path, error_credential, error_missing_field and error_client_fault");
  }
  const bool fallback = has_fallback(snapshot, route, ask.target);
  if (!ask.target.empty() && !fallback && snapshot.target(route.primary).name != ask.target) {
    return problem(404, "target_unknown",
                   fmt::format("Route {} has no target {}; `jurymast check --explain` shows it.", route.name, ask.target));
  }
  if (auto unsafe = unsafe_in_production(ask, snapshot, route)) return unsafe;
  if (parts_.shared.draining.load()) return problem(409, "draining", "This gateway is shutting down; ask its successor.");
  if (fallback && parts_.shared.kill.stands_for(route.name)) {
    return problem(
        409, "killed",
        fmt::format("The kill switch stands for route {}: nothing is sent to its fallbacks until a person clears it.", route.name));
  }
  return std::nullopt;
}

control::AdminRoutes ProbeAdmin::routes() {
  return {control::at_once(admin_endpoint("POST", "/probes"),
                           [this](const control::AdminRequest& request) { return give_ticket(request.body); }),
          control::at_once(admin_endpoint("GET", "/operations/*"),
                           [this](const control::AdminRequest& request) { return operation(request.rest); }),
          {admin_endpoint("POST", "/records"),
           [this](const control::AdminRequest& request, const control::AdminAnswer& done) { write(request.body, done); }}};
}

AdminReply ProbeAdmin::operation(std::string_view id) const {
  const auto parsed = OperationId::parse(id);
  const auto record = parsed ? parts_.probe_operation(*parsed) : std::nullopt;
  if (record) return {.body = *record + "\n"};
  return problem(404, "operation_unknown",
                 "This process holds no finished probe of that id; it holds the last 256. `jurymast log show ID` reads the log.");
}

AdminReply ProbeAdmin::give_ticket(std::string_view body) {
  const auto read = control::read_probe_ask(body);
  if (!read) return problem(422, "probe_refused", read.error().message);
  const control::ProbeAsk& ask = *read;
  const policy::Snapshot& snapshot = parts_.snapshot();
  const auto route = route_named(snapshot, ask.route);
  if (!route) {
    return problem(404, "route_unknown", fmt::format("There is no route {}; `jurymast check --explain` lists them.", ask.route));
  }
  if (auto refused = refuse(ask, **route)) return std::move(*refused);
  const std::string& target = ask.target.empty() ? snapshot.target((*route)->primary).name : ask.target;
  const auto ticket =
      parts_.shared.probes.give({.run = ask.run, .check = ask.check, .route = ask.route, .target = ask.target, .fault = ask.fault},
                                target, parts_.loop.now());
  if (!ticket) return spent(target, ticket.error());
  return {.body = fmt::format(R"({{"ticket":{},"expires_at":"{}"}})", wire::to_json_string(*ticket),
                              to_rfc3339(parts_.loop.wall_now() + proxy::kTicketTimeMax)) +
                  "\n"};
}

void ProbeAdmin::write(std::string_view body, const control::AdminAnswer& done) {
  const auto read = control::read_offered_record(body);
  if (!read) return done(problem(422, "record_refused", read.error().message));
  const control::OfferedRecord& offered = *read;
  if (offered.at > parts_.loop.wall_now() + kClockAheadMax) {
    return done(
        problem(422, "record_refused", "`ts` is more than five minutes ahead of this gateway's clock; set the clocks right"));
  }
  if (offered.probe && offered.probe->question.path == record::ProbePath::Gateway) {
    if (const auto claimed = parts_.shared.probes.claim(*offered.probe); !claimed) {
      return done(problem(409, "record_disagrees", claimed.error().message));
    }
  }
  auto settle = [evidence_changed = parts_.evidence_changed, id = offered.id, probe = offered.probe, done](bool saved) {
    if (!saved) {
      return done(problem(503, "record_unsaved",
                          "The disk did not take the record in time; look for its id in the log before sending it again."));
    }
    if (probe) evidence_changed(*probe);
    done({.body = fmt::format(R"({{"id":"{}"}})", id.to_string()) + "\n"});
  };
  // The journal's thread only hands on, its share of the session too; everything else happens here.
  parts_.shared.journal.append(offered.record, [&loop = parts_.loop, settle = std::move(settle)](bool saved) mutable {
    loop.post([settle = std::move(settle), saved] { settle(saved); });
  });
}

}  // namespace jurymast::app
