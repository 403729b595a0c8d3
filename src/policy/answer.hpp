#pragma once
#include <cstdint>
#include <optional>

#include "base/refusal.hpp"
#include "base/time.hpp"
#include "policy/step.hpp"
#include "record/operation.hpp"

namespace jurymast::policy {

/// A refusal is hopeful if a target is expected back within this time, and final beyond it: callers obey no longer Retry-After.
inline constexpr Duration kHopefulMax = std::chrono::seconds(60);

/// Gathers why no target could be tried, and says how the request is refused.
///
/// One reason alone gives its own refusal. Several give that of the target expected back first, pauses aside: 429 is said only where
/// every reason is a pause, since it tells the caller that its own pace is at fault.
class DenialTally {
 public:
  void add(record::Denial denial, std::optional<MonotonicTime> open_again, MonotonicTime now);
  void clear() { *this = DenialTally(); }
  bool only_pauses() const { return paused_.counted && !open_.counted && !full_.counted; }
  /// When the first target is expected back; nothing where no denial was counted.
  std::optional<MonotonicTime> earliest() const;
  /// Why the request is refused; NotEligible where there was no target to ask.
  Refusal refusal() const;

 private:
  struct Reason {
    bool counted = false;
    MonotonicTime earliest = MonotonicTime::never();
    void count(MonotonicTime at);
  };
  Reason open_;
  Reason paused_;
  Reason full_;
};

/// Refuses where nothing was tried: hopeful with Retry-After if `open_again` is near, else final with the wait in the body.
step::Answer refuse(Refusal refusal, std::optional<MonotonicTime> open_again, MonotonicTime now);

/// Refuses with `auth`, for a credential that is out of use: final, whatever the time.
step::Answer refuse_credential();

/// The failed attempt whose cause the client is told: the first, but a later client fault wins, since the caller can act on it.
/// `ignored` has a bit for each attempt that tells nothing of its target. There must be an attempt that is not ignored.
const record::Attempt& reported_attempt(const record::Decision& decision, unsigned ignored);

/// What the client is told of a failed attempt: the status of its class, final, with the known wait in the body.
step::Answer answer_for(const record::Attempt& attempt);

/// Whole seconds, rounded up, at least one.
std::uint32_t ceil_seconds(Duration d);

}  // namespace jurymast::policy
