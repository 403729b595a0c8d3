#pragma once
#include <atomic>
#include <memory>
#include <mutex>
#include <utility>

#include "policy/traffic.hpp"

namespace jurymast::proxy {

/// What rollouts and overrides have decided for the whole process: replaced whole, read by the loops for each request.
class TrafficBoard {
 public:
  /// From the next request on; from any thread.
  void adopt(policy::Traffic traffic) {
    auto taken = traffic.empty() ? nullptr : std::make_shared<const policy::Traffic>(std::move(traffic));
    const std::lock_guard lock(mutex_);
    any_.store(taken != nullptr, std::memory_order_relaxed);
    traffic_ = std::move(taken);
  }
  /// Null while everything goes as configured.
  std::shared_ptr<const policy::Traffic> in_force() const {
    if (!any_.load(std::memory_order_relaxed)) return nullptr;
    const std::lock_guard lock(mutex_);
    return traffic_;
  }

 private:
  std::atomic<bool> any_{false};
  mutable std::mutex mutex_;
  std::shared_ptr<const policy::Traffic> traffic_;
};

}  // namespace jurymast::proxy
