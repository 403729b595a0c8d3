#pragma once
#include <cstdint>
#include <string_view>

#include "base/random.hpp"

namespace jurymast::sim {

/// Gives each component of a run a random stream of its own, derived from the seed and the component's name: one that is added, or
/// draws more than before, shifts no other.
class Streams {
 public:
  explicit Streams(std::uint64_t seed) : root_(seed) {}

  Random named(std::string_view component) const { return root_.fork(number_of(component)); }
  /// The stream of one of many of a kind: a call, an attempt.
  Random numbered(std::string_view component, std::uint64_t number) const { return named(component).fork(number); }

 private:
  /// FNV-1a, 64 bits.
  static std::uint64_t number_of(std::string_view name) {
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    return hash;
  }

  Random root_;
};

}  // namespace jurymast::sim
