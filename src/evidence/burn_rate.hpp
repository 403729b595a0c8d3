#pragma once
#include <array>
#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string_view>

#include "base/time.hpp"

namespace jurymast::evidence {

/// How fast the budget of failures may be used up, over a long time and, so that it is still going on, over a short one. At rate 1 the budget
/// is used as it is meant to be.
struct BurnRule {
  std::string_view name;
  double rate = 1;
  Duration over;
  Duration lately;
  bool rolls_back = false;  ///< otherwise it keeps a rollout from being closed
};

inline constexpr std::array kBurnRules{
    BurnRule{"burn_rate_1h", 14.4, std::chrono::hours(1), std::chrono::minutes(5), true},
    BurnRule{"burn_rate_6h", 6, std::chrono::hours(6), std::chrono::minutes(30), true},
    BurnRule{"burn_rate_3d", 1, std::chrono::hours(72), std::chrono::hours(6), false},
};

/// With fewer in the long time nothing is said, neither good nor bad.
inline constexpr std::uint64_t kBurnFailuresMin = 10;

/// How fast callers who get no good answer use up a budget of failures, as of the newest operation. It keeps no error probability, whatever
/// its rules: it is what others alert by, for those who want it beside the tests. A value, moved by operations alone.
class BurnRate {
 public:
  explicit BurnRate(double budget) : budget_(budget) {}
  /// An operation that began then; they may come in any order.
  void take(WallTime began, bool unserved);
  /// The lower of the rule's two rates; nothing where too few failed to say.
  std::optional<double> rate(const BurnRule& rule) const;

 private:
  struct Count {
    std::uint64_t operations = 0;
    std::uint64_t unserved = 0;
  };
  /// What began in one minute.
  struct Minute {
    std::int64_t number = 0;  ///< since the epoch
    Count count;
  };
  Count within(Duration time) const;
  double rate_of(const Count& count) const;

  double budget_;
  std::deque<Minute> minutes_;  ///< rising; no more than the longest time has
};

}  // namespace jurymast::evidence
