#include "app/handoff/shift_log.hpp"

#include <fmt/format.h>

#include "app/override/override_json.hpp"
#include "record/line.hpp"
#include "record/parsed_line.hpp"

namespace jurymast::app {
namespace {

/// An alert is the same one with the same labels.
std::string key_of(const record::AlertRecord& alert) {
  std::string key = alert.name;
  for (const auto& [name, value] : alert.labels) key += fmt::format(" {}={}", name, value);
  return key;
}

/// Keeps the newest.
template <class Record>
void add_bounded(std::vector<Record>& records, Record record) {
  if (records.size() == kShiftRecordsMax) records.erase(records.begin());
  records.push_back(std::move(record));
}

}  // namespace

void ShiftLog::take(std::string_view line) {
  const auto layout = record::layout_of(line);
  if (!layout || !layout->checksum_holds) {
    ++unreadable_;
    return;
  }
  if (layout->kind == "operation") return;
  if (layout->kind == "config" || layout->kind == "gap" || layout->kind == "boot") return take_parsed(line);
  const auto split = record::split_line(line);
  if (!split) return;
  if (split->kind == "incident") return take_incident(split->record);
  if (split->kind == "override") return take_override(split->record);
  if (split->kind == "rollout") return take_rollout(split->record);
  if (split->kind == "alert") return take_alert(split->record);
  if (split->kind == "probe" || split->kind == "contract") take_evidence(split->kind, split->record);
}

void ShiftLog::add_change(WallTime at, std::string what) {
  if (in_shift(at)) add_bounded(changed_, fmt::format("{}: {}", to_rfc3339(at), what));
}

void ShiftLog::take_incident(std::string_view text) {
  auto read = record::read_incident(text);
  if (!read) return;
  const std::string id = read->incident.to_string();
  if (read->event == record::IncidentEvent::Opened) {
    if (incidents_.size() < kShiftRecordsMax) incidents_[id].opened = *std::move(read);
    return;
  }
  const auto known = incidents_.find(id);
  if (known == incidents_.end()) return;
  if (read->event == record::IncidentEvent::Closed) known->second.closed = true;
  if (read->event == record::IncidentEvent::FollowUpDone) {
    std::erase_if(known->second.follow_ups, [&](const auto& one) { return one.id.to_string() == read->subject; });
  }
  if (read->event == record::IncidentEvent::FollowUp) add_bounded(known->second.follow_ups, *std::move(read));
}

void ShiftLog::take_override(std::string_view text) {
  const auto read = record::read_override(text);
  if (!read) return;
  overrides_.apply(*read);
  add_change(read->at, fmt::format("override {}: {}", name_of(read->event), override_words(*read)));
}

void ShiftLog::take_rollout(std::string_view text) {
  auto read = record::read_rollout(text);
  if (!read) return;
  const record::RolloutPlan& plan = read->plan;
  if (read->action == record::RolloutAction::Suspend) suspended_[{plan.route, plan.target}] = *read;
  if (read->action == record::RolloutAction::Readmit) suspended_.erase({plan.route, plan.target});
  const bool of_target = read->action == record::RolloutAction::Suspend || read->action == record::RolloutAction::Readmit;
  add_change(read->at, fmt::format("rollout {} of {} on {}", name_of(read->action), plan.target, plan.route));
  if (!of_target) rollouts_[plan.route] = *std::move(read);
}

void ShiftLog::take_alert(std::string_view text) {
  auto read = record::read_alert(text);
  if (!read) return;
  const std::string key = key_of(*read);
  if (read->state == record::AlertState::Resolved) {
    firing_.erase(key);
  } else if (firing_.size() < kShiftRecordsMax) {
    firing_.insert_or_assign(key, *std::move(read));
  }
}

void ShiftLog::take_evidence(std::string_view kind, std::string_view text) {
  if (kind == "probe") {
    if (auto probe = record::read_probe(text)) add_bounded(probes_, *std::move(probe));
    return;
  }
  auto contract = record::read_contract(text);
  if (!contract) return;
  const std::pair<std::string, Family> key{contract->pack, contract->family};
  const auto known = contracts_.find(key);
  if (known == contracts_.end() || known->second.accessed <= contract->accessed)
    contracts_.insert_or_assign(key, *std::move(contract));
}

void ShiftLog::take_parsed(std::string_view line) {
  const auto parsed = record::read_line(line);
  if (!parsed) return;
  if (parsed->kind == "gap" && in_shift(parsed->at)) gaps_ += parsed->gap_count;
  if (parsed->kind == "config" && parsed->accepted && in_shift(parsed->at)) add_bounded(configurations_, parsed->config);
  if (parsed->kind == "config" && parsed->accepted)
    add_change(parsed->at, fmt::format("configuration {} came into force", parsed->config));
  if (parsed->kind == "boot" && parsed->event == "start")
    add_change(parsed->at, fmt::format("the gateway was started, build {}", parsed->build));
}

}  // namespace jurymast::app
