#pragma once
#include <algorithm>
#include <cstdint>
#include <functional>
#include <vector>

#include "base/random.hpp"
#include "evidence/draw.hpp"

/// Traffic at random between two arms, for the tests of the statistics and the program that prints what they do.
namespace jurymast::evidence::testing {

/// How traffic is divided, and how often each arm fails; all in millionths.
struct TrialArms {
  std::uint32_t weight_ppm = 0;
  std::uint32_t control_ppm = 0;
  std::uint32_t canary_ppm = 0;
};

struct TrialOperation {
  Draw draw;
  bool failed = false;
};

inline bool happens(Random& random, std::uint32_t ppm) { return random.chance(ppm, kWholePpm); }

inline TrialOperation trial_operation(const TrialArms& arms, Random& random) {
  const Side side = happens(random, arms.weight_ppm) ? Side::Canary : Side::Control;
  return {{arms.weight_ppm, side}, happens(random, side == Side::Canary ? arms.canary_ppm : arms.control_ppm)};
}

/// What is the same in every operation, or changes in the course of a run.
using ArmsAt = std::function<TrialArms(std::uint64_t)>;

/// Whether a run of `operations` ever brings a test of failures to `log_threshold`, looked at after each failure.
template <class Test>
bool ever_decides(Test test, const ArmsAt& arms_at, std::uint64_t operations, double log_threshold, Random random) {
  for (std::uint64_t i = 0; i < operations; ++i) {
    const TrialOperation operation = trial_operation(arms_at(i), random);
    if (!operation.failed) continue;
    test.add_failure(operation.draw);
    if (test.log_e() >= log_threshold) return true;
  }
  return false;
}

}  // namespace jurymast::evidence::testing
