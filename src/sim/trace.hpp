#pragma once
#include <fmt/format.h>

#include <cstdint>
#include <functional>
#include <string>
#include <utility>

#include "sim/event_queue.hpp"

namespace jurymast::sim {

/// Takes every event of a run into one number, by which two runs are known to be the same; and tells it in words to who listens.
///
/// The number is a 64-bit hash of the sequence of words: each is mixed in by xor, multiplied by an odd constant and folded. It tells
/// runs apart and finds differences by chance; it protects against nobody.
class Trace {
 public:
  using Listener = std::function<void(const std::string&)>;
  explicit Trace(Listener listener = {}) : listener_(std::move(listener)) {}

  void add(std::uint64_t word) {
    hash_ = (hash_ ^ word) * kOddFactor;
    hash_ ^= hash_ >> 32U;
  }
  void add(const Occurrence& occurrence) {
    add(static_cast<std::uint64_t>(occurrence.at.since_origin.count()));
    add(static_cast<std::uint64_t>(occurrence.what) << 56U | static_cast<std::uint64_t>(occurrence.detail) << 32U |
        occurrence.subject);
  }
  /// Tells a sentence; it is only made where somebody listens.
  template <class... Args>
  void say(const EventQueue& queue, fmt::format_string<Args...> text, Args&&... args) {
    if (!listener_) return;
    listener_(fmt::format("{:>9.4f} s  {}", std::chrono::duration<double>(queue.elapsed()).count(),
                          fmt::format(text, std::forward<Args>(args)...)));
  }
  std::uint64_t hash() const { return hash_; }

 private:
  static constexpr std::uint64_t kOddFactor = 0x9e3779b97f4a7c15U;

  Listener listener_;
  std::uint64_t hash_ = 0x6a75727946617374U;
};

}  // namespace jurymast::sim
