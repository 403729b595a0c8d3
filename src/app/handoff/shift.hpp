#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/handoff/shift_log.hpp"
#include "app/status/status_live.hpp"
#include "policy/snapshot.hpp"

namespace jurymast::app {

/// The parts of a hand-off, in the order in which the next one on call needs them.
enum class ShiftPart : unsigned char { Kill, Incidents, Alerts, Overrides, Rollouts, Targets, Evidence, FollowUps, Watch };
inline constexpr std::array<std::string_view, 9> kShiftPartNames{"kill",    "incidents", "alerts",     "overrides", "rollouts",
                                                                 "targets", "evidence",  "follow_ups", "watch"};
inline constexpr std::array<std::string_view, 9> kShiftPartTitles{"Kill switch",
                                                                  "Open incidents",
                                                                  "Alerts that fire",
                                                                  "Overrides that stand",
                                                                  "Rollouts that are not closed",
                                                                  "Targets that are out",
                                                                  "Evidence that is missing or goes stale",
                                                                  "What is to be done",
                                                                  "What to watch"};
constexpr std::string_view name_of(ShiftPart v) { return kShiftPartNames[static_cast<std::size_t>(v)]; }

/// One thing that stands, and the command that shows or ends it.
struct ShiftItem {
  std::string what;
  std::string command;  ///< empty: there is none
};

/// A check or a look at the documentation that has used so much of its time is going stale, in parts of a hundred.
inline constexpr int kGoingStalePercent = 75;
/// What is due within this time is told.
inline constexpr int kDueDays = 14;
/// An override that ends within this time is one to watch.
inline constexpr Duration kEndsSoon = std::chrono::hours(2);

/// What is known of the gateway and of the files beside its log.
struct ShiftSurroundings {
  WallTime now;
  std::optional<LiveStatus> live;  ///< none: it did not tell
  std::string why;                 ///< then: what came of asking it
  std::vector<std::string> kill;   ///< routes without fallback, or `all`
};

/// The state that a shift leaves.
struct Shift {
  WallTime at;
  bool gateway_told = false;
  std::array<std::vector<ShiftItem>, kShiftPartNames.size()> parts;
  std::vector<std::string> changed;           ///< by whatever means
  std::vector<std::uint64_t> configurations;  ///< that came into force
  std::vector<std::string> uncertain;         ///< what nobody can tell from here

  const std::vector<ShiftItem>& of(ShiftPart part) const { return parts[static_cast<std::size_t>(part)]; }
  /// Something fires, is broken or was switched off.
  bool troubled() const;
};

/// Puts together what the log, the configuration and the gateway say.
Shift shift_of(const ShiftLog& log, const policy::Snapshot& snapshot, const ShiftSurroundings& surroundings);

}  // namespace jurymast::app
