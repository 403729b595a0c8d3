#include "sim/event_queue.hpp"

#include <algorithm>

namespace jurymast::sim {
namespace {

bool later(const Occurrence& a, const Occurrence& b) { return a.at != b.at ? a.at > b.at : a.sequence > b.sequence; }

}  // namespace

void EventQueue::push(MonotonicTime at, Happening what, std::uint32_t subject, std::uint32_t detail) {
  heap_.push_back({std::max(at, now_), next_sequence_++, what, subject, detail});
  std::push_heap(heap_.begin(), heap_.end(), later);
}

std::optional<Occurrence> EventQueue::pop() {
  if (heap_.empty()) return std::nullopt;
  std::pop_heap(heap_.begin(), heap_.end(), later);
  const Occurrence next = heap_.back();
  heap_.pop_back();
  now_ = next.at;
  return next;
}

}  // namespace jurymast::sim
