#include "evidence/override_book.hpp"

#include <fmt/ranges.h>

#include <algorithm>

#include "evidence/override_rules.hpp"

namespace jurymast::evidence {
namespace {

using record::OverrideAction;
using record::OverrideEvent;
using record::OverrideRecord;

const OverridableTarget* target_of(const OverridableRoute& route, std::string_view name) {
  const auto found =
      std::find_if(route.targets.begin(), route.targets.end(), [&](const OverridableTarget& one) { return one.name == name; });
  return found == route.targets.end() ? nullptr : &*found;
}

/// The routes that it is about, at least one; each has the target, where the action is about one.
Result<std::vector<OverridableRoute>> routes_of(const OverrideAsk& asked, const OverrideSurroundings& surroundings) {
  const OverrideRule rule = override_rule(asked.action);
  const bool every = asked.route == kEveryRoute && rule.every_route;
  if (rule.target == asked.target.empty()) {
    return fail(Code::Invalid, "{} is about {}", name_of(asked.action),
                rule.target ? "a target; name one" : "no target; leave it out");
  }
  std::vector<OverridableRoute> routes;
  bool known = every;
  for (const OverridableRoute& route : surroundings.routes) {
    if (!every && route.name != asked.route) continue;
    known = true;
    if (!rule.target || target_of(route, asked.target) != nullptr) routes.push_back(route);
  }
  if (!known) return fail(Code::NotFound, "there is no route `{}`; `jurymast check --explain` lists them", asked.route);
  if (routes.empty()) {
    return fail(Code::NotFound, "route {} lists no target `{}`: a target has to be approved in the configuration first",
                asked.route, asked.target);
  }
  return routes;
}

OverrideRecord ended(const OverrideRecord& set, OverrideEvent event, const OverrideSurroundings& surroundings) {
  OverrideRecord record;
  record.at = surroundings.now;
  record.id = surroundings.next_id;
  record.config = surroundings.config;
  record.event = event;
  record.action = set.action;
  record.route = set.route;
  record.target = set.target;
  record.value = set.value;
  record.author = set.author;
  record.ticket = set.ticket;
  record.reverts = set.id;
  return record;
}

bool covers(const OverrideRecord& record, std::string_view route) { return record.route == route || record.route == kEveryRoute; }

/// Of some actions a route has one at a time, of the others one for each target or class.
bool same_place(const OverrideRecord& standing, const OverrideAsk& asked) {
  if (standing.action != asked.action || standing.route != asked.route) return false;
  if (asked.action == OverrideAction::Disable) return standing.target == asked.target;
  return asked.action != OverrideAction::PermitClass || standing.value == asked.value;
}

}  // namespace

bool restricts(const OverrideRecord& step) {
  const bool narrows = step.action == OverrideAction::Disable || step.action == OverrideAction::StopRollout ||
                       step.action == OverrideAction::Kill || (step.action == OverrideAction::Mode && step.value == "off");
  return narrows == (step.event == OverrideEvent::Set);
}

bool OverrideBook::disabled(std::string_view route, std::string_view target) const {
  return std::any_of(standing_.begin(), standing_.end(), [&](const OverrideRecord& one) {
    return one.action == OverrideAction::Disable && one.target == target && covers(one, route);
  });
}

Result<void> OverrideBook::check_room(const OverrideAsk& asked) const {
  for (const OverrideRecord& one : standing_) {
    if (!same_place(one, asked)) continue;
    return fail(Code::Exists, "{} stands for {} already{}{}, until {} (set by {}); clear that first", name_of(one.action),
                one.route, one.target.empty() ? "" : ": ", one.target, to_rfc3339(*one.expires_at), one.author);
  }
  if (standing_.size() < kOverridesMax) return {};
  return fail(Code::Exhausted, "{} overrides stand, which is all that may; clear one that is not needed any more", kOverridesMax);
}

Result<void> OverrideBook::check_pin(const OverrideAsk& asked, const OverridableRoute& route) const {
  if (disabled(route.name, asked.target))
    return fail(Code::Denied, "{} is disabled on {}; clear that first", asked.target, route.name);
  const OverridableTarget& target = *target_of(route, asked.target);
  if (target.failed.empty()) return {};
  return fail(Code::Denied, "{} is false for {} on {}; a person goes past what is not known, never past what is false",
              fmt::join(target.failed, ", "), asked.target, route.name);
}

Result<void> OverrideBook::check_disable(const OverrideAsk& asked, const std::vector<OverridableRoute>& routes) const {
  if (asked.words == kLastTargetWords) return {};
  for (const OverridableRoute& route : routes) {
    const bool another = std::any_of(route.targets.begin(), route.targets.end(), [&](const OverridableTarget& one) {
      return one.name != asked.target && !disabled(route.name, one.name);
    });
    if (another) continue;
    return fail(Code::Denied, "{} is the last target that {} has; where all of its requests shall be refused, say --words \"{}\"",
                asked.target, route.name, kLastTargetWords);
  }
  return {};
}

Result<OverrideRecord> OverrideBook::ask(const OverrideAsk& asked, const OverrideSurroundings& surroundings) const {
  auto checked = check_override_ask(asked);
  if (!checked) return tl::unexpected(checked.error());
  const auto routes = routes_of(asked, surroundings);
  if (!routes) return tl::unexpected(routes.error());
  const bool stands = override_rule(asked.action).stands;
  if (stands) checked = check_room(asked);
  if (checked && asked.action == OverrideAction::Pin) checked = check_pin(asked, routes->front());
  if (checked && asked.action == OverrideAction::Disable) checked = check_disable(asked, *routes);
  if (!checked) return tl::unexpected(checked.error());
  OverrideRecord record{.at = surroundings.now,
                        .id = surroundings.next_id,
                        .config = surroundings.config,
                        .event = OverrideEvent::Set,
                        .action = asked.action,
                        .route = asked.route,
                        .target = asked.target,
                        .value = asked.value,
                        .author = asked.author,
                        .approver = asked.approver,
                        .break_glass = asked.break_glass,
                        .reason = asked.reason,
                        .ticket = asked.ticket,
                        .expires_at = std::nullopt,
                        .reverts = std::nullopt,
                        .unproven = {},
                        .failing_signal = asked.failing_signal,
                        .changed_paths = surroundings.changed_paths};
  if (stands) record.expires_at = surroundings.now + *asked.lasts;
  if (asked.action == OverrideAction::Pin) record.unproven = target_of(routes->front(), asked.target)->unproven;
  return record;
}

Result<OverrideRecord> OverrideBook::end(const OverrideEndAsk& asked, const OverrideSurroundings& surroundings) const {
  if (asked.author.empty()) return fail(Code::Invalid, "nobody is named; say who clears it");
  if (auto named = check_record_names({{"author", asked.author}, {"ticket", asked.ticket}}); !named)
    return tl::unexpected(named.error());
  for (const OverrideRecord& one : standing_) {
    const bool meant = one.action == asked.action && one.route == asked.route &&
                       (asked.target.empty() || one.target == asked.target) && (asked.value.empty() || one.value == asked.value);
    if (!meant) continue;
    OverrideRecord record = ended(one, OverrideEvent::Cleared, surroundings);
    record.author = asked.author;
    record.reason = asked.reason;
    if (!asked.ticket.empty()) record.ticket = asked.ticket;
    return record;
  }
  return fail(Code::NotFound, "no {} stands for {}{}{}; `jurymast override list` tells what does", name_of(asked.action),
              asked.route, asked.target.empty() ? "" : ", ", asked.target);
}

bool OverrideBook::is_due(WallTime now) const {
  return std::any_of(standing_.begin(), standing_.end(), [now](const OverrideRecord& one) { return *one.expires_at <= now; });
}

std::optional<OverrideRecord> OverrideBook::next(const OverrideSurroundings& surroundings) const {
  for (const OverrideRecord& one : standing_) {
    if (*one.expires_at <= surroundings.now) return ended(one, OverrideEvent::Expired, surroundings);
  }
  return std::nullopt;
}

void OverrideBook::apply(const OverrideRecord& record) {
  if (record.event != OverrideEvent::Set) {
    std::erase_if(standing_, [&](const OverrideRecord& one) { return one.id == record.reverts; });
    return;
  }
  const bool known =
      std::any_of(standing_.begin(), standing_.end(), [&](const OverrideRecord& one) { return one.id == record.id; });
  if (override_rule(record.action).stands && record.expires_at && !known) standing_.push_back(record);
}

OverriddenTraffic OverrideBook::traffic(const std::vector<std::string>& routes) const {
  OverriddenTraffic traffic;
  for (const std::string& route : routes) {
    OverriddenRoute of_route;
    // What was said of one route comes after what was said of all, and so stands in its place.
    for (const bool of_all : {true, false}) {
      for (const OverrideRecord& one : standing_) {
        if (!covers(one, route) || (one.route == kEveryRoute) != of_all) continue;
        if (one.action == OverrideAction::Pin && !disabled(route, one.target)) of_route.pin = one.target;
        if (one.action == OverrideAction::Disable) of_route.disabled.push_back(one.target);
        if (one.action == OverrideAction::Mode) of_route.mode = one.value;
        if (one.action == OverrideAction::PermitClass) of_route.permitted.push_back(one.value);
        if (one.action == OverrideAction::StopRollout) of_route.rollout_stopped = true;
      }
    }
    if (of_route != OverriddenRoute()) traffic.emplace(route, std::move(of_route));
  }
  return traffic;
}

}  // namespace jurymast::evidence
