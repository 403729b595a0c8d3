#pragma once
#include <cstdint>
#include <string_view>

#include "base/time.hpp"

namespace jurymast::sim {

/// What became of callers' requests, as one number: what was decided of each, with every admission and attempt, what its caller was told, and
/// when. Two runs with the same number were the same to everybody who asked something. A hash, which protects against nobody.
class CallerStory {
 public:
  void tell(MonotonicTime at, std::string_view what) {
    add(static_cast<std::uint64_t>(at.since_origin.count()));
    for (const char c : what) add(static_cast<unsigned char>(c));
  }
  std::uint64_t hash() const { return hash_; }

 private:
  /// FNV-1a, 64 bits, a word at a time.
  void add(std::uint64_t word) { hash_ = (hash_ ^ word) * 0x100000001b3U; }

  std::uint64_t hash_ = 0xcbf29ce484222325U;
};

}  // namespace jurymast::sim
