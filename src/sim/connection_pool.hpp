#pragma once
#include <deque>

#include "base/limits.hpp"
#include "base/time.hpp"

namespace jurymast::sim {

/// The gateway's idle connections to one provider, kept by the same rules as the real ones: the youngest first, none for longer than
/// its time, all dropped when one of them was found closed, and after two such in a row fresh ones only for a minute.
class ConnectionPool {
 public:
  /// Takes an idle connection; false where a fresh one must be dialed.
  bool take(MonotonicTime now) {
    while (!idle_since_.empty() && idle_since_.front() < now - limits::kIdleConnectionTimeMax) idle_since_.pop_front();
    if (idle_since_.empty()) return false;
    idle_since_.pop_back();
    return true;
  }
  /// An answer has ended well on a connection.
  void finished(bool reused, MonotonicTime now) {
    if (reused) stale_in_a_row_ = 0;
    if (now < fresh_until_) return;
    if (idle_since_.size() >= limits::kIdleConnectionsPerTargetMax) idle_since_.pop_front();
    idle_since_.push_back(now);
  }
  /// A reused connection was found closed.
  void note_stale(MonotonicTime now) {
    idle_since_.clear();
    if (++stale_in_a_row_ < kStaleInARowMax) return;
    stale_in_a_row_ = 0;
    fresh_until_ = now + kFreshAfterStale;
  }
  /// The other end closed them all, and said so.
  void drop_all() { idle_since_.clear(); }

 private:
  static constexpr unsigned kStaleInARowMax = 2;
  static constexpr Duration kFreshAfterStale = std::chrono::seconds(60);

  std::deque<MonotonicTime> idle_since_;  // longest idle first
  unsigned stale_in_a_row_ = 0;
  MonotonicTime fresh_until_;
};

}  // namespace jurymast::sim
