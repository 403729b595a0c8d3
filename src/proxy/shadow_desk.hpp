#pragma once
#include <atomic>
#include <map>
#include <mutex>
#include <string>

#include "policy/shadow.hpp"

namespace jurymast::proxy {

/// What all loops share of shadows: how many run, and the tokens that each route's may still ask for. Asked for sampled requests alone.
class ShadowDesk {
 public:
  unsigned running() const { return running_.load(std::memory_order_relaxed); }
  std::atomic<unsigned>& count() { return running_; }

  /// Takes what a shadow of the route may cost, if this minute still has it.
  bool pay(const policy::Route& route, std::uint64_t tokens, MonotonicTime now) {
    const std::lock_guard<std::mutex> lock(mutex_);
    return budgets_[route.name].take(tokens, route.shadow.tokens_per_minute, now);
  }

 private:
  std::atomic<unsigned> running_{0};
  std::mutex mutex_;
  std::map<std::string, policy::ShadowBudget> budgets_;  ///< of routes that have or had shadows
};

}  // namespace jurymast::proxy
