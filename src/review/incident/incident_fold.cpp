#include "review/incident/incident_fold.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "crypto/hex.hpp"
#include "record/operation_line.hpp"
#include "record/timestamp.hpp"
#include "review/incident/detection.hpp"
#include "review/incident/operation_words.hpp"

namespace jurymast::review {
namespace {

/// Kinds whose members are fields of ParsedLine.
constexpr std::array<std::string_view, 6> kParsedKinds{"operation", "boot", "config", "gap", "snapshot", "target_state"};

}  // namespace

IncidentFold::IncidentFold(IncidentScope scope, UserPatience patience) : rows_(facts_.scope), impact_(patience) {
  facts_.scope = std::move(scope);
  facts_.histogram = histogram_over(facts_.scope.from, facts_.scope.to.value_or(facts_.scope.until));
  route_text_ = fmt::format(R"(,"route":"{}",)", facts_.scope.route);
  from_text_ = to_rfc3339(facts_.scope.baseline_from);
  until_text_ = to_rfc3339(facts_.scope.until);
  from_at_ = record::parse_timestamp(from_text_).value_or(facts_.scope.baseline_from);
  until_at_ = record::parse_timestamp(until_text_).value_or(facts_.scope.until);
}

void IncidentFold::take(std::string_view line) {
  const auto layout = record::layout_of(line);
  if (!layout || !layout->checksum_holds) {
    ++facts_.unreadable;
    return;
  }
  skewed_ = false;
  if (std::find(kParsedKinds.begin(), kParsedKinds.end(), layout->kind) == kParsedKinds.end()) return take_record(*layout, line);
  if (layout->kind == "operation" && !is_wanted(line)) return;
  if (const auto plain = layout->kind == "operation" ? record::read_plain_answer(*layout, line) : std::nullopt) {
    watch_clock(*plain);
    return take_operation(*plain, line);
  }
  // Looked at once more only where it is not as we write it.
  auto operation = record::read_operation_line(*layout, line);
  const auto parsed = operation ? Result<record::ParsedLine>(*std::move(operation)) : record::read_line(line);
  if (!parsed) {
    ++facts_.unreadable;
    return;
  }
  watch_clock(*parsed);
  parsed->kind == "operation" ? take_operation(*parsed, line) : take_event(*parsed);
}

void IncidentFold::take(const record::PlainLine& line) {
  skewed_ = false;
  const WallTime at = line.answer.at;
  if (at < from_at_ || at > until_at_ || line.answer.route != facts_.scope.route) return;
  record::put_plain_answer(line, plain_);
  watch_clock(plain_);
  take_operation(plain_, {});
}

/// Most lines of a log are about another time or route, and are told apart without reading them.
bool IncidentFold::is_wanted(std::string_view operation_line) const {
  constexpr std::string_view kTime = R"("ts":")";
  const std::size_t time = operation_line.find(kTime);
  if (time == std::string_view::npos) return true;
  // Times of one length in one zone sort as text.
  const std::string_view at = operation_line.substr(time + kTime.size(), from_text_.size());
  return at >= from_text_ && at <= until_text_ && operation_line.find(route_text_) != std::string_view::npos;
}

template <class Record>
void IncidentFold::read_as(const record::LineLayout& layout, std::string_view line, Result<Record> (*read)(std::string_view)) {
  const auto record = read(record::split_line(line)->record);
  if (!record) {
    ++facts_.unreadable;
    return;
  }
  watch_clock(layout.seq, record->at, layout.kind);
  take(layout.seq, *record);
}

void IncidentFold::take_record(const record::LineLayout& layout, std::string_view line) {
  if (layout.kind == "alert") return read_as(layout, line, record::read_alert);
  if (layout.kind == "rollout") return read_as(layout, line, record::read_rollout);
  if (layout.kind == "override") return read_as(layout, line, record::read_override);
  if (layout.kind == "gate") return read_as(layout, line, record::read_gate);
  if (layout.kind == "contract") return read_as(layout, line, record::read_contract);
  if (layout.kind == "probe") return read_as(layout, line, record::read_probe);
  if (layout.kind == "note") return read_as(layout, line, record::read_note);
  if (layout.kind == "incident") return read_as(layout, line, record::read_incident);
  if (layout.kind == "feedback") return read_as(layout, line, record::read_feedback);
  if (layout.kind == "sample") return read_as(layout, line, record::read_sample);
}

bool IncidentFold::in_scope(std::uint64_t seq, WallTime at) {
  if (!phase_of(facts_.scope, at)) return false;
  if (facts_.first_seq == 0) facts_.first_seq = seq;
  facts_.last_seq = seq;
  return true;
}

/// What an interrupted operation's line tells was long ago when the next life wrote it.
void IncidentFold::watch_clock(const record::ParsedLine& line) {
  if (line.kind != "operation" || line.operation.outcome != "interrupted") watch_clock(line.seq, written_at(line), line.kind);
}

void IncidentFold::watch_clock(std::uint64_t seq, WallTime at, std::string_view kind) {
  const Duration behind = newest_ ? *newest_ - at : Duration(0);
  newest_ = std::max(newest_.value_or(at), at);
  skewed_ = behind > kClockSkewMax;
  const bool begins = skewed_ && !running_backwards_;
  running_backwards_ = skewed_;
  if (!skewed_ || !phase_of(facts_.scope, at)) return;
  ++facts_.skewed_lines;
  facts_.skew_most = std::max(facts_.skew_most, behind);
  if (!begins) return;
  TimelineRow row{at, seq, {}, std::string(kind), Chapter::Other, record::Grounds::Fact, {}, true};
  row.what =
      fmt::format("the clock stands {} ms before that of an earlier line: the order of what follows is the log's, not the clock's",
                  to_ms(behind));
  add_row(std::move(row));
}

void IncidentFold::take_operation(const record::ParsedLine& line, std::string_view text) {
  const record::ParsedOperation& operation = line.operation;
  const auto phase = phase_of(facts_.scope, line.at);
  if (operation.route != facts_.scope.route || !phase || !in_scope(line.seq, line.at)) return;
  if (!is_of_callers(operation)) {
    facts_.synthetic += phase == Phase::During && operation.arm == "synthetic" ? 1U : 0U;
    return;
  }
  impact_.take(*phase, operation);
  onsets_.take(*phase, line, text);
  mitigation_.take(*phase, line.at, is_visible_error(operation));
  if (phase != Phase::During) return;
  count(facts_.histogram, row_of(operation), line.at);
  count(facts_.arms, operation);
  if (operation.arm == "rescue" && !first_rescue_) {
    first_rescue_ = {line.seq, operation};
    first_rescue_at_ = written_at(line);
  }
}

/// True where a target is one of the route's, or where nobody knows.
bool IncidentFold::concerns(const std::string& target) const {
  const record::ParsedRoute* const route = facts_.in_force.route(facts_.scope.route);
  if (route == nullptr || route->primary == target) return true;
  return std::find(route->fallback.begin(), route->fallback.end(), target) != route->fallback.end();
}

void IncidentFold::take_event(const record::ParsedLine& line) {
  if (line.at <= facts_.scope.from) facts_.in_force.take(line);
  if (line.kind == "boot") return take_boot(line);
  if (line.kind == "snapshot" || !in_scope(line.seq, line.at)) return;
  if (line.kind == "target_state") {
    if (concerns(line.target)) add_row(rows_.target_state(line));
  } else if (line.kind == "gap") {
    keep(facts_.gaps, {line.seq, line.at, line.gap_reason, line.gap_count});
    add_row(rows_.gap(line));
  } else if (line.kind == "config") {
    keep(facts_.changes, {line.seq, line.at, line.kind, line.accepted, line.config, {}, line.changed});
    TimelineRow row = rows_.config(line);
    if (row.chapter == Chapter::Mitigation) mitigation_.done(line.at);
    add_row(std::move(row));
  }
}

void IncidentFold::take_boot(const record::ParsedLine& line) {
  const std::string before = build_;
  if (line.event == "start") build_ = line.build;
  if (!in_scope(line.seq, line.at)) return;
  if (line.event == "start") keep(facts_.changes, {line.seq, line.at, line.kind, true, 0, line.build, {}});
  add_row(rows_.boot(line, before));
}

void IncidentFold::take(std::uint64_t seq, const record::AlertRecord& alert) {
  if (!is_about(alert, facts_.scope.route) || !in_scope(seq, alert.at)) return;
  keep(facts_.alerts, {seq, alert});
  add_row(rows_.alert(seq, alert));
}

void IncidentFold::take(std::uint64_t seq, const record::RolloutRecord& step) {
  if (step.plan.route != facts_.scope.route || !in_scope(seq, step.at)) return;
  keep(facts_.rollouts, {seq, step});
  TimelineRow row = rows_.rollout(seq, step);
  if (row.chapter == Chapter::Mitigation) mitigation_.done(step.at);
  add_row(std::move(row));
}

void IncidentFold::take(std::uint64_t seq, const record::OverrideRecord& decision) {
  const bool ours = decision.route == facts_.scope.route || decision.route == "all";
  if (!ours || !in_scope(seq, decision.at)) return;
  keep(facts_.overrides, {seq, decision});
  TimelineRow row = rows_.decision(seq, decision);
  if (row.chapter == Chapter::Mitigation) mitigation_.done(decision.at);
  add_row(std::move(row));
}

void IncidentFold::take(std::uint64_t seq, const record::GateRecord& gate) {
  if (gate.route != facts_.scope.route || !in_scope(seq, gate.at)) return;
  keep(facts_.gates, {seq, gate});
  add_row(rows_.gate(seq, gate));
}

void IncidentFold::take(std::uint64_t seq, const record::ContractRecord& contract) {
  if (contract.at <= facts_.scope.from) facts_.in_force.take(contract);
  std::optional<bool> changed;
  if (contract.digest) {
    std::string& page = pages_[fmt::format("{} {}", name_of(contract.family), contract.source.text())];
    const std::string digest = crypto::to_hex(*contract.digest);
    if (!page.empty()) changed = page != digest;
    page = digest;
  }
  if (!in_scope(seq, contract.at)) return;
  keep(facts_.contracts, {seq, contract});
  add_row(rows_.contract(seq, contract, changed));
}

void IncidentFold::take(std::uint64_t seq, const record::ProbeRecord& probe) {
  if (probe.question.route != facts_.scope.route || !in_scope(seq, probe.at)) return;
  keep(facts_.probes, {seq, probe});
  if (probe.decision == record::OperatorDecision::Fail) add_row(rows_.probe(seq, probe));
}

void IncidentFold::take(std::uint64_t seq, const record::NoteRecord& note) {
  const bool about_this = note.about && *note.about == facts_.scope.incident && note.about != OperationId();
  if (about_this) keep(facts_.notes, {seq, note});
  if (about_this || (!note.about && in_scope(seq, note.at))) add_row(rows_.note(seq, note));
}

void IncidentFold::take(std::uint64_t seq, const record::IncidentRecord& record) {
  if (facts_.scope.incident == OperationId() || record.incident != facts_.scope.incident) return;
  keep(facts_.said, {seq, record});
  add_row(rows_.said(seq, record));
}

void IncidentFold::take(std::uint64_t seq, const record::FeedbackRecord& feedback) {
  if (feedback.route != facts_.scope.route || !in_scope(seq, feedback.at)) return;
  const WallTime minute{std::chrono::floor<std::chrono::minutes>(feedback.at.since_epoch)};
  if (minute != feedback_minute_) feedback_count_ = 0;
  feedback_minute_ = minute;
  if (++feedback_count_ != kFeedbackBurst) return;
  TimelineRow row{feedback.at, seq, feedback.id.to_string(), "feedback", Chapter::Other, record::Grounds::Fact, {}, false};
  row.what = fmt::format("applications rejected {} answers within a minute", kFeedbackBurst);
  add_row(std::move(row));
}

void IncidentFold::take(std::uint64_t seq, const record::SampleRecord& sample) {
  if (in_scope(seq, sample.at)) impact_.take(*phase_of(facts_.scope, sample.at), sample);
}

template <class Item>
void IncidentFold::keep(std::vector<Item>& list, Item item) {
  if (list.size() < kCitedMax) {
    list.push_back(std::move(item));
  } else {
    ++facts_.left_out;
  }
}

void IncidentFold::add_row(TimelineRow row) {
  row.skewed = row.skewed || skewed_;
  keep(facts_.timeline, std::move(row));
}

}  // namespace jurymast::review
