#pragma once
#include <atomic>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>

namespace jurymast::proxy {

/// Whether fallback is switched off, for all routes or for some; read per request, set from the operator's file and signal.
class KillSwitch {
 public:
  bool stands_for(std::string_view route) const {
    if (!any_.load(std::memory_order_relaxed)) return false;
    const std::lock_guard lock(mutex_);
    return routes_.contains(std::string(route)) || routes_.contains("all");
  }

  /// Route names, or "all"; an empty set clears it.
  void set(std::set<std::string> routes) {
    const std::lock_guard lock(mutex_);
    routes_ = std::move(routes);
    any_.store(!routes_.empty(), std::memory_order_relaxed);
  }

  std::set<std::string> routes() const {
    const std::lock_guard lock(mutex_);
    return routes_;
  }

 private:
  std::atomic<bool> any_{false};
  mutable std::mutex mutex_;
  std::set<std::string> routes_;
};

}  // namespace jurymast::proxy
