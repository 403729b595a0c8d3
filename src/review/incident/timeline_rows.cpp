#include "review/incident/timeline_rows.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "review/incident/detection.hpp"

namespace jurymast::review {
namespace {

using record::Grounds;
using record::RolloutAction;

constexpr std::uint64_t kPpmOfPercent = 10'000;

std::string percent(std::uint64_t ppm) { return fmt::format("{}.{:02} %", ppm / kPpmOfPercent, ppm % kPpmOfPercent / 100); }

std::string by(const std::string& person) { return person.empty() ? "" : " by " + person; }

TimelineRow row_of(const record::ParsedLine& line) {
  TimelineRow row;
  row.at = line.at;
  row.seq = line.seq;
  row.kind = line.kind;
  return row;
}

template <class Record>
TimelineRow row_of(std::uint64_t seq, const Record& record, std::string kind) {
  TimelineRow row;
  row.at = record.at;
  row.seq = seq;
  row.id = record.id.to_string();
  row.kind = std::move(kind);
  return row;
}

bool moves_traffic(RolloutAction action) { return action != RolloutAction::Plan && action != RolloutAction::Hold; }

std::string what_moved(const record::RolloutRecord& step) {
  const std::string weights = step.weight_from_ppm == step.weight_to_ppm
                                  ? fmt::format("at {}", percent(step.weight_to_ppm))
                                  : fmt::format("from {} to {}", percent(step.weight_from_ppm), percent(step.weight_to_ppm));
  const std::string why =
      step.trigger ? fmt::format(" because of {}", record::kRolloutTriggerNames[static_cast<std::size_t>(*step.trigger)]) : "";
  return fmt::format("rollout to {}: {}, {}{}{}", step.plan.target, name_of(step.action), weights, by(step.person), why);
}

}  // namespace

bool RowMaker::near_beginning(WallTime at) const { return at >= scope_.from - kCauseBefore && at <= scope_.from + kCauseBehind; }

bool RowMaker::while_it_lasts(WallTime at) const { return at >= scope_.from && (!scope_.to || at < *scope_.to + kFixBehind); }

void RowMaker::place_change(TimelineRow& row) const {
  if (near_beginning(row.at)) {
    row.chapter = Chapter::Cause;
    row.grounds = Grounds::Inference;
  } else if (while_it_lasts(row.at)) {
    row.chapter = Chapter::Mitigation;
  }
}

TimelineRow RowMaker::config(const record::ParsedLine& line) const {
  TimelineRow row = row_of(line);
  if (!line.accepted) {
    row.what = fmt::format("a configuration was not taken, for {} problems; {} stays in force", line.problems, line.config);
    return row;
  }
  const std::string paths = line.changed.empty() ? "" : fmt::format("; changed: {}", fmt::join(line.changed, ", "));
  row.what = fmt::format("configuration {} came into force{}", line.config, paths);
  place_change(row);
  return row;
}

TimelineRow RowMaker::boot(const record::ParsedLine& line, const std::string& build_before) const {
  TimelineRow row = row_of(line);
  if (line.event != "start") {
    row.what = "the gateway stopped in order";
    return row;
  }
  const bool other = !build_before.empty() && build_before != line.build;
  row.what = other ? fmt::format("the gateway started with build {}, where {} was before", line.build, build_before)
                   : fmt::format("the gateway started with build {}", line.build);
  place_change(row);
  return row;
}

TimelineRow RowMaker::target_state(const record::ParsedLine& line) const {
  TimelineRow row = row_of(line);
  row.what = fmt::format("{}: {} went from {} to {}", line.target, line.hindrance, line.from, line.to);
  if (line.to == "open" || line.to == "paused" || line.to == "refused") row.chapter = Chapter::Mitigation;
  if (line.to == "closed" || line.to == "clear" || line.to == "accepted") row.chapter = Chapter::Recovery;
  return row;
}

TimelineRow RowMaker::gap(const record::ParsedLine& line) const {
  TimelineRow row = row_of(line);
  row.what = fmt::format("{} records are missing here ({}): what they told is not known", line.gap_count, line.gap_reason);
  return row;
}

TimelineRow RowMaker::alert(std::uint64_t seq, const record::AlertRecord& alert) const {
  TimelineRow row = row_of(seq, alert, "alert");
  const bool firing = alert.state == record::AlertState::Firing;
  if (tells_of_traffic(alert)) row.chapter = firing ? Chapter::Detection : Chapter::Recovery;
  row.what = fmt::format("the alert {} {} ({})", alert.name, firing ? "fired" : "was resolved",
                         record::kAlertSourceNames[static_cast<std::size_t>(alert.source)]);
  return row;
}

TimelineRow RowMaker::rollout(std::uint64_t seq, const record::RolloutRecord& step) const {
  TimelineRow row = row_of(seq, step, "rollout");
  row.what = what_moved(step);
  const bool planned = step.plan.purpose == record::RolloutPurpose::Planned;
  const bool back = step.action == RolloutAction::Restore || step.action == RolloutAction::Close;
  if (planned && step.weight_to_ppm > step.weight_from_ppm && row.at <= scope_.from) {
    place_change(row);
  } else if (back) {
    row.chapter = Chapter::Recovery;
  } else if (moves_traffic(step.action) && while_it_lasts(row.at)) {
    row.chapter = Chapter::Mitigation;
  }
  return row;
}

TimelineRow RowMaker::decision(std::uint64_t seq, const record::OverrideRecord& decision) const {
  TimelineRow row = row_of(seq, decision, "override");
  const std::string about = decision.target.empty() ? decision.route : decision.route + ", " + decision.target;
  const std::string value = decision.value.empty() ? "" : " " + decision.value;
  row.what = fmt::format("override {}{} on {} was {}{}", name_of(decision.action), value, about, name_of(decision.event),
                         by(decision.author));
  if (decision.event != record::OverrideEvent::Set) {
    if (row.at >= scope_.from && !while_it_lasts(row.at)) row.chapter = Chapter::Recovery;
    return row;
  }
  place_change(row);
  // Once callers were hurt, what a person decides is meant against it.
  if (row.chapter == Chapter::Cause && row.at >= scope_.from) {
    row.chapter = Chapter::Mitigation;
    row.grounds = Grounds::Fact;
  }
  return row;
}

TimelineRow RowMaker::gate(std::uint64_t seq, const record::GateRecord& gate) const {
  TimelineRow row = row_of(seq, gate, "gate");
  row.what = fmt::format("the gate said {} of {}", record::kGateVerdictNames[static_cast<std::size_t>(gate.verdict)], gate.target);
  return row;
}

TimelineRow RowMaker::contract(std::uint64_t seq, const record::ContractRecord& contract, std::optional<bool> changed) const {
  TimelineRow row = row_of(seq, contract, "contract");
  const std::string_view family = name_of(contract.family);
  if (!changed) {
    row.what = fmt::format("the documentation of {} was read, for the first time in this log", family);
  } else if (*changed) {
    row.what = fmt::format("the documentation of {} is another one than when it was read before", family);
  } else {
    row.what = fmt::format("the documentation of {} was read and is the same as before", family);
  }
  // When a page changed is not known, only that it had when it was read.
  if (changed == true && phase_of(scope_, row.at) != Phase::After) {
    row.chapter = Chapter::Cause;
    row.grounds = Grounds::Inference;
  }
  return row;
}

TimelineRow RowMaker::probe(std::uint64_t seq, const record::ProbeRecord& probe) const {
  TimelineRow row = row_of(seq, probe, "probe");
  row.chapter = Chapter::Detection;
  row.what = fmt::format("the check {} of {} failed with {}", probe.question.check, probe.question.target,
                         name_of(probe.answer.failure_class));
  return row;
}

TimelineRow RowMaker::note(std::uint64_t seq, const record::NoteRecord& note) const {
  TimelineRow row = row_of(seq, note, "note");
  row.grounds = note.grounds;
  row.what = fmt::format("{} wrote: {}", note.author, note.text.text());
  return row;
}

TimelineRow RowMaker::said(std::uint64_t seq, const record::IncidentRecord& record) const {
  TimelineRow row = row_of(seq, record, "incident");
  const std::string text = record.text.empty() ? "" : ": " + record.text.text();
  const std::string subject = record.subject.empty() ? "" : " " + record.subject;
  row.what = fmt::format("incident {}{}{}{}", name_of(record.event), subject, by(record.author), text);
  return row;
}

}  // namespace jurymast::review
