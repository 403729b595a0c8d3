#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "record/alert.hpp"
#include "record/contract.hpp"
#include "record/gate.hpp"
#include "record/incident.hpp"
#include "record/note.hpp"
#include "record/override.hpp"
#include "record/parsed_line.hpp"
#include "record/probe.hpp"
#include "record/rollout.hpp"
#include "review/incident/scope.hpp"
#include "review/incident/timeline.hpp"

namespace jurymast::review {

/// A change that is so long before the first bad request at most may be its cause.
inline constexpr Duration kCauseBefore = std::chrono::minutes(15);
/// And behind it: a request that was under way when something changed began before that.
inline constexpr Duration kCauseBehind = std::chrono::minutes(1);
/// The change that ended an incident stands behind the last request that was hurt, by so much at most.
inline constexpr Duration kFixBehind = std::chrono::minutes(1);

/// Says of a record in one sentence what happened and which part it had in the incident.
class RowMaker {
 public:
  explicit RowMaker(const IncidentScope& scope) : scope_(scope) {}

  /// A configuration that was taken or not.
  TimelineRow config(const record::ParsedLine& line) const;
  /// A process that began or ended; `build_before` is empty where it is not known.
  TimelineRow boot(const record::ParsedLine& line, const std::string& build_before) const;
  TimelineRow target_state(const record::ParsedLine& line) const;
  TimelineRow gap(const record::ParsedLine& line) const;
  TimelineRow alert(std::uint64_t seq, const record::AlertRecord& alert) const;
  TimelineRow rollout(std::uint64_t seq, const record::RolloutRecord& step) const;
  TimelineRow decision(std::uint64_t seq, const record::OverrideRecord& decision) const;
  TimelineRow gate(std::uint64_t seq, const record::GateRecord& gate) const;
  /// A page of documentation that was looked at; `changed` says whether it was the same as before, where that is known.
  TimelineRow contract(std::uint64_t seq, const record::ContractRecord& contract, std::optional<bool> changed) const;
  TimelineRow probe(std::uint64_t seq, const record::ProbeRecord& probe) const;
  TimelineRow note(std::uint64_t seq, const record::NoteRecord& note) const;
  TimelineRow said(std::uint64_t seq, const record::IncidentRecord& record) const;

 private:
  bool near_beginning(WallTime at) const;
  bool while_it_lasts(WallTime at) const;
  void place_change(TimelineRow& row) const;

  const IncidentScope& scope_;
};

}  // namespace jurymast::review
