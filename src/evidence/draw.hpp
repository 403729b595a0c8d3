#pragma once
#include <cstdint>

namespace jurymast::evidence {

/// The two arms between which the coin decides. While a primary is restored, it is the canary of its own trial: the roles change, the
/// statistics do not.
enum class Side : unsigned char { Control, Canary };

inline constexpr std::uint32_t kWholePpm = 1'000'000;

/// How one operation was drawn: with which probability to the canary, in millionths, and to which side it fell.
struct Draw {
  std::uint32_t weight_ppm = 0;
  Side side = Side::Control;

  /// A coin with one side alone says nothing of the other.
  constexpr bool informs() const { return weight_ppm > 0 && weight_ppm < kWholePpm; }
  constexpr double weight() const { return static_cast<double>(weight_ppm) / kWholePpm; }
  friend bool operator==(const Draw&, const Draw&) = default;
};

}  // namespace jurymast::evidence
