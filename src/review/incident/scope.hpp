#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "base/ids.hpp"
#include "base/time.hpp"
#include "record/incident.hpp"

namespace jurymast::review {

/// The part of a log that an incident's review is about: before `from` things were as ever, from `to` on they are again. Half-open.
struct IncidentScope {
  OperationId incident;
  std::string route;
  WallTime baseline_from;
  WallTime from;
  std::optional<WallTime> to;  ///< none: it goes on
  WallTime until;              ///< where the look at the time after ends; at `to` or later
  std::optional<WallTime> detected_at;
  std::optional<record::DetectedBy> detected_by;
  bool by_person = false;          ///< a person set the window; else the log proposed it
  std::uint64_t detected_seq = 0;  ///< of the line that tells of the detection; 0: none does
  std::string detected_what{};     ///< what that line is, as a short phrase
};

enum class Phase : unsigned char { Before, During, After };
inline constexpr std::size_t kPhases = 3;

/// The phase of an instant within the scope; none outside of it.
std::optional<Phase> phase_of(const IncidentScope& scope, WallTime at);

}  // namespace jurymast::review
