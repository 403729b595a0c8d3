#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "base/family.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "record/shape.hpp"

namespace jurymast::record {

/// What keeps requests away from a target.
enum class Hindrance : unsigned char { Breaker, Pause, Credential };
inline constexpr std::array<std::string_view, 3> kHindranceNames{"breaker", "pause", "credential"};

/// The states of a breaker, then those of a pause, then those of a credential.
enum class TargetState : unsigned char { Closed, Open, HalfOpen, Ramp, Clear, Paused, Accepted, Refused };
inline constexpr std::array<std::string_view, 8> kTargetStateNames{"closed", "open",   "half_open", "ramp",
                                                                   "clear",  "paused", "accepted",  "refused"};
constexpr std::string_view name_of(TargetState v) { return kTargetStateNames[static_cast<std::size_t>(v)]; }

/// Something that keeps requests away from a target began, changed or ended, as seen when last looked at.
struct TargetStateRecord {
  WallTime at;
  std::string target;
  Hindrance hindrance = Hindrance::Breaker;
  std::optional<Family> family;  ///< whose breaker it is
  TargetState from = TargetState::Closed;
  TargetState to = TargetState::Closed;
  std::optional<std::uint64_t> epoch;    ///< how often the breaker has opened
  std::optional<std::uint64_t> left_ms;  ///< how long it lasts at least
  friend bool operator==(const TargetStateRecord&, const TargetStateRecord&) = default;
};
std::string render(const TargetStateRecord& record);
Result<TargetStateRecord> read_target_state(std::string_view record);
KindShape target_state_shape();

}  // namespace jurymast::record
