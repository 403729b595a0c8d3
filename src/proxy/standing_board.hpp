#pragma once
#include <atomic>
#include <memory>
#include <mutex>
#include <span>
#include <utility>

#include "policy/evidence_condition.hpp"

namespace jurymast::proxy {

/// The standings in force for the whole process: replaced whole, read by the loops for each request.
class StandingBoard {
 public:
  /// What smoke tests have shown, as of now on both clocks; from the next request on.
  void adopt(std::span<const record::Standing> standings, WallTime wall, MonotonicTime now) {
    auto taken = std::make_shared<const policy::Standings>(standings, wall, now);
    const std::lock_guard lock(mutex_);
    any_.store(!taken->empty(), std::memory_order_relaxed);
    standings_ = std::move(taken);
  }
  /// Null while nothing was shown.
  std::shared_ptr<const policy::Standings> in_force() const {
    if (!any_.load(std::memory_order_relaxed)) return nullptr;
    const std::lock_guard lock(mutex_);
    return standings_;
  }

 private:
  std::atomic<bool> any_{false};
  mutable std::mutex mutex_;
  std::shared_ptr<const policy::Standings> standings_;
};

}  // namespace jurymast::proxy
