#pragma once
#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/random.hpp"
#include "base/time.hpp"

namespace jurymast {

/// Names one operation for ever: a ULID, so 48 bits of time in ms, then 80 random bits, sortable as text.
class OperationId {
 public:
  static constexpr std::size_t kTextSize = 26;
  constexpr OperationId() = default;
  static OperationId make(WallTime now, Random& random);
  /// Reads the 26 characters of Crockford base 32 (upper case); nothing else is an id.
  static std::optional<OperationId> parse(std::string_view text);

  std::array<char, kTextSize> text() const;
  std::string to_string() const {
    const auto chars = text();
    return std::string(chars.data(), chars.size());
  }
  std::uint64_t low() const { return low_; }
  std::uint64_t high() const { return high_; }
  friend constexpr auto operator<=>(OperationId, OperationId) = default;

 private:
  std::uint64_t high_ = 0;
  std::uint64_t low_ = 0;
};

/// Position of a target, route or client in its snapshot; means nothing without that snapshot.
struct TargetIndex {
  std::uint16_t value = 0;
  friend constexpr auto operator<=>(TargetIndex, TargetIndex) = default;
};
struct RouteIndex {
  std::uint16_t value = 0;
  friend constexpr auto operator<=>(RouteIndex, RouteIndex) = default;
};
struct ClientIndex {
  std::uint16_t value = 0;
  friend constexpr auto operator<=>(ClientIndex, ClientIndex) = default;
};

}  // namespace jurymast
