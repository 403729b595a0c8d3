#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "sim/fault.hpp"

namespace jurymast::sim {

/// What happened in one second of a run.
struct TallySecond {
  std::uint32_t offered = 0;  ///< calls begun
  std::uint32_t served = 0;   ///< of these, by when they began, how many ended well
  std::uint32_t failed = 0;
  std::uint32_t left = 0;  ///< gave up by themselves
  std::array<std::uint32_t, kSimTargetsMax> attempts{};
};

/// How a call ended for whoever wanted it.
enum class CallEnd : unsigned char { Served, Failed, Left };

/// Counts calls and attempts, second by second, and to the moment while the fault stands.
class Tally {
 public:
  Tally(Duration fault_begin, Duration fault_end) : fault_begin_(fault_begin), fault_end_(fault_end) {}

  void call_began(Duration at) {
    count(at, [](TallySecond& of) { ++of.offered; });
  }
  void call_ended(Duration began, Duration ended, CallEnd end) {
    count(began, [&](TallySecond& of_begin) {
      if (end == CallEnd::Served) ++of_begin.served;
      if (end == CallEnd::Failed) ++of_begin.failed;
      if (end == CallEnd::Left) ++of_begin.left;
    });
    worst_wait_ = std::max(worst_wait_, ended - began);
  }
  void attempt_sent(std::size_t target, Duration at) {
    count(at, [&](TallySecond& of) { ++of.attempts[target]; });
  }

  const std::vector<TallySecond>& seconds() const { return seconds_; }
  Duration worst_wait() const { return worst_wait_; }
  /// What was counted from the fault's begin to before its end.
  const TallySecond& fault() const { return fault_; }
  /// The sum over all seconds.
  TallySecond all() const;

 private:
  template <class Change>
  void count(Duration at, const Change& change) {
    change(second(at));
    if (at >= fault_begin_ && at < fault_end_) change(fault_);
  }
  TallySecond& second(Duration at) {
    const auto index = static_cast<std::size_t>(std::chrono::duration_cast<std::chrono::seconds>(at).count());
    if (index >= seconds_.size()) seconds_.resize(index + 1);
    return seconds_[index];
  }

  Duration fault_begin_;
  Duration fault_end_;
  TallySecond fault_;
  std::vector<TallySecond> seconds_;
  Duration worst_wait_{0};
};

}  // namespace jurymast::sim
