#pragma once
#include <chrono>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "evidence/rollout.hpp"
#include "evidence/rollout_position.hpp"

namespace jurymast::evidence {

/// How old the gate's verdict may be when a share rises on it; what it rests on is looked at anew before each increase.
inline constexpr Duration kRiseVerdictAgeMax = std::chrono::minutes(30);

/// True for a plan that begins when its primary is degraded.
bool starts_itself(const RolloutPosition& position);
/// Why it does not start by itself now, in words; empty: it does.
std::vector<std::string> missing_for_start(const RolloutPosition& position, const RolloutSurroundings& surroundings);
/// Why the weight may not rise now, in words; empty: it may. Whether a person or the plan's own course asks makes no difference.
std::vector<std::string> missing_for_rise(const RolloutPosition& position, const RolloutSurroundings& surroundings);
/// Why the primary may not have its next slice by itself now; empty: it may.
std::vector<std::string> missing_for_restore(const RolloutPosition& position, const RolloutSurroundings& surroundings);
/// Why a warm fallback may not be let go now; empty: it may.
std::vector<std::string> missing_for_close(const RolloutPosition& position, const RolloutSurroundings& surroundings);
/// True once the plan's time is over: nothing rises any more, and what it moved goes back.
bool is_expired(const RolloutPosition& position, const RolloutSurroundings& surroundings);
/// True where a hold has lasted so long that a person must decide.
bool needs_decision(const RolloutPosition& position, const RolloutSurroundings& surroundings);

}  // namespace jurymast::evidence
