#include "policy/eligibility.hpp"

#include <algorithm>

namespace jurymast::policy {
namespace {

using record::Condition;
using record::Tri;

constexpr Tri tri(bool value) { return value ? Tri::True : Tri::False; }

}  // namespace

bool Conditions::permit(EvidenceRule rule) const {
  for (const Tri value : values) {
    if (value == Tri::False) return false;
    if (value == Tri::Unknown && rule == EvidenceRule::Require) return false;
  }
  return true;
}

Conditions evaluate(const ConditionInput& input) {
  const RequestFacts& facts = input.facts;
  const bool token_limit = facts.token_limit_said || input.route.token_limit || input.token_limit_configured;
  Conditions conditions;
  conditions[Condition::Mode] = tri(facts.assignment.mode.value_or(input.route.mode) == Mode::Automatic);
  conditions[Condition::ClassPermits] = tri(input.class_permits);
  // Only targets that the route lists are ever considered.
  conditions[Condition::Approved] = Tri::True;
  conditions[Condition::Stateless] = tri(!facts.stateful);
  conditions[Condition::SideEffects] = tri(input.resend_permitted);
  conditions[Condition::Window] = input.window;
  // A fallback's answer fits where nothing is asked of it, or where it will be checked; else nobody knows.
  conditions[Condition::Schema] = !facts.validated || input.checked_before_commit ? Tri::True : Tri::Unknown;
  conditions[Condition::Evidence] = input.evidence;
  conditions[Condition::TokenLimit] = token_limit ? Tri::True : Tri::Unknown;
  conditions[Condition::Log] = facts.log_healthy;
  conditions[Condition::NotKilled] = tri(!facts.killed);
  return conditions;
}

Tri window_condition(const RequestFacts& facts, const Target& candidate) {
  if (!facts.input_tokens_estimate || !candidate.context_window) return Tri::Unknown;
  return tri(*facts.input_tokens_estimate <= *candidate.context_window);
}

std::vector<Condition> unproven_by_configuration(const Snapshot& snapshot, const Route& route, const FallbackEvidence& evidence) {
  std::vector<Condition> unproven;
  if (route.mode == Mode::Off || route.fallback.empty()) return unproven;
  const auto all_declare = [&](auto member) {
    return std::all_of(route.fallback.begin(), route.fallback.end(),
                       [&](TargetIndex index) { return (snapshot.target(index).*member).has_value(); });
  };
  if (!all_declare(&Target::context_window)) unproven.push_back(Condition::Window);
  const auto shown = std::min(route.fallback.size(), evidence.size());
  if (std::count(evidence.begin(), evidence.begin() + static_cast<std::ptrdiff_t>(shown), Tri::Unknown) > 0) {
    unproven.push_back(Condition::Evidence);
  }
  if (!route.token_limit && !all_declare(&Target::token_limit)) unproven.push_back(Condition::TokenLimit);
  return unproven;
}

bool larger_window(const Target& candidate, const Target& current) {
  return candidate.context_window && current.context_window && *candidate.context_window > *current.context_window;
}

}  // namespace jurymast::policy
