#include "evidence/rollout_position.hpp"

#include <algorithm>
#include <chrono>

#include "evidence/rollout.hpp"
#include "evidence/rollout_tests.hpp"
#include "evidence/statistic_value.hpp"

namespace jurymast::evidence {
namespace {

std::vector<record::StatisticValue> values_of(const RolloutPosition& position) {
  std::vector<record::StatisticValue> values;
  for (const TestStanding& test : harm_standing(position)) values.push_back(statistic_value(test.name, test.e, test.threshold));
  for (const TestStanding& test : safety_standing(position)) values.push_back(statistic_value(test.name, test.e, test.threshold));
  return values;
}

}  // namespace

std::optional<std::size_t> stage_above(const RolloutPosition& position) {
  const std::vector<record::Share>& stages = position.last.plan.stages;
  const auto above =
      std::find_if(stages.begin(), stages.end(), [&](const record::Share& stage) { return stage.ppm > position.weight_ppm(); });
  if (above == stages.end() || (position.is_mitigation() && above->ppm > position.rules.ceiling_ppm)) return std::nullopt;
  return static_cast<std::size_t>(above - stages.begin());
}

std::size_t stage_reached(const RolloutPosition& position) {
  std::size_t reached = 0;
  const std::vector<record::Share>& stages = position.last.plan.stages;
  for (std::size_t i = 0; i < stages.size(); ++i) {
    if (stages[i].ppm <= position.weight_ppm()) reached = i;
  }
  return reached;
}

WallTime as_recorded(WallTime time) { return {std::chrono::floor<std::chrono::microseconds>(time.since_epoch)}; }

std::uint64_t weight_after_restore(const RolloutPosition& position) {
  const std::uint64_t primary_has = kWholePpm - position.weight_ppm();
  const bool on_trial = position.state() == record::RolloutState::Restoring;
  for (const record::Share& stage : position.last.plan.stages) {
    const bool first_slice_stands = !on_trial && stage.ppm > 0 && stage.ppm <= primary_has;
    if (first_slice_stands) return position.weight_ppm();
    if (stage.ppm > primary_has) return kWholePpm - stage.ppm;
  }
  return 0;
}

record::RolloutRecord step_from(const RolloutPosition& position, const RolloutSurroundings& surroundings,
                                record::RolloutAction action, record::RolloutState state_to) {
  record::RolloutRecord step;
  step.at = as_recorded(surroundings.now);
  step.id = surroundings.next_id;
  step.config = surroundings.config;
  step.plan = position.last.plan;
  step.action = action;
  step.state_from = position.state();
  step.state_to = state_to;
  step.weight_from_ppm = step.weight_to_ppm = position.weight_ppm();
  step.stage = position.last.stage;
  step.statistics = values_of(position);
  step.operations_canary = position.statistics.stage().canary().operations;
  step.operations_control = position.statistics.stage().control().operations;
  step.stage_since = position.last.stage_since;
  step.harm_since = position.last.harm_since;
  step.confirmations = position.last.confirmations;
  return step;
}

void begin_stage(record::RolloutRecord& step) { step.stage_since = step.at; }

void set_weight(record::RolloutRecord& step, std::uint64_t weight_ppm) {
  step.weight_to_ppm = weight_ppm;
  begin_stage(step);
}

record::RolloutRecord raised(const RolloutPosition& position, record::RolloutRecord step, const RolloutSurroundings& surroundings) {
  const std::size_t stage = stage_above(position).value_or(step.stage);
  step.stage = stage;
  set_weight(step, step.plan.stages[stage].ppm);
  if (surroundings.gate) step.gate = surroundings.gate->id;
  const bool whole = step.weight_to_ppm == kWholePpm && !position.is_mitigation();
  step.state_to = whole ? record::RolloutState::Warm : record::RolloutState::Ramping;
  return step;
}

record::RolloutRecord restored(const RolloutPosition& position, record::RolloutRecord step) {
  const std::uint64_t weight = weight_after_restore(position);
  if (weight == 0) return to_warm(std::move(step));
  step.stage = stage_reached(position);
  set_weight(step, weight);
  return step;
}

record::RolloutRecord to_warm(record::RolloutRecord step) {
  step.state_to = record::RolloutState::Warm;
  step.stage = 0;
  set_weight(step, 0);
  return step;
}

record::PlainText words(const std::string& text) {
  return record::PlainText::make(text.substr(0, record::kPlainTextBytesMax)).value_or(record::PlainText());
}

}  // namespace jurymast::evidence
