#include "evidence/rollout_harm.hpp"

#include <algorithm>
#include <cmath>

namespace jurymast::evidence {
namespace {

using record::RolloutTrigger;

/// Beyond that many confirmations the next one is no harder to come to: numbers stay numbers.
constexpr std::uint64_t kHalvingsMax = 64;

/// The k-th confirmation leaves alpha/2^(k+1), so that all of them together cost no more than half of alpha again.
double threshold_of(double alpha, std::uint64_t confirmations) {
  if (confirmations == 0) return 1 / alpha;
  return std::ldexp(1 / alpha, static_cast<int>(std::min(confirmations, kHalvingsMax) + 1));
}

bool is_whole(const Draw& draw) { return draw.weight_ppm == kWholePpm && draw.side == Side::Canary; }

}  // namespace

FailureClass class_of(const JudgedOperation& operation) {
  return operation.failure_class == FailureClass::Ok ? FailureClass::OutputInvalid : operation.failure_class;
}

bool is_failure(const JudgedOperation& operation) {
  return operation.outcome == AssignedOutcome::Failed || operation.outcome == AssignedOutcome::Invalid;
}

std::optional<bool> is_late(const JudgedOperation& operation, const RolloutRules& rules) {
  const std::optional<Duration>& budget = operation.streamed ? rules.first_content_budget : rules.total_budget;
  if (!budget || !operation.content_after) return std::nullopt;
  return *operation.content_after > *budget;
}

RolloutHarm::RolloutHarm(const RolloutRules& rules)
    : rules_(rules),
      errors_(rules.margin),
      invalid_(rules.margin),
      downstream_(rules.margin),
      late_(rules.late_share),
      errors_whole_(rules.failure_ceiling),
      invalid_whole_(rules.failure_ceiling),
      downstream_whole_(rules.failure_ceiling),
      change_(rules.margin),
      burn_(rules.failure_ceiling) {}

void RolloutHarm::take(const JudgedOperation& operation) {
  compare(operation, {});
  hold_against_budgets(operation);
  burn(operation);
}

void RolloutHarm::compare(const JudgedOperation& operation, Heard heard) {
  const bool caller_alone = operation.failure_class == FailureClass::InvalidRequest;
  if (is_failure(operation) || caller_alone) errors_.add_failure(*operation.draw, class_of(operation), heard);
  if (!is_failure(operation)) return;
  if (heard.any) change_.add_failure(*operation.draw);
  if (heard.invalid && operation.outcome == AssignedOutcome::Invalid) invalid_.add_failure(*operation.draw);
}

void RolloutHarm::hold_against_budgets(const JudgedOperation& operation) {
  count_in_window(operation);
  if (operation.draw->side != Side::Canary) return;
  if (const std::optional<bool> late = is_late(operation, rules_)) late_.add(*late);
  if (is_whole(*operation.draw)) hold_whole_against_budget(operation);
}

void RolloutHarm::burn(const JudgedOperation& operation) {
  if (!rules_.burn_rates || !is_whole(*operation.draw) || operation.outcome == AssignedOutcome::Excluded) return;
  burn_.take(operation.at, operation.unserved);
}

/// A window holds one weight: with another, other operations fall to each side.
void RolloutHarm::count_in_window(const JudgedOperation& operation) {
  if (!rules_.two_windows || !operation.draw->informs() || operation.outcome == AssignedOutcome::Excluded) return;
  if (operation.draw->weight_ppm != window_weight_ppm_) {
    windows_ = WindowRule();
    window_weight_ppm_ = operation.draw->weight_ppm;
    window_began_ = operation.at;
  }
  if (windows_.due(operation.at - window_began_)) {
    windows_.close();
    window_began_ = operation.at;
  }
  windows_.add(operation.draw->side, is_failure(operation));
}

HarmTest RolloutHarm::error_rate(double threshold) const {
  if (!rules_.two_windows) return {"error_rate", RolloutTrigger::ErrorRate, errors_.e(), threshold, true};
  return {"two_windows", RolloutTrigger::ErrorRate, static_cast<double>(windows_.worse_in_a_row()), WindowRule::kWindowsInARow};
}

void RolloutHarm::hold_whole_against_budget(const JudgedOperation& operation) {
  if (operation.outcome == AssignedOutcome::Excluded) return;
  errors_whole_.add(is_failure(operation));
  invalid_whole_.add(operation.outcome == AssignedOutcome::Invalid);
  if (operation.outcome == AssignedOutcome::Served) downstream_whole_.add(false);
}

void RolloutHarm::reject(Draw draw, bool whole) {
  downstream_.add_failure(draw);
  if (whole) downstream_whole_.turn_bad();
}

std::vector<HarmTest> RolloutHarm::tests(std::uint64_t confirmations) const {
  const auto at = [&](double alpha) { return threshold_of(alpha, confirmations); };
  return {{"invalid_output", RolloutTrigger::InvalidOutput, invalid_.e(), at(rules_.invalid_alpha), true},
          {"invalid_output_share", RolloutTrigger::InvalidOutput, invalid_whole_.e(), at(rules_.invalid_alpha)},
          error_rate(at(rules_.error_alpha)),
          {"error_share", RolloutTrigger::ErrorRate, errors_whole_.e(), at(rules_.error_alpha)},
          {"latency", RolloutTrigger::Latency, late_.e(), at(rules_.latency_alpha)},
          {"downstream_rejected", RolloutTrigger::DownstreamRejected, downstream_.e(), at(rules_.downstream_alpha)},
          {"downstream_rejected_share", RolloutTrigger::DownstreamRejected, downstream_whole_.e(), at(rules_.downstream_alpha)}};
}

std::optional<HarmTest> RolloutHarm::late_change() const {
  if (rules_.two_windows) return std::nullopt;
  return HarmTest{"late_change", RolloutTrigger::LateChange, std::exp(change_.log_statistic()), kLateChangeThreshold, true};
}

std::vector<HarmTest> RolloutHarm::burn_rates() const {
  std::vector<HarmTest> rates;
  for (const BurnRule& rule : kBurnRules) {
    if (const auto rate = burn_.rate(rule)) rates.push_back({rule.name, RolloutTrigger::ErrorRate, *rate, rule.rate});
  }
  return rates;
}

}  // namespace jurymast::evidence
