#include "review/incident/mitigation_steps.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "review/incident/answer_words.hpp"

namespace jurymast::review {
namespace {

bool moves_traffic(const record::RolloutRecord& step) {
  return step.weight_from_ppm != step.weight_to_ppm || step.action == record::RolloutAction::Hold ||
         step.action == record::RolloutAction::Freeze || step.action == record::RolloutAction::Suspend;
}

void add_once(std::vector<std::string>& words, std::string one) {
  if (std::find(words.begin(), words.end(), one) == words.end()) words.push_back(std::move(one));
}

}  // namespace

MitigationSteps mitigation_steps(const IncidentFacts& facts) {
  const auto within = [&](WallTime at) { return at >= facts.scope.from && at < facts.scope.until; };
  MitigationSteps steps;
  for (const CitedRollout& one : facts.rollouts) {
    if (within(one.record.at) && moves_traffic(one.record)) steps.rollouts.push_back(&one);
  }
  for (const CitedOverride& one : facts.overrides) {
    if (within(one.record.at) && one.record.event == record::OverrideEvent::Set) steps.overrides.push_back(&one);
  }
  const PhaseImpact& during = facts.impact[static_cast<std::size_t>(Phase::During)];
  steps.rescued = during.rescued;
  steps.operations = during.operations;
  return steps;
}

std::uint64_t greatest_share_ppm(const MitigationSteps& steps) {
  std::uint64_t most = 0;
  for (const CitedRollout* const one : steps.rollouts) most = std::max(most, one->record.weight_to_ppm);
  return most;
}

std::string override_words(const record::OverrideRecord& record) {
  std::string text = fmt::format("override {}", name_of(record.action));
  for (const std::string& part : {record.target, record.value}) text += part.empty() ? "" : " " + part;
  return text + " of " + record.route;
}

std::string fallback_words(const MitigationSteps& steps) {
  if (steps.none()) return "none";
  std::vector<std::string> words;
  if (steps.rescued > 0)
    words.push_back(fmt::format("rescues of single requests: {}", share_text(steps.rescued, steps.operations)));
  if (greatest_share_ppm(steps) > 0)
    words.push_back(fmt::format("rollout up to {} of eligible requests", ppm_text(greatest_share_ppm(steps))));
  for (const CitedOverride* const one : steps.overrides) add_once(words, override_words(one->record));
  return words.empty() ? std::string("held, no traffic moved") : listed(words);
}

std::string rollback_words(const IncidentFacts& facts, const MitigationSteps& steps) {
  std::vector<std::string> words;
  for (const CitedRollout& one : facts.rollouts) {
    if (!one.record.plan.stop_condition.empty()) add_once(words, one.record.plan.stop_condition.text());
  }
  for (const CitedOverride* const one : steps.overrides) {
    if (one->record.expires_at) {
      add_once(words, fmt::format("{} ends by itself at {}", override_words(one->record), to_rfc3339(*one->record.expires_at)));
    }
  }
  return listed(words);
}

}  // namespace jurymast::review
