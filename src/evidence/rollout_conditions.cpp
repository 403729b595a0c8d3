#include "evidence/rollout_conditions.hpp"
#include "base/units.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "evidence/rollout_tests.hpp"

namespace jurymast::evidence {
namespace {

using record::RolloutState;
using Missing = std::vector<std::string>;

std::int64_t seconds_up(Duration duration) { return std::chrono::ceil<std::chrono::seconds>(duration).count(); }

std::int64_t minutes_down(Duration duration) { return std::chrono::floor<std::chrono::minutes>(duration).count(); }

void add_stops(const RolloutSurroundings& surroundings, Missing& missing) {
  if (surroundings.killed) missing.emplace_back("the kill switch stands");
  if (surroundings.stopped) missing.emplace_back("an override stops this rollout");
  if (!surroundings.undrawn.empty()) missing.push_back(surroundings.undrawn);
  if (surroundings.blind_for && surroundings.blind_for->count() > 0) {
    missing.push_back(
        fmt::format("records have been lost for {} s, so nothing is known of that time", seconds_up(*surroundings.blind_for)));
  }
}

void add_end_of_plan(const RolloutPosition& position, Missing& missing) {
  if (stage_above(position)) return;
  missing.push_back(position.is_mitigation()
                        ? fmt::format("{} is the mitigation's ceiling: it stays until the primary has recovered",
                                      share_to_text(position.weight_ppm()))
                        : "the plan has no further stage");
}

/// A verdict rests on what was known when it was spoken: a later change, or the last step itself, makes it old.
void add_gate(const RolloutPosition& position, const RolloutSurroundings& surroundings, Missing& missing) {
  if (!surroundings.gate) {
    missing.emplace_back("no gate verdict stands; run `jurymast gate`");
    return;
  }
  const record::GateRecord& gate = *surroundings.gate;
  const WallTime changed = std::max(position.last.at, surroundings.changed_at.value_or(WallTime()));
  if (gate.verdict != record::GateVerdict::Promote) {
    missing.push_back(fmt::format("the newest gate verdict is {}", name_of(gate.verdict)));
  } else if (gate.at <= changed) {
    missing.emplace_back("the gate's verdict is older than the last step or change; run `jurymast gate`");
  } else if (surroundings.now - gate.at > kRiseVerdictAgeMax) {
    missing.push_back(fmt::format(
        "the gate's verdict is {} min old, and an increase wants one of the last {}; run `jurymast smoke` and `jurymast gate`",
        minutes_down(surroundings.now - gate.at), minutes_down(kRiseVerdictAgeMax)));
  }
}

/// What is usual has to be known: without it nothing starts by itself, however bad things look.
void add_primary(const RolloutSurroundings& surroundings, Missing& missing) {
  switch (surroundings.primary ? surroundings.primary->health : PrimaryHealth::Unknown) {
    case PrimaryHealth::Unknown:
      missing.emplace_back("not known what is usual for the primary: too few operations in 24 hours; a person starts it");
      break;
    case PrimaryHealth::Suspected:
      missing.emplace_back("the primary fails often, and it is not known what is usual; a person starts it");
      break;
    case PrimaryHealth::Well:
      missing.emplace_back("the primary does as usual");
      break;
    case PrimaryHealth::Degraded:
      break;
  }
}

/// What is shown in the middle of trouble for the first time is nothing to move traffic on without a person.
void add_gate_before_trouble(const RolloutPosition& position, const RolloutSurroundings& surroundings, Missing& missing) {
  if (!surroundings.gate || surroundings.gate->verdict != record::GateVerdict::Promote) {
    missing.emplace_back("no gate verdict promote stands from before the trouble; run `jurymast gate`");
    return;
  }
  const WallTime spoken = surroundings.gate->at;
  if (surroundings.primary && surroundings.primary->since && spoken >= *surroundings.primary->since) {
    missing.emplace_back("the gate's verdict is from after the primary's trouble began; a person starts it");
  } else if (surroundings.changed_at && spoken <= *surroundings.changed_at) {
    missing.emplace_back("the gate's verdict is older than the last change; run `jurymast gate`");
  } else if (surroundings.now - spoken > position.rules.verdict_age_max) {
    missing.emplace_back("the gate's verdict is too old to start on; run `jurymast gate`");
  }
}

void add_operations(const ArmCount& arm, const char* whose, const RolloutPosition& position, Missing& missing) {
  if (arm.operations >= position.rules.stage_operations_min) return;
  missing.push_back(
      fmt::format("{} of {} operations of the {} in this stage", arm.operations, position.rules.stage_operations_min, whose));
}

void add_dwell(const RolloutPosition& position, const RolloutSurroundings& surroundings, Missing& missing) {
  const Duration dwell = std::max(position.rules.dwell_min, 3 * position.statistics.stage().canary_p95());
  const Duration stood = surroundings.now - position.last.stage_since.value_or(position.last.at);
  if (stood < dwell) missing.push_back(fmt::format("the stage has to stand {} s longer", seconds_up(dwell - stood)));
}

void add_safety(const RolloutPosition& position, Missing& missing) {
  for (const TestStanding& test : safety_standing(position)) {
    if (test.e >= test.threshold) continue;
    missing.push_back(fmt::format("the test {} stands at {:.3g} of {:.3g}", test.name, test.e, test.threshold));
  }
}

}  // namespace

Missing missing_for_rise(const RolloutPosition& position, const RolloutSurroundings& surroundings) {
  Missing missing;
  add_stops(surroundings, missing);
  if (is_expired(position, surroundings)) missing.emplace_back("the plan's time is over; close it and plan again");
  if (position.state() == RolloutState::Held) {
    const std::string& why = position.last.reason.text();
    missing.push_back(fmt::format("it is held{}{}; a person resumes it", why.empty() ? "" : ": ", why));
  }
  add_end_of_plan(position, missing);
  add_gate(position, surroundings, missing);
  if (position.weight_ppm() == 0) return missing;
  add_operations(position.statistics.stage().canary(), "fallback", position, missing);
  add_dwell(position, surroundings, missing);
  add_safety(position, missing);
  return missing;
}

Missing missing_for_restore(const RolloutPosition& position, const RolloutSurroundings& surroundings) {
  Missing missing;
  add_stops(surroundings, missing);
  if (position.state() != RolloutState::Restoring) return missing;
  add_operations(position.statistics.stage().control(), "primary", position, missing);
  add_dwell(position, surroundings, missing);
  add_safety(position, missing);
  if (restore_fails(position)) missing.emplace_back("the primary fails more often than the fallback; `resume` leaves the restore");
  return missing;
}

Missing missing_for_close(const RolloutPosition& position, const RolloutSurroundings& surroundings) {
  Missing missing;
  const Duration left = position.rules.post_recovery - (surroundings.now - position.last.at);
  if (left.count() > 0) missing.push_back(fmt::format("the fallback is kept warm for {} s longer", seconds_up(left)));
  if (position.weight_ppm() == 0) return missing;
  add_stops(surroundings, missing);
  add_operations(position.statistics.stage().canary(), "fallback", position, missing);
  if (const auto rate = burning_slowly(position)) {
    missing.push_back(fmt::format("callers without a good answer use up what may fail {:.3g} times as fast as they may", *rate));
  }
  return missing;
}

bool starts_itself(const RolloutPosition& position) {
  return position.rules.starts_itself && position.is_mitigation() && !position.last.plan.manual;
}

Missing missing_for_start(const RolloutPosition& position, const RolloutSurroundings& surroundings) {
  if (!starts_itself(position)) return {"a person starts it"};
  Missing missing;
  add_stops(surroundings, missing);
  add_primary(surroundings, missing);
  add_gate_before_trouble(position, surroundings, missing);
  return missing;
}

bool is_expired(const RolloutPosition& position, const RolloutSurroundings& surroundings) {
  return position.last.plan.expires_at && *position.last.plan.expires_at <= surroundings.now;
}

bool needs_decision(const RolloutPosition& position, const RolloutSurroundings& surroundings) {
  const bool waits = position.state() == RolloutState::Held || position.state() == RolloutState::Restoring ||
                     (position.state() == RolloutState::Ramping && stage_above(position));
  const bool told = position.last.trigger == record::RolloutTrigger::Timeout;
  return waits && (told || surroundings.now - position.last.at >= position.rules.hold_max);
}

}  // namespace jurymast::evidence
