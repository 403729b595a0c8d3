#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/time.hpp"
#include "record/alert.hpp"
#include "record/contract.hpp"
#include "record/gate.hpp"
#include "record/in_force.hpp"
#include "record/incident.hpp"
#include "record/note.hpp"
#include "record/override.hpp"
#include "record/parsed_line.hpp"
#include "record/probe.hpp"
#include "record/rollout.hpp"
#include "review/incident/arms.hpp"
#include "review/incident/histogram.hpp"
#include "review/incident/impact.hpp"
#include "review/incident/scope.hpp"
#include "review/incident/timeline.hpp"

namespace jurymast::review {

/// A record beside the number of its line.
template <class Record>
struct Cited {
  std::uint64_t seq = 0;
  Record record;
};

/// A failure class that was seen more often during the incident than before it.
struct ClassOnset {
  std::string failure_class;
  WallTime first_at;
  std::uint64_t first_seq = 0;
  std::string first_operation;  ///< id
  std::uint64_t before = 0;     ///< operations of that class in the baseline
  std::uint64_t before_of = 0;
  std::uint64_t during = 0;
  std::uint64_t during_of = 0;
  std::optional<WallTime> last_at;
  std::uint64_t last_seq = 0;
  std::string last_operation{};  ///< id
};

/// Two operations of one caller's request that both got an answer.
struct Duplicate {
  std::string first;   ///< operation id
  std::string second;  ///< operation id
};

/// A change to what runs: another configuration, another build.
struct ConfigChange {
  std::uint64_t seq = 0;
  WallTime at;
  std::string kind;  ///< config or boot
  bool accepted = true;
  std::uint64_t version = 0;  ///< of the configuration
  std::string build;
  std::vector<std::string> changed;  ///< paths, where they are told
};

/// A line that says that records are missing.
struct GapSeen {
  std::uint64_t seq = 0;
  WallTime at;
  std::string reason;
  std::uint64_t count = 0;
};

/// All that a log says of one incident; each list is in the log's order and holds so many at most, `left_out` counts the rest.
struct IncidentFacts {
  IncidentScope scope;
  std::vector<Cited<record::IncidentRecord>> said;  ///< all events of this incident, the opening first
  Histogram histogram;                              ///< of the time from `scope.from` to its end
  Impact impact;
  Mitigation mitigation = Mitigation::NotKnown;
  Arms arms;                                                ///< during
  std::vector<TimelineRow> timeline;                        ///< by time, then by line
  std::vector<ClassOnset> onsets;                           ///< the earliest first
  std::vector<Duplicate> duplicates;                        ///< the first kDuplicatesShownMax
  std::optional<Cited<record::ParsedOperation>> first_bad;  ///< the first operation of the first onset
  std::optional<Cited<record::ParsedOperation>> last_good;  ///< a whole answer of the primary's, the last before that
  std::vector<Cited<record::AlertRecord>> alerts;
  std::vector<Cited<record::RolloutRecord>> rollouts;
  std::vector<Cited<record::OverrideRecord>> overrides;
  std::vector<Cited<record::GateRecord>> gates;
  std::vector<Cited<record::ContractRecord>> contracts;
  std::vector<Cited<record::ProbeRecord>> probes;
  std::vector<Cited<record::NoteRecord>> notes;  ///< about this incident
  std::vector<ConfigChange> changes;
  std::vector<GapSeen> gaps;
  record::InForce in_force;  ///< when it began
  std::uint64_t first_seq = 0;
  std::uint64_t last_seq = 0;
  std::uint64_t unreadable = 0;  ///< lines that are none
  std::uint64_t left_out = 0;
  std::uint64_t synthetic = 0;     ///< checks during the incident, which are in no figure
  std::uint64_t skewed_lines = 0;  ///< lines whose clock stands before that of an earlier line by more than kClockSkewMax
  Duration skew_most{0};           ///< by how much at most
  std::uint64_t ids_left_out =
      0;  ///< operations that were not looked at for duplicates, since too many ids were remembered already
  std::optional<WallTime> last_good_at;
};

inline constexpr std::size_t kDuplicatesShownMax = 20;
inline constexpr std::size_t kCitedMax = 500;
/// Machines whose clocks are kept agree within this.
inline constexpr Duration kClockSkewMax = std::chrono::seconds(5);

}  // namespace jurymast::review
