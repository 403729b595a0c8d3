#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/family.hpp"
#include "base/time.hpp"

namespace jurymast::record {

/// A target as the records of its configuration's life refer to it by name.
struct TargetNames {
  std::string name;
  std::string origin;  ///< `host:port`, without credentials, path and query
  std::vector<Family> families;
  std::string credential;  ///< the kind of its reference alone: env, file or none
  std::string model;       ///< empty: the client's own name is passed through
};

/// A route as the records of its configuration's life refer to it by name.
struct RouteNames {
  std::string name;
  Family family = Family::ChatCompletions;
  std::string primary;
  std::vector<std::string> fallback;
  std::string mode;      ///< off, manual or automatic
  std::string commit;    ///< first_content or complete
  std::string evidence;  ///< warn or require
  unsigned attempts = 0;
  unsigned attempts_per_target = 0;
};

/// What is the same for all operations of one configuration; said once, when it comes into force.
struct SnapshotRecord {
  WallTime at;
  std::uint64_t version = 0;
  std::array<unsigned char, 32> digest{};  ///< SHA-256 of the configuration's text
  std::string environment;
  std::string build;  ///< version of the gateway
  std::vector<std::pair<std::string, std::string>> labels;
  std::vector<std::pair<std::string, std::string>> flags;  ///< features and their state
  std::vector<TargetNames> targets;
  std::vector<RouteNames> routes;
};
/// What no record says anything of, whatever was measured.
inline constexpr std::array<std::string_view, 6> kNotAsserted{"price", "quota", "latency", "availability", "billing", "uptime"};

/// The snapshot as one record or, where it is larger than kRecordBytesMax, as several that count themselves (`part` of `parts`).
std::vector<std::string> render_snapshot(const SnapshotRecord& snapshot);

enum class BootEvent : unsigned char { Start, Stop };
inline constexpr std::array<std::string_view, 2> kBootEventNames{"start", "stop"};
constexpr std::string_view name_of(BootEvent v) { return kBootEventNames[static_cast<std::size_t>(v)]; }

/// A process life began or ended in order.
struct BootRecord {
  WallTime at;
  BootEvent event = BootEvent::Start;
  std::string boot;     ///< the life's id, as its journal directory is called
  std::string version;  ///< of the build
  std::uint64_t pid = 0;
  std::uint64_t seed = 0;  ///< root of all random streams of this life
};
std::string render(const BootRecord& boot);

/// A configuration was offered to a running process.
struct ConfigRecord {
  WallTime at;
  bool accepted = false;
  std::uint64_t version = 0;         ///< in force afterwards
  std::vector<std::string> changed;  ///< paths of what changed, names only
  std::uint64_t problems = 0;        ///< why it was not accepted, as a count; the texts are in the log
  std::string person{};              ///< whose token asked for it; empty: a signal did
};
/// At most kChangedPathsMax paths are written; `changed_more` counts the rest.
std::string render(const ConfigRecord& config);
inline constexpr std::size_t kChangedPathsMax = 48;

enum class GapReason : unsigned char { QueueFull, TornLine, DamagedJournal, DamagedLog };
inline constexpr std::array<std::string_view, 4> kGapReasonNames{"queue_full", "torn_line", "damaged_journal",
                                                                 "damaged_log"};
constexpr std::string_view name_of(GapReason v) { return kGapReasonNames[static_cast<std::size_t>(v)]; }

/// Records are missing here.
struct GapRecord {
  WallTime at;
  GapReason reason = GapReason::QueueFull;
  std::uint64_t count = 0;  ///< records lost; for damage, places where at least one may have been
};
std::string render(const GapRecord& gap);

}  // namespace jurymast::record
