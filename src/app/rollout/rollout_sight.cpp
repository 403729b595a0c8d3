#include "app/rollout/rollout_sight.hpp"

#include <algorithm>

namespace jurymast::app {
namespace {

void note(std::optional<MonotonicTime>& since, bool so, MonotonicTime now) {
  if (!so) {
    since.reset();
  } else if (!since) {
    since = now;
  }
}

}  // namespace

void RolloutSight::look(const store::JournalStats& journal, MonotonicTime now) {
  if (told_seq_ >= wanted_seq_) {
    seen_until_ = wanted_since_;
    wanted_seq_ = journal.last_seq;
    wanted_since_ = now;
  }
  note(losing_since_, journal.losing, now);
  // A commit comes five times a second, so bytes that still wait for one are stuck.
  note(unwritten_since_, journal.log_failing || (journal.queue_bytes > 0 && now - journal.last_commit > kSightLagMax), now);
}

std::optional<Duration> RolloutSight::blind_for(MonotonicTime now) const {
  Duration longest = now - seen_until_;
  for (const auto& since : {losing_since_, unwritten_since_}) {
    if (since) longest = std::max(longest, now - *since + kSightLagMax);
  }
  if (longest <= kSightLagMax) return std::nullopt;
  return longest;
}

}  // namespace jurymast::app
