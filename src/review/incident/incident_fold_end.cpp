#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "review/incident/incident_fold.hpp"
#include "review/incident/operation_words.hpp"

namespace jurymast::review {

using record::Grounds;

IncidentFacts IncidentFold::finish(const LineOf& line_of) {
  skewed_ = false;
  facts_.impact = impact_.impact();
  facts_.duplicates = impact_.duplicates();
  facts_.ids_left_out = impact_.ids_left_out();
  facts_.mitigation = mitigation_.mitigation();
  facts_.onsets = onsets_.onsets();
  facts_.first_bad = onsets_.first_bad();
  facts_.last_good = onsets_.last_good(line_of);
  facts_.last_good_at = onsets_.last_good_at();
  tell_operations();
  tell_detection();
  std::sort(facts_.timeline.begin(), facts_.timeline.end(), [](const TimelineRow& a, const TimelineRow& b) {
    return std::tie(a.at, a.seq, a.what) < std::tie(b.at, b.seq, b.what);
  });
  return std::move(facts_);
}

void IncidentFold::tell_operations() {
  for (const ClassOnset& onset : facts_.onsets) {
    const bool first = facts_.first_bad && facts_.first_bad->seq == onset.first_seq;
    TimelineRow row{onset.first_at, onset.first_seq, onset.first_operation, "operation", Chapter::Other, Grounds::Fact, {}, false};
    row.what = fmt::format("{} {}: {} of {} operations in the incident, {} of {} before it",
                           first ? "the first known bad request, with" : "the first request with", onset.failure_class,
                           onset.during, onset.during_of, onset.before, onset.before_of);
    add_row(std::move(row));
    if (!onset.last_at || !facts_.scope.to) continue;
    TimelineRow end{*onset.last_at, onset.last_seq, onset.last_operation, "operation", Chapter::Recovery, Grounds::Fact, {}, false};
    end.what = fmt::format("the last request with {} in the incident", onset.failure_class);
    add_row(std::move(end));
  }
  if (!first_rescue_) return;
  const record::ParsedOperation& rescued = first_rescue_->record;
  TimelineRow row{*first_rescue_at_, first_rescue_->seq, rescued.id, "operation", Chapter::Mitigation, Grounds::Fact, {}, false};
  row.what = fmt::format("the first answer of {} in the incident, after {} had failed", rescued.served_by, first_target(rescued));
  add_row(std::move(row));
}

/// What a record tells of a detection has its own row; what a person said has not.
void IncidentFold::tell_detection() {
  const IncidentScope& scope = facts_.scope;
  if (!scope.detected_at || scope.detected_seq != 0 || facts_.said.empty()) return;
  const auto says = std::find_if(facts_.said.rbegin(), facts_.said.rend(),
                                 [&](const auto& cited) { return cited.record.detected_at == scope.detected_at; });
  if (says == facts_.said.rend()) return;
  TimelineRow row{
      *scope.detected_at, says->seq, says->record.id.to_string(), "incident", Chapter::Detection, Grounds::Fact, {}, false};
  row.what = scope.detected_by ? fmt::format("it was noticed: {}", record::name_of(*scope.detected_by))
                               : std::string("it was noticed; how is not said");
  add_row(std::move(row));
}

}  // namespace jurymast::review
