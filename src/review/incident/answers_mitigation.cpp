#include <fmt/format.h>

#include <algorithm>

#include "review/incident/answer_parts.hpp"
#include "review/incident/answer_words.hpp"
#include "review/incident/mitigation_steps.hpp"

namespace jurymast::review {
namespace {

constexpr std::string_view kNothingDone = "Nothing was done against it, as far as the log tells.";
constexpr std::string_view kOutside = "What was done outside of the gateway.";

const record::ParsedRoute* route_of(const IncidentFacts& facts) { return facts.in_force.route(facts.scope.route); }

void cite_steps(ReviewAnswer& answer, const MitigationSteps& steps) {
  for (const CitedOverride* const one : steps.overrides) cite(answer, *one, "override");
  for (const CitedRollout* const one : steps.rollouts) cite(answer, *one, "rollout");
}

std::string approval_of(const record::OverrideRecord& record) {
  const std::string what = override_words(record) + " by " + (record.author.empty() ? std::string("nobody named") : record.author);
  if (record.break_glass) return what + ", alone (break-glass)";
  return record.approver.empty() ? what + ", without an approver" : what + ", approved by " + record.approver;
}

std::string approval_of(const record::RolloutRecord& record) {
  const std::string what = fmt::format("rollout {} of {}", name_of(record.action), record.plan.target);
  if (record.decided_by == record::DecidedBy::Auto) return what + " by the plan's own rules";
  return what + " by " + (record.person.empty() ? std::string("nobody named") : record.person) +
         (record.approver.empty() ? std::string(", without an approver") : ", approved by " + record.approver);
}

/// The first step that gave a share to the fallback; null: none did.
const CitedRollout* activation_in(const MitigationSteps& steps) {
  const auto found = std::find_if(steps.rollouts.begin(), steps.rollouts.end(),
                                  [](const CitedRollout* one) { return one->record.weight_to_ppm > one->record.weight_from_ppm; });
  return found == steps.rollouts.end() ? nullptr : *found;
}

bool has_plan(const record::RolloutPlan& plan) { return !plan.rollback_owner.empty() && !plan.stop_condition.empty(); }

std::string impact_words(const IncidentFacts& facts) {
  constexpr std::array<std::string_view, kPhases> kNames{"before", "during", "after"};
  std::vector<std::string> words;
  for (std::size_t i = 0; i < kPhases; ++i) {
    const PhaseImpact& phase = facts.impact[i];
    words.push_back(fmt::format("{} {}", kNames[i], share_text(phase.visible_errors, phase.operations)));
  }
  return "Errors that callers met: " + listed(words) + ".";
}

}  // namespace

void answer_approved_by(const IncidentFacts& facts, ReviewAnswer& answer) {
  answer.command = "jurymast incident timeline" + incident_words(facts.scope);
  const MitigationSteps steps = mitigation_steps(facts);
  cite_steps(answer, steps);
  if (steps.none()) return partly(answer, std::string(kNothingDone), std::string(kOutside));
  std::vector<std::string> words;
  for (const CitedOverride* const one : steps.overrides) words.push_back(approval_of(one->record));
  for (const CitedRollout* const one : steps.rollouts) words.push_back(approval_of(one->record));
  if (steps.rescued == 0) return answered(answer, listed(words) + ".");
  words.push_back("rescues by the configuration in force");
  partly(answer, listed(words) + ".", "Who approved that configuration.");
}

void answer_automatic(const IncidentFacts& facts, ReviewAnswer& answer) {
  answer.command = "jurymast incident timeline" + incident_words(facts.scope);
  const MitigationSteps steps = mitigation_steps(facts);
  cite_steps(answer, steps);
  const record::ParsedRoute* const route = route_of(facts);
  const std::string mode = route == nullptr ? std::string() : fmt::format(" The route's mode was {}.", route->mode);
  if (steps.none()) return answered(answer, "The fallback was not triggered." + mode);
  std::uint64_t automatic = 0;
  for (const CitedRollout* const one : steps.rollouts) automatic += one->record.decided_by == record::DecidedBy::Auto ? 1 : 0;
  std::vector<std::string> words;
  if (steps.rescued > 0) words.push_back(fmt::format("automatic rescues ({})", share_text(steps.rescued, steps.operations)));
  if (automatic > 0) words.push_back("automatic " + count_text(automatic, "rollout step"));
  if (steps.rollouts.size() > automatic) words.push_back("manual " + count_text(steps.rollouts.size() - automatic, "rollout step"));
  if (!steps.overrides.empty()) words.push_back("manual " + count_text(steps.overrides.size(), "override"));
  answered(answer, listed(words) + "." + mode);
}

void answer_share_moved(const IncidentFacts& facts, ReviewAnswer& answer) {
  answer.command = "jurymast incident compare" + incident_words(facts.scope);
  const MitigationSteps steps = mitigation_steps(facts);
  cite_steps(answer, steps);
  if (steps.operations == 0) return open(answer, "The log holds no operation of the incident's time.");
  if (steps.none()) return answered(answer, fmt::format("None of {}.", count_text(steps.operations, "operation")));
  const bool pinned = std::any_of(steps.overrides.begin(), steps.overrides.end(), [](const CitedOverride* one) {
    return one->record.action == record::OverrideAction::Pin || one->record.action == record::OverrideAction::Disable;
  });
  const std::string words = fallback_words(steps) + ".";
  if (!pinned) return answered(answer, words);
  partly(answer, words, "The share that the overrides moved: see the operations by arm and target.");
}

void answer_config_changed(const IncidentFacts& facts, ReviewAnswer& answer) {
  answer.command = "jurymast incident timeline" + incident_words(facts.scope);
  const MitigationSteps steps = mitigation_steps(facts);
  std::vector<std::string> words;
  for (const CitedOverride* const one : steps.overrides) words.push_back(override_words(one->record));
  for (const CitedRollout* const one : steps.rollouts) {
    words.push_back(fmt::format("the share of {} from {} to {}", one->record.plan.target, ppm_text(one->record.weight_from_ppm),
                                ppm_text(one->record.weight_to_ppm)));
  }
  cite_steps(answer, steps);
  bool values_unknown = false;
  for (const ConfigChange& one : facts.changes) {
    if (one.kind != "config" || !one.accepted || one.at < facts.scope.from) continue;
    cite(answer, {one.seq, one.kind, {}});
    words.push_back(fmt::format("configuration {}: {}", one.version, one.changed.empty() ? "paths not told" : listed(one.changed)));
    values_unknown = true;
  }
  if (words.empty()) return answered(answer, "None, as the record of configurations, overrides and rollouts has it.");
  if (!values_unknown) return answered(answer, listed(words) + ".");
  partly(answer, listed(words) + ".", "The values of the settings: the record keeps their paths alone.");
}

void answer_rollback_before(const IncidentFacts& facts, ReviewAnswer& answer) {
  answer.command = "jurymast incident timeline" + incident_words(facts.scope);
  const MitigationSteps steps = mitigation_steps(facts);
  cite_steps(answer, steps);
  if (steps.none()) return answered(answer, "Nothing was activated.");
  std::vector<std::string> words;
  if (const CitedRollout* const step = activation_in(steps); step != nullptr) {
    const record::RolloutPlan& plan = step->record.plan;
    words.push_back(has_plan(plan)
                        ? fmt::format("the rollout's plan named {} as owner and `{}` as stop condition before it moved traffic",
                                      plan.rollback_owner, plan.stop_condition.text())
                        : std::string("the rollout moved traffic without an owner or a stop condition in its plan"));
  }
  for (const CitedOverride* const one : steps.overrides) {
    words.push_back(one->record.expires_at
                        ? fmt::format("{} was set to end at {}", override_words(one->record), to_rfc3339(*one->record.expires_at))
                        : override_words(one->record) + " had no end");
  }
  if (words.empty())
    return partly(answer, "Single requests were rescued, which needs no activation.",
                  "Whether the runbook tells how to switch that off.");
  answered(answer, listed(words) + ".");
}

void answer_impact_reduced(const IncidentFacts& facts, ReviewAnswer& answer) {
  answer.command = "jurymast incident impact" + incident_words(facts.scope);
  const MitigationSteps steps = mitigation_steps(facts);
  cite_steps(answer, steps);
  const std::string figures = impact_words(facts);
  switch (facts.mitigation) {
    case Mitigation::None:
      return answered(answer,
                      steps.rescued == 0
                          ? "Nothing was done that could have. " + figures
                          : fmt::format("No override and no rollout was used; rescues answered {} whose primary had failed. {}",
                                        share_text(steps.rescued, steps.operations), figures));
    case Mitigation::Effective:
      return answered(answer, "Yes, beyond chance. " + figures);
    case Mitigation::NotEffective:
      return answered(
          answer,
          "No (mitigation_not_effective): as many callers were hurt afterwards; the fallback may not address what is wrong. " +
              figures);
    case Mitigation::NotKnown:
      break;
  }
  partly(answer, figures, "Whether it did: too little was seen after the first step to tell it from chance.");
}

}  // namespace jurymast::review
