#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "evidence/rollout_rules.hpp"
#include "evidence/rollout_statistics.hpp"
#include "record/rollout.hpp"

namespace jurymast::evidence {

struct RolloutSurroundings;

/// Everything that a rollout's decisions are made of, besides its surroundings.
struct RolloutPosition {
  RolloutRules rules;       ///< those that the plan was made with
  RolloutRules configured;  ///< those that the next plan is made with
  RolloutStatistics statistics;
  record::RolloutRecord last;  ///< the newest step
  bool planned = false;        ///< there is a plan at all

  record::RolloutState state() const { return last.state_to; }
  std::uint64_t weight_ppm() const { return last.weight_to_ppm; }
  bool is_mitigation() const { return last.plan.purpose == record::RolloutPurpose::Mitigation; }
};

/// The place in the plan of the stage above the present weight; nothing where the plan or a mitigation's ceiling ends.
std::optional<std::size_t> stage_above(const RolloutPosition& position);
/// The highest place in the plan whose share the weight has reached.
std::size_t stage_reached(const RolloutPosition& position);
/// The fallback's weight once the primary, on trial, has its next slice.
std::uint64_t weight_after_restore(const RolloutPosition& position);

/// Records hold microseconds; a time with more would be another one once it is read back.
WallTime as_recorded(WallTime time);
/// A step from here, with weight and stage as they are and every test as it stands.
record::RolloutRecord step_from(const RolloutPosition& position, const RolloutSurroundings& surroundings,
                                record::RolloutAction action, record::RolloutState state_to);
/// The step's evidence counts from its own time on.
void begin_stage(record::RolloutRecord& step);
/// Moves the weight, and begins the stage that belongs to it.
void set_weight(record::RolloutRecord& step, std::uint64_t weight_ppm);
/// The step with the share of the next stage, resting on the gate's verdict; at all of a planned move's traffic the fallback is warm.
record::RolloutRecord raised(const RolloutPosition& position, record::RolloutRecord step, const RolloutSurroundings& surroundings);
/// The step with the primary's next slice; once the primary has everything the fallback is warm.
record::RolloutRecord restored(const RolloutPosition& position, record::RolloutRecord step);
/// The fallback has nothing any more and stays ready.
record::RolloutRecord to_warm(record::RolloutRecord step);

/// Our own words as a record holds them.
record::PlainText words(const std::string& text);

}  // namespace jurymast::evidence
