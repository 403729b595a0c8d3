#include "mock/slots.hpp"

#include <algorithm>
#include <utility>

namespace jurymast::mock {

std::optional<Slots::Entry> Slots::enter(std::function<void()> granted) {
  const std::uint64_t ticket = ++last_ticket_;
  if (has_room() && waiting_.empty()) {
    running_.insert(ticket);
    return Entry{ticket, true};
  }
  if (waiting_.size() == kWaitingMax) return std::nullopt;
  waiting_.push_back({ticket, std::move(granted)});
  return Entry{ticket, false};
}

void Slots::leave(std::uint64_t ticket) {
  if (running_.erase(ticket) == 0) {
    const auto place =
        std::find_if(waiting_.begin(), waiting_.end(), [&](const Waiting& w) { return w.ticket == ticket; });
    if (place != waiting_.end()) waiting_.erase(place);
  }
  grant();
}

void Slots::set_limit(std::uint64_t limit) {
  limit_ = limit;
  grant();
}

void Slots::grant() {
  while (!waiting_.empty() && has_room()) {
    Waiting next = std::move(waiting_.front());
    waiting_.pop_front();
    running_.insert(next.ticket);
    next.granted();
  }
}

}  // namespace jurymast::mock
