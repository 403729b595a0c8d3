#include "control/admin_failures.hpp"

#include <algorithm>

namespace jurymast::control {

std::optional<Duration> AdminFailures::pause_left(const std::string& address, MonotonicTime now) const {
  const auto found = by_address_.find(address);
  if (found == by_address_.end() || !found->second.paused_until || now >= *found->second.paused_until) return std::nullopt;
  return *found->second.paused_until - now;
}

void AdminFailures::note(const std::string& address, MonotonicTime now) {
  if (!by_address_.contains(address)) make_room(now);
  Failing& failing = by_address_.try_emplace(address, Failing{.since = now}).first->second;
  const bool pause_over = failing.paused_until && now >= *failing.paused_until;
  if (pause_over || now - failing.since >= kWrongTokensWindow) failing = {.since = now};
  ++failing.count;
  if (failing.count >= kWrongTokensMax) failing.paused_until = now + kWrongTokensPause;
}

void AdminFailures::make_room(MonotonicTime now) {
  if (by_address_.size() < kFailingAddressesMax) return;
  std::erase_if(by_address_, [now](const auto& entry) {
    return now - entry.second.since >= kWrongTokensWindow && now >= entry.second.paused_until.value_or(now);
  });
  if (by_address_.size() < kFailingAddressesMax) return;
  by_address_.erase(std::min_element(by_address_.begin(), by_address_.end(),
                                     [](const auto& a, const auto& b) { return a.second.since < b.second.since; }));
}

}  // namespace jurymast::control
