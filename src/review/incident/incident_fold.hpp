#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "record/feedback.hpp"
#include "record/line.hpp"
#include "record/plain_answer.hpp"
#include "review/incident/impact_fold.hpp"
#include "review/incident/incident_facts.hpp"
#include "review/incident/mitigation_fold.hpp"
#include "review/incident/onset_fold.hpp"
#include "review/incident/scope.hpp"
#include "review/incident/timeline_rows.hpp"

namespace jurymast::review {

/// So many answers of a route that applications reject within a minute are told in the timeline.
inline constexpr std::uint64_t kFeedbackBurst = 5;

/// Gathers the facts of an incident from a log whose lines are given in order. What it holds is bounded, whatever the length of the log; it is
/// used once.
class IncidentFold {
 public:
  explicit IncidentFold(IncidentScope scope, UserPatience patience = {});
  IncidentFold(const IncidentFold&) = delete;
  IncidentFold& operator=(const IncidentFold&) = delete;

  /// A line without its newline. What is no line, or does not agree with its checksum, is counted as unreadable.
  void take(std::string_view line);
  /// A plain answer that was read already.
  void take(const record::PlainLine& line);
  /// Asks for the one line that facts name and that was given without its text, where there is one.
  IncidentFacts finish(const LineOf& line_of = {});

 private:
  void take_record(const record::LineLayout& layout, std::string_view line);
  void take_operation(const record::ParsedLine& line, std::string_view text);
  void take_event(const record::ParsedLine& line);
  void take_boot(const record::ParsedLine& line);
  void take(std::uint64_t seq, const record::AlertRecord& alert);
  void take(std::uint64_t seq, const record::RolloutRecord& step);
  void take(std::uint64_t seq, const record::OverrideRecord& decision);
  void take(std::uint64_t seq, const record::GateRecord& gate);
  void take(std::uint64_t seq, const record::ContractRecord& contract);
  void take(std::uint64_t seq, const record::ProbeRecord& probe);
  void take(std::uint64_t seq, const record::NoteRecord& note);
  void take(std::uint64_t seq, const record::IncidentRecord& record);
  void take(std::uint64_t seq, const record::FeedbackRecord& feedback);
  void take(std::uint64_t seq, const record::SampleRecord& sample);
  template <class Record>
  void read_as(const record::LineLayout& layout, std::string_view line, Result<Record> (*read)(std::string_view));

  bool is_wanted(std::string_view operation_line) const;
  bool in_scope(std::uint64_t seq, WallTime at);
  bool concerns(const std::string& target) const;
  void watch_clock(const record::ParsedLine& line);
  void watch_clock(std::uint64_t seq, WallTime at, std::string_view kind);
  template <class Item>
  void keep(std::vector<Item>& list, Item item);
  void add_row(TimelineRow row);
  void tell_operations();
  void tell_detection();

  IncidentFacts facts_;
  RowMaker rows_;
  std::string route_text_;  ///< as it stands in a line
  std::string from_text_;   ///< where the scope begins and ends, as a line tells times
  std::string until_text_;
  WallTime from_at_;  ///< the same, as times
  WallTime until_at_;
  record::ParsedLine plain_;  ///< the plain answer that was taken last
  ImpactFold impact_;
  OnsetFold onsets_;
  MitigationFold mitigation_;
  std::optional<WallTime> newest_;  ///< the latest time at which a line was written
  bool running_backwards_ = false;
  bool skewed_ = false;  ///< the line that is being read
  std::string build_;
  std::map<std::string, std::string> pages_;  ///< by family and address: the digest of a page when it was read last
  std::optional<Cited<record::ParsedOperation>> first_rescue_;
  std::optional<WallTime> first_rescue_at_;
  WallTime feedback_minute_;
  std::uint64_t feedback_count_ = 0;
};

}  // namespace jurymast::review
