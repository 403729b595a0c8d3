#include <fmt/format.h>

#include <algorithm>

#include "base/units.hpp"
#include "evidence/rollout.hpp"
#include "evidence/rollout_conditions.hpp"
#include "evidence/rollout_tests.hpp"

namespace jurymast::evidence {
namespace {

using record::RolloutState;

/// Why nothing moves towards the end of the plan now.
std::vector<std::string> waits_for(const RolloutPosition& position, const RolloutSurroundings& surroundings) {
  std::vector<std::string> waits;
  switch (position.state()) {
    case RolloutState::Idle:
      waits = missing_for_start(position, surroundings);
      break;
    case RolloutState::Synthetic:
    case RolloutState::Ramping:
    case RolloutState::Held:
      waits = missing_for_rise(position, surroundings);
      if (waits.empty() && position.last.plan.manual)
        waits.emplace_back("the plan is manual: a person advances it, and another approves");
      break;
    case RolloutState::RollingBack:
    case RolloutState::Restoring:
      waits = missing_for_restore(position, surroundings);
      break;
    case RolloutState::Warm:
      waits = missing_for_close(position, surroundings);
      if (waits.empty() && position.weight_ppm() == 0) waits.emplace_back("a person closes it after the review");
      break;
    case RolloutState::Closed:
      break;
  }
  if (needs_decision(position, surroundings)) waits.emplace_back("needs_decision: it has waited for as long as a hold may last");
  return waits;
}

std::string step_up(const RolloutPosition& position) {
  const std::optional<std::size_t> stage = stage_above(position);
  if (position.state() == RolloutState::Held || position.last.plan.manual || !stage) return "";
  return fmt::format("rises to {} when nothing is missing", share_to_text(position.last.plan.stages[*stage].ppm));
}

std::string step_back(const RolloutPosition& position) {
  const std::uint64_t weight = weight_after_restore(position);
  if (weight == 0) return "gives the primary everything and keeps the fallback warm";
  return fmt::format("gives the primary {}", share_to_text(kWholePpm - weight));
}

std::string next_step(const RolloutPosition& position) {
  switch (position.state()) {
    case RolloutState::Idle:
      return starts_itself(position) ? "starts when the primary is degraded and nothing is missing" : "";
    case RolloutState::Synthetic:
    case RolloutState::Ramping:
    case RolloutState::Held: {
      const std::string up = step_up(position);
      if (position.weight_ppm() == 0) return up;
      const std::string down = position.is_mitigation() && position.weight_ppm() == kWholePpm
                                   ? "gives the primary its slices back when a test of harm decides"
                                   : "rolls back to 0 % when a test of harm decides";
      return up.empty() ? down : up + "; " + down;
    }
    case RolloutState::RollingBack:
    case RolloutState::Restoring:
      return step_back(position);
    case RolloutState::Warm:
      return position.weight_ppm() == 0 ? "" : "closes when nothing is missing";
    default:
      return "";
  }
}

/// Operations of the arm on trial until the stage's evidence can be there, if none of them fails.
std::optional<std::uint64_t> needed(const RolloutPosition& position, const std::vector<TestStanding>& safety) {
  const bool moves = position.state() == RolloutState::Ramping || position.state() == RolloutState::Held ||
                     position.state() == RolloutState::Restoring;
  if (!moves) return std::nullopt;
  const RolloutStage& stage = position.statistics.stage();
  const ArmCount& arm = position.state() == RolloutState::Restoring ? stage.control() : stage.canary();
  std::uint64_t most = position.rules.stage_operations_min - std::min(position.rules.stage_operations_min, arm.operations);
  for (const TestStanding& test : safety) {
    // How many failures of the primary a comparison still needs, nobody can say.
    if (!test.needed && test.e < test.threshold) return std::nullopt;
    most = std::max(most, test.needed.value_or(0));
  }
  return most;
}

}  // namespace

RolloutStanding Rollout::standing(const RolloutSurroundings& surroundings) const {
  RolloutStanding standing;
  if (!position_.planned) return standing;
  standing.state = state();
  standing.plan = plan();
  standing.stage = position_.last.stage;
  standing.weight_ppm = position_.weight_ppm();
  standing.since = position_.last.stage_since.value_or(position_.last.at);
  const RolloutStage& stage = position_.statistics.stage();
  standing.eligible = stage.eligible();
  standing.not_eligible = stage.not_eligible();
  standing.canary = stage.canary().operations;
  standing.canary_failures = stage.canary().failures;
  standing.control = stage.control().operations;
  standing.control_failures = stage.control().failures;
  standing.harm = harm_standing(position_);
  standing.safety = safety_standing(position_);
  standing.waits_for = waits_for(position_, surroundings);
  standing.needed = needed(position_, standing.safety);
  standing.next_step = next_step(position_);
  standing.helps = mitigation_helps(position_);
  standing.kept_rules = kept_rules(position_.rules, position_.configured);
  return standing;
}

}  // namespace jurymast::evidence
