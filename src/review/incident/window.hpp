#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "record/incident.hpp"
#include "review/incident/detection.hpp"
#include "review/incident/episodes.hpp"
#include "review/incident/scope.hpp"
#include "review/incident/slot_counts.hpp"

namespace jurymast::review {

/// Episodes that are no further apart belong to one incident.
inline constexpr Duration kEpisodesApartMax = std::chrono::minutes(15);
/// So much of the time before is the baseline at most.
inline constexpr Duration kBaselineMax = std::chrono::hours(2);
/// The look at the time after takes as long as the incident took, within these.
inline constexpr Duration kAfterMin = std::chrono::minutes(15);
inline constexpr Duration kAfterMax = std::chrono::hours(2);
/// What is noticed that shortly before the first caller was hurt may be the incident's detection.
inline constexpr Duration kNoticeLead = std::chrono::minutes(15);

/// What a log says of when the newest incident of a route was.
struct ProposedWindow {
  std::optional<IncidentScope> scope;  ///< none: the log shows no onset
  std::vector<Episode> episodes;       ///< those of this incident, the earliest first
  std::size_t earlier = 0;             ///< episodes of earlier incidents in the time that was looked at
  std::uint64_t operations = 0;        ///< that were looked at
};

/// Where one looks: the counts of one route's operations, and what may have been a notice.
struct WindowLook {
  std::string route;
  const SlotCounts& counts;
  const NoticeWatch& notices;
  WallTime now;
};

/// The window of the newest incident: from the first operation of the first class that rose (see `find_episodes`) to the last operation of the
/// last one that fell; it goes on where one of them was not seen to fall. Nothing is proposed where nothing rose.
ProposedWindow propose_window(const WindowLook& look);

/// The scope of a window that a person set, with baseline and the time after.
IncidentScope scope_of_person(const WindowLook& look, WallTime from, std::optional<WallTime> to);

/// What persons said of an incident, the newest word on each thing; the log's proposal where they said nothing. `said` is not empty.
IncidentScope scope_as_said(const std::vector<record::IncidentRecord>& said, const WindowLook& look);

}  // namespace jurymast::review
