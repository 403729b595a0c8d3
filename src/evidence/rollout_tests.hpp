#pragma once
#include <optional>
#include <string>
#include <vector>

#include "evidence/rollout.hpp"
#include "evidence/rollout_position.hpp"

namespace jurymast::evidence {

/// What a test of harm asks for.
struct HarmFound {
  record::RolloutTrigger trigger = record::RolloutTrigger::ErrorRate;
  bool rolls_back = false;  ///< otherwise it freezes
  std::string failure_class;
  std::string words;
};

/// The first test that decides against the fallback; of those that compare, only where the difference is large enough to matter.
std::optional<HarmFound> harm_found(const RolloutPosition& position);
/// What stops the rise without taking anything back: a late change, failures in a row, a slow tail.
std::optional<HarmFound> freeze_found(const RolloutPosition& position);

/// How many times as fast as they may callers without a good answer use up what may fail, where that has gone on for days.
std::optional<double> burning_slowly(const RolloutPosition& position);

/// The tests against the fallback as an operator reads them.
std::vector<TestStanding> harm_standing(const RolloutPosition& position);
/// The tests that have to pass for the next step: for the fallback on its way up, for the primary on its way back.
std::vector<TestStanding> safety_standing(const RolloutPosition& position);
/// True where the primary of a mitigation was well on the slice that it has.
bool primary_recovered(const RolloutPosition& position);
/// Whether callers are served well enough while a mitigation has traffic: False where they still fail although it was moved. Unknown too where
/// nothing is moved, or for another purpose.
record::Tri mitigation_helps(const RolloutPosition& position);
/// True where the primary, on trial, fails more often than the fallback.
bool restore_fails(const RolloutPosition& position);

}  // namespace jurymast::evidence
