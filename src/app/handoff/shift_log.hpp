#pragma once
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "evidence/override_book.hpp"
#include "record/alert.hpp"
#include "record/contract.hpp"
#include "record/incident.hpp"
#include "record/probe.hpp"
#include "record/rollout.hpp"

namespace jurymast::app {

/// What a hand-off tells as done within a shift.
inline constexpr Duration kShift = std::chrono::hours(12);
/// Of each kind that a log holds without bound, so many newest are kept.
inline constexpr std::size_t kShiftRecordsMax = 4'096;

/// An incident that was opened, and what was said of it since.
struct ShiftIncident {
  record::IncidentRecord opened;
  bool closed = false;
  std::vector<record::IncidentRecord> follow_ups;  ///< of which nobody said that they are done
};

/// What the log says of the state that a shift leaves behind; lines are taken in order.
class ShiftLog {
 public:
  explicit ShiftLog(WallTime now) : now_(now) {}

  /// Takes a line; operations are passed over, and what is no line is counted.
  void take(std::string_view line);

  const std::map<std::string, ShiftIncident>& incidents() const { return incidents_; }
  const evidence::OverrideBook& overrides() const { return overrides_; }
  /// The newest step of each route's rollout.
  const std::map<std::string, record::RolloutRecord>& rollouts() const { return rollouts_; }
  /// Targets that lost their place, by route and target.
  const std::map<std::pair<std::string, std::string>, record::RolloutRecord>& suspended() const { return suspended_; }
  /// Alerts that were told to fire and not to be over.
  const std::map<std::string, record::AlertRecord>& firing() const { return firing_; }
  const std::vector<record::ProbeRecord>& probes() const { return probes_; }
  /// The newest look at the documentation, by pack and family.
  const std::map<std::pair<std::string, Family>, record::ContractRecord>& contracts() const { return contracts_; }
  /// What was changed within the shift, in the order of the log.
  const std::vector<std::string>& changed() const { return changed_; }
  /// Configurations that came into force within the shift, by version.
  const std::vector<std::uint64_t>& configurations() const { return configurations_; }
  std::uint64_t gaps() const { return gaps_; }              ///< records missing within the shift
  std::uint64_t unreadable() const { return unreadable_; }  ///< lines that are none

 private:
  void take_incident(std::string_view record);
  void take_override(std::string_view record);
  void take_rollout(std::string_view record);
  void take_alert(std::string_view record);
  void take_evidence(std::string_view kind, std::string_view record);
  void take_parsed(std::string_view line);
  bool in_shift(WallTime at) const { return at >= now_ - kShift; }
  void add_change(WallTime at, std::string what);

  WallTime now_;
  std::map<std::string, ShiftIncident> incidents_;
  evidence::OverrideBook overrides_;
  std::map<std::string, record::RolloutRecord> rollouts_;
  std::map<std::pair<std::string, std::string>, record::RolloutRecord> suspended_;
  std::map<std::string, record::AlertRecord> firing_;
  std::vector<record::ProbeRecord> probes_;
  std::map<std::pair<std::string, Family>, record::ContractRecord> contracts_;
  std::vector<std::string> changed_;
  std::vector<std::uint64_t> configurations_;
  std::uint64_t gaps_ = 0;
  std::uint64_t unreadable_ = 0;
};

}  // namespace jurymast::app
