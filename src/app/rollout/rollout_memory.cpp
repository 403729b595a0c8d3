#include "app/rollout/rollout_memory.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace jurymast::app {
namespace {

using record::RolloutState;

constexpr std::string_view kRolloutKind = "rollout";
constexpr std::string_view kGateKind = "gate";
constexpr std::string_view kConfigKind = "config_since";

void read_config(const std::string& text, RolloutMemory& memory) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object() || !json.contains("digest") || !json.contains("since_us")) return;
  if (!json["digest"].is_string() || !json["since_us"].is_number_integer()) return;
  memory.config_digest = json["digest"].get<std::string>();
  memory.config_since = WallTime{std::chrono::microseconds(json["since_us"].get<std::int64_t>())};
}

void read_line(const store::EvidenceLine& line, RolloutMemory& memory) {
  if (line.kind == kConfigKind) return read_config(line.record, memory);
  if (line.kind == kGateKind) {
    // A verdict that cannot be read is one that is missing, which holds.
    if (auto gate = record::read_gate(line.record)) memory.gates[{gate->route, gate->target}] = *gate;
    return;
  }
  if (line.kind != kRolloutKind) return;
  const auto step = record::read_rollout(line.record);
  if (!step) {
    memory.damaged = true;
  } else if (is_rollout_step(*step)) {
    memory.newest[step->plan.route] = *step;
  } else {
    memory.suspensions.push_back(*step);
  }
}

bool is_over(const record::RolloutRecord& step) {
  return step.state_to == RolloutState::Closed || step.state_to == RolloutState::Idle;
}

}  // namespace

bool is_rollout_step(const record::RolloutRecord& record) {
  return record.action != record::RolloutAction::Suspend && record.action != record::RolloutAction::Readmit;
}

std::optional<std::uint64_t> RolloutMemory::fold_after() const {
  if (damaged || blank) return 0;
  std::optional<std::uint64_t> after;
  for (const auto& [route, step] : newest) {
    if (!is_over(step)) after = std::min(after.value_or(step.plan.since_seq), step.plan.since_seq);
  }
  return after;
}

RolloutMemory read_rollout_memory(const std::vector<store::EvidenceLine>& lines) {
  RolloutMemory memory;
  for (const store::EvidenceLine& line : lines) read_line(line, memory);
  return memory;
}

store::EvidenceLine line_of(const record::RolloutRecord& record) {
  return {record.id.to_string(), std::string(kRolloutKind), record.plan.route, record.plan.target, record::render(record)};
}

store::EvidenceLine line_of(const record::GateRecord& record) {
  return {record.id.to_string(), std::string(kGateKind), record.route, record.target, record::render(record)};
}

store::EvidenceLine line_of_config(const std::string& digest, WallTime since) {
  const std::int64_t since_us = std::chrono::duration_cast<std::chrono::microseconds>(since.since_epoch).count();
  return {std::string(kConfigKind),
          std::string(kConfigKind),
          {},
          {},
          nlohmann::json{{"digest", digest}, {"since_us", since_us}}.dump()};
}

}  // namespace jurymast::app
