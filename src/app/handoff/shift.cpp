#include "app/handoff/shift.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "app/override/override_json.hpp"
#include "app/serve/subjects_in_force.hpp"
#include "app/status/status_verdict.hpp"
#include "app/status/status_words.hpp"
#include "evidence/standing.hpp"
#include "review/calendar.hpp"

namespace jurymast::app {
namespace {

constexpr int kPercent = 100;

std::string percent_text(std::uint64_t ppm) { return fmt::format("{}.{} %", ppm / 10'000, ppm / 1'000 % 10); }

/// How much of its time evidence has used, in words; empty while that is little.
std::string age_words(WallTime at, WallTime now, Duration age_max) {
  const Duration age = now - at;
  if (age > age_max) return fmt::format("is {} old and counts no more", span_text(age));
  if (age > age_max / kPercent * kGoingStalePercent) return fmt::format("counts for {} more", span_text(age_max - age));
  return {};
}

class ShiftMaker {
 public:
  ShiftMaker(const ShiftLog& log, const policy::Snapshot& snapshot, const ShiftSurroundings& surroundings)
      : log_(log), snapshot_(snapshot), surroundings_(surroundings), now_(surroundings.now) {}

  Shift make() {
    shift_.at = now_;
    shift_.gateway_told = surroundings_.live.has_value();
    shift_.changed = log_.changed();
    shift_.configurations = log_.configurations();
    for (const std::string& route : surroundings_.kill) {
      add(ShiftPart::Kill, fmt::format("for {}: primary only, until a person clears it", route),
          "jurymast override clear kill " + route);
    }
    tell_incidents();
    tell_alerts();
    tell_overrides();
    tell_rollouts();
    tell_targets();
    tell_evidence();
    tell_contracts();
    tell_uncertainty();
    return std::move(shift_);
  }

 private:
  void add(ShiftPart part, std::string what, std::string command = {}) {
    shift_.parts[static_cast<std::size_t>(part)].push_back({std::move(what), std::move(command)});
  }
  void watch(std::string what, std::string command = {}) { add(ShiftPart::Watch, std::move(what), std::move(command)); }

  void tell_incidents() {
    for (const auto& [id, incident] : log_.incidents()) {
      if (!incident.closed) {
        add(ShiftPart::Incidents,
            fmt::format("{} on {}, opened {} ago by {}", id, incident.opened.route, span_text(now_ - incident.opened.at),
                        incident.opened.author.empty() ? "nobody named" : incident.opened.author),
            "jurymast incident review " + id);
        watch(fmt::format("route {}: whether the incident goes on", incident.opened.route),
              "jurymast status " + incident.opened.route);
      }
      for (const record::IncidentRecord& one : incident.follow_ups) tell_follow_up(one);
    }
  }

  void tell_follow_up(const record::IncidentRecord& one) {
    const auto due = review::parse_date(one.due);
    const auto today = std::chrono::floor<std::chrono::days>(std::chrono::sys_time<Duration>(now_.since_epoch));
    const int days = due ? review::days_between(today, *due) : 0;
    if (due && days > kDueDays) return;
    const std::string when = !due       ? std::string("without a day")
                             : days < 0 ? fmt::format("OVERDUE since {}", one.due)
                                        : "due " + one.due;
    add(ShiftPart::FollowUps, fmt::format("{}: {} ({})", one.owner.empty() ? "nobody" : one.owner, one.text.text(), when),
        "jurymast incident show " + one.incident.to_string());
  }

  void tell_alerts() {
    for (const auto& [key, alert] : log_.firing()) {
      const std::string_view severity = record::kSeverityNames[static_cast<std::size_t>(alert.severity)];
      add(ShiftPart::Alerts, fmt::format("{} ({}), for {}", key, severity, span_text(now_ - alert.at)));
    }
  }

  void tell_overrides() {
    for (const record::OverrideRecord& one : log_.overrides().standing()) {
      if (!one.expires_at || *one.expires_at <= now_) continue;
      std::string who = one.author.empty() ? std::string("nobody named") : one.author;
      if (one.break_glass) who += ", ALONE (break-glass)";
      if (!one.approver.empty()) who += ", approved by " + one.approver;
      add(ShiftPart::Overrides,
          fmt::format("{}, by {}, until {} ({} left)", override_words(one), who, to_rfc3339(*one.expires_at),
                      span_text(*one.expires_at - now_)),
          undo_of(one));
      if (*one.expires_at - now_ <= kEndsSoon) {
        watch(fmt::format("`{}` ends by itself in {}", override_words(one), span_text(*one.expires_at - now_)),
              "jurymast override list");
      }
    }
  }

  void tell_rollouts() {
    for (const auto& [route, step] : log_.rollouts()) {
      if (step.state_to == record::RolloutState::Closed || step.state_to == record::RolloutState::Idle) continue;
      const bool held = step.state_to == record::RolloutState::Held;
      const std::string why = held && step.trigger ? fmt::format(" because of {}", name_of(*step.trigger)) : std::string();
      add(ShiftPart::Rollouts,
          fmt::format("{} of {}: {}{} at {}, since {}", step.plan.target, route, held ? "HELD" : name_of(step.state_to), why,
                      percent_text(step.weight_to_ppm), to_rfc3339(step.at)),
          "jurymast rollout status " + route);
      if (!held)
        watch(fmt::format("route {}: the rollout of {} moves by itself", route, step.plan.target),
              "jurymast rollout status " + route);
    }
  }

  void tell_targets() {
    for (const auto& [place, step] : log_.suspended()) {
      if (step.until && *step.until <= now_) continue;
      add(ShiftPart::Targets,
          fmt::format("{} on {} is suspended{}", place.second, place.first,
                      step.until ? fmt::format(" until {}", to_rfc3339(*step.until)) : std::string()),
          fmt::format("jurymast target clear-suspension {} --route {}", place.second, place.first));
    }
    for (const record::OverrideRecord& one : log_.overrides().standing()) {
      if (one.action == record::OverrideAction::Disable && one.expires_at && *one.expires_at > now_) {
        add(ShiftPart::Targets, fmt::format("{} is disabled on {}", one.target, one.route), undo_of(one));
      }
    }
    if (surroundings_.live) tell_standings();
  }

  /// Who does not answer right now, as the running gateway has it.
  void tell_standings() {
    StatusFacts facts;
    facts.now = now_;
    facts.gateway = Gateway::Up;
    facts.live = surroundings_.live->facts;
    for (const RouteFacts& route : surroundings_.live->routes) {
      std::vector<std::string> names{route.primary};
      names.insert(names.end(), route.fallback.begin(), route.fallback.end());
      for (const std::string& name : names) {
        const TargetStanding standing = standing_of(facts, name, route.family);
        if (standing.is_known_down())
          add(ShiftPart::Targets, fmt::format("{} on {} is {}", name, route.name, name_of(standing.standing)),
              "jurymast status " + route.name);
      }
    }
  }

  void tell_evidence() {
    const auto standings = evidence::standings(log_.probes(), subjects_in_force(snapshot_));
    for (const record::Standing& one : standings) {
      const auto route = std::find_if(snapshot_.routes.begin(), snapshot_.routes.end(),
                                      [&](const policy::Route& r) { return r.name == one.route; });
      if (route == snapshot_.routes.end()) continue;
      // A primary serves whether it was tested or not; that a test of it failed is worth knowing.
      const bool primary = snapshot_.target(route->primary).name == one.target;
      if (one.newest != record::Tri::False && (primary || route->mode == policy::Mode::Off)) continue;
      std::string lack;
      if (one.newest == record::Tri::False) lack = "failed its newest smoke test";
      if (one.newest == record::Tri::Unknown) lack = "is unproven under the settings in force";
      if (one.newest == record::Tri::True) {
        const std::string age = age_words(one.at, now_, route->evidence_max_age);
        if (!age.empty()) lack = "has evidence that " + age;
      }
      if (!lack.empty())
        add(ShiftPart::Evidence, fmt::format("{} on {} {}", one.target, one.route, lack), "jurymast smoke " + one.route);
    }
  }

  void tell_contracts() {
    std::vector<std::string> told;
    for (const policy::Route& route : snapshot_.routes) {
      std::vector<TargetIndex> targets{route.primary};
      targets.insert(targets.end(), route.fallback.begin(), route.fallback.end());
      for (const TargetIndex index : targets) {
        const policy::Target& target = snapshot_.target(index);
        const auto pack = held_pack(target);
        const std::string words = pack ? contract_words(pack->named.pack.name, route)
                                       : fmt::format("the contract pack {} cannot be read", target.contract);
        if (words.empty() || std::find(told.begin(), told.end(), words) != told.end()) continue;
        told.push_back(words);
        add(ShiftPart::Evidence, words, "jurymast contract snapshot --route " + route.name);
      }
    }
  }

  std::string contract_words(const std::string& pack, const policy::Route& route) const {
    const auto found = log_.contracts().find({pack, route.family});
    if (found == log_.contracts().end())
      return fmt::format("nobody has looked at the documentation of pack {} for {}", pack, name_of(route.family));
    const std::string age = age_words(found->second.accessed, now_, route.evidence_max_age);
    return age.empty() ? age : fmt::format("the look at the documentation of pack {} for {} {}", pack, name_of(route.family), age);
  }

  void tell_uncertainty() {
    if (!surroundings_.live) shift_.uncertain.emplace_back("how the targets do now: the gateway does not tell");
    if (log_.gaps() > 0)
      shift_.uncertain.push_back(fmt::format("what stood in {} records that the log of this shift lacks", log_.gaps()));
    if (log_.unreadable() > 0)
      shift_.uncertain.push_back(fmt::format("what stood in {} damaged lines of the log", log_.unreadable()));
    if (!shift_.of(ShiftPart::FollowUps).empty())
      shift_.uncertain.emplace_back("which follow-ups are done although nobody said so");
    shift_.uncertain.emplace_back("whether anything was changed outside of this gateway");
  }

  const ShiftLog& log_;
  const policy::Snapshot& snapshot_;
  const ShiftSurroundings& surroundings_;
  WallTime now_;
  Shift shift_;
};

}  // namespace

bool Shift::troubled() const {
  return !of(ShiftPart::Kill).empty() || !of(ShiftPart::Incidents).empty() || !of(ShiftPart::Alerts).empty() ||
         !of(ShiftPart::Targets).empty();
}

Shift shift_of(const ShiftLog& log, const policy::Snapshot& snapshot, const ShiftSurroundings& surroundings) {
  return ShiftMaker(log, snapshot, surroundings).make();
}

}  // namespace jurymast::app
