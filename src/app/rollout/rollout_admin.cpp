#include "app/rollout/rollout_admin.hpp"

#include <fmt/format.h>

#include <utility>

#include "app/admin/admin_endpoints.hpp"
#include "app/gate/snapshot_questions.hpp"
#include "app/rollout/rollout_view.hpp"

namespace jurymast::app {
namespace {

using control::AdminAnswer;
using control::AdminReply;
using control::AdminRequest;
using control::problem;
using control::Role;

AdminReply refused(const Error& error) {
  switch (error.code) {
    case Code::Invalid:
      return problem(422, "rollout_refused", error.message);
    case Code::NotFound:
      return problem(404, "rollout_unknown", error.message);
    case Code::Unavailable:
      return problem(503, "rollout_unsaved", error.message);
    default:
      return problem(409, "rollout_refused", error.message);
  }
}

}  // namespace

control::AdminRoutes RolloutAdmin::routes() {
  return {control::at_once(admin_endpoint("GET", "/rollouts"), [this](const AdminRequest&) { return all(); }),
          control::at_once(admin_endpoint("GET", "/rollouts/*"), [this](const AdminRequest& request) { return one(request.rest); }),
          {admin_endpoint("POST", "/rollouts/*"),
           [this](const AdminRequest& request, const AdminAnswer& done) { order(request, done); }}};
}

std::optional<std::string> RolloutAdmin::view(const std::string& route) const {
  const evidence::Rollout* const rollout = keeper_.rollout(route);
  if (rollout == nullptr || rollout->plan().target.empty()) return std::nullopt;
  const auto surroundings = keeper_.surroundings(route, rollout->plan().target);
  return rollout_json({.standing = rollout->standing(surroundings),
                       .share = keeper_.share(route),
                       .primary = view_of(keeper_.primary(route)),
                       .overrides = overrides_for(route, overrides_()),
                       .now = surroundings.now,
                       .suspended = keeper_.is_suspended(route, rollout->plan().target),
                       .busy = keeper_.busy(route)});
}

AdminReply RolloutAdmin::all() const {
  std::string list;
  for (const std::string& route : keeper_.routes()) {
    const auto shown = view(route);
    if (shown) list += (list.empty() ? "" : ",") + *shown;
  }
  std::string primaries;
  for (const auto& [route, watch] : keeper_.primaries()) {
    primaries += (primaries.empty() ? "" : ",") + primary_json(route, *view_of(&watch));
  }
  return {.body = fmt::format(R"({{"folding":{},"rollouts":[{}],"primaries":[{}]}})", keeper_.folding(), list, primaries) + "\n"};
}

AdminReply RolloutAdmin::one(std::string_view route) const {
  if (keeper_.folding()) {
    return problem(503, "rollout_unknown", "the log is still being read after the start; nothing is moved until then");
  }
  const std::string name(route);
  const auto configured = route_named(snapshot_(), name);
  if (const auto shown = view(name)) return {.body = *shown + "\n"};
  if (!configured) return problem(404, "route_unknown", configured.error().message);
  return problem(404, "rollout_unknown", fmt::format("route {} has no rollout; `jurymast rollout plan {}` begins one", name, name));
}

void RolloutAdmin::order(const AdminRequest& request, const AdminAnswer& done) {
  auto order = read_rollout_order(request.body);
  if (!order) return done(refused(order.error()));
  const policy::Snapshot& snapshot = snapshot_();
  const auto route = route_named(snapshot, request.rest);
  if (!route) return done(problem(404, "route_unknown", route.error().message));
  if (order->person.empty()) order->person = request.actor;
  const evidence::Rollout* const rollout = keeper_.rollout((*route)->name);
  const bool manual = rollout != nullptr && rollout->plan().manual && order->action == record::RolloutAction::Advance;
  if (manual && request.role < Role::Approve) {
    return done(
        problem(403, "approval_needed", "This plan is manual: whoever raises its weight needs a token with the role approve."));
  }
  carry_out(*order, **route, done);
}

void RolloutAdmin::carry_out(const RolloutOrder& order, const policy::Route& route, const AdminAnswer& done) {
  const auto asked = ask_of(order, snapshot_(), route, keeper_.now());
  if (!asked) return done(refused(asked.error()));
  auto step = keeper_.propose(route.name, *asked);
  if (!step) return done(refused(step.error()));
  if (order.dry_run) return done({.body = step_json(*step, true)});
  keeper_.take_step(*step, [step = *step, done](const Result<void>& taken) {
    done(taken ? AdminReply{.body = step_json(step, false)} : refused(taken.error()));
  });
}

}  // namespace jurymast::app
