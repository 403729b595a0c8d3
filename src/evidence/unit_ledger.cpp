#include "evidence/unit_ledger.hpp"

namespace jurymast::evidence {

std::optional<Draw> UnitLedger::first_draw(const JudgedOperation& operation) {
  const auto found = units_.find(operation.unit);
  if (found != units_.end()) return found->second.first;
  if (units_.size() >= kUnitsMax) return std::nullopt;
  units_.emplace(operation.unit, Unit{.first = *operation.draw, .heard = {}, .weight_ppm = {}});
  return operation.draw;
}

/// True where it was not marked so before.
bool UnitLedger::mark(Unit& unit, std::size_t which) {
  const bool fresh = !unit.heard[which];
  unit.heard.set(which);
  return fresh;
}

Heard UnitLedger::hear(const JudgedOperation& operation, FailureClass failure_class) {
  Unit& unit = units_.find(operation.unit)->second;
  Heard heard;
  heard.any = failure_class != FailureClass::InvalidRequest && mark(unit, kAny);
  heard.of_class = mark(unit, static_cast<std::size_t>(failure_class));
  heard.invalid = operation.outcome == AssignedOutcome::Invalid && mark(unit, kInvalid);
  return heard;
}

bool UnitLedger::hear_rejection(const std::string& unit) {
  const auto found = units_.find(unit);
  return found != units_.end() && mark(found->second, kRejected);
}

bool UnitLedger::begins_at_weight(const JudgedOperation& operation) {
  const auto found = units_.find(operation.unit);
  const bool counts = operation.outcome != AssignedOutcome::Excluded;
  if (found == units_.end() || !counts || found->second.weight_ppm == operation.draw->weight_ppm) return false;
  found->second.weight_ppm = operation.draw->weight_ppm;
  return true;
}

bool UnitLedger::begins_in_stage(const JudgedOperation& operation) {
  const auto found = units_.find(operation.unit);
  const bool counts = operation.outcome != AssignedOutcome::Excluded;
  if (found == units_.end() || !counts || found->second.in_stage) return false;
  found->second.in_stage = true;
  return true;
}

void UnitLedger::begin_harm() {
  for (auto& [unit, one] : units_) {
    one.heard.reset();
    one.weight_ppm.reset();
  }
}

void UnitLedger::begin_stage() {
  for (auto& [unit, one] : units_) one.in_stage = false;
}

}  // namespace jurymast::evidence
