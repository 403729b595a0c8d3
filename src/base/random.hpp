#pragma once
#include <array>
#include <cstdint>

#include "base/time.hpp"

namespace jurymast {

/// A seeded stream of random numbers (xoshiro256**, Blackman and Vigna 2018) that is the same with every compiler and library.
/// A plain value: whoever copies it gets the same numbers again.
class Random {
 public:
  explicit Random(std::uint64_t seed);

  std::uint64_t next();
  /// Uniform in [0, n); n > 0. Lemire's multiply-shift with rejection, so without bias.
  std::uint64_t below(std::uint64_t n);
  /// Uniform in [0, d]; zero for d <= 0.
  Duration jitter(Duration d);
  /// True in `numerator` of `denominator` cases.
  bool chance(std::uint64_t numerator, std::uint64_t denominator) { return below(denominator) < numerator; }
  /// A stream of its own for `id`, unmoved by how much of this one is drawn elsewhere.
  Random fork(std::uint64_t id) const;
  /// True where both will give the same numbers.
  friend bool operator==(const Random&, const Random&) = default;

 private:
  std::array<std::uint64_t, 4> state_;
};

}  // namespace jurymast
