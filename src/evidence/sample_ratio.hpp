#pragma once
#include <chrono>
#include <cstdint>
#include <deque>

#include "base/time.hpp"
#include "evidence/draw.hpp"

namespace jurymast::evidence {

/// How long an operation may take to come into the log: slow ones of one arm must not be missed while quick ones of the other stand there.
inline constexpr Duration kDrawsSettleAfter = std::chrono::minutes(10);
/// How often arms that come as they are drawn may be called amiss, in each stage.
inline constexpr double kSampleRatioAlpha = 0.001;

/// Whether the log shows both arms in the shares in which they were drawn. Where it does not, something between the coin and the record loses
/// operations of one arm, and no comparison of the arms means anything. An e-process of the share of canaries against their weight, moved by
/// operations in the order in which they began, each once those that began with it have had time to end; for draws of one weight.
class SampleRatio {
 public:
  /// A drawn operation, whatever became of it.
  void take(Draw draw, WallTime began);

  double log_e() const { return log_e_; }
  bool decided() const;
  /// One of the arms does not show at all.
  bool lacks_an_arm() const { return canary_ == 0 || control_ == 0; }
  std::uint64_t canary() const { return canary_; }
  std::uint64_t control() const { return control_; }

 private:
  /// What began in one second.
  struct Second {
    std::int64_t number = 0;  ///< since the epoch
    std::uint64_t canary = 0;
    std::uint64_t control = 0;
  };
  Second& second(std::int64_t number);
  void settle(const Second& second, double weight);
  void count(Side side, double weight);

  std::deque<Second> waiting_;  ///< rising; no more than kDrawsSettleAfter has seconds
  std::int64_t newest_ = 0;
  std::uint64_t canary_ = 0;
  std::uint64_t control_ = 0;
  double log_e_ = 0;
};

}  // namespace jurymast::evidence
