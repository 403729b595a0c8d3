#pragma once
#include <array>
#include <cstddef>
#include <vector>

#include "policy/request_facts.hpp"
#include "policy/snapshot.hpp"
#include "record/vocabulary.hpp"

namespace jurymast::policy {

/// What is true, false or unknown of a fallback, by name.
struct Conditions {
  std::array<record::Tri, record::kConditionCount> values{};

  record::Tri& operator[](record::Condition c) { return values[static_cast<std::size_t>(c)]; }
  record::Tri operator[](record::Condition c) const { return values[static_cast<std::size_t>(c)]; }
  /// False blocks, always; unknown blocks where the route requires proof.
  bool permit(EvidenceRule rule) const;
};

/// What the conditions are evaluated from, beside request and route.
struct ConditionInput {
  const RequestFacts& facts;
  const Route& route;
  bool class_permits = true;
  bool resend_permitted = true;  ///< false: the request may have been executed, and must not be twice
  bool token_limit_configured = false;
  bool checked_before_commit = true;  ///< the route's rules would be asked before the client gets anything
  record::Tri window = record::Tri::Unknown;
  record::Tri evidence = record::Tri::Unknown;  ///< of the fallback that is considered
};

/// Evaluates each condition of a rescue.
Conditions evaluate(const ConditionInput& input);

/// Whether the request fits the candidate: unknown where the target declares no window or the request's size is not known.
record::Tri window_condition(const RequestFacts& facts, const Target& candidate);

/// What stays unknown of a route's fallbacks whatever is asked, or unless the request says it itself; in the order of the conditions.
/// None where the route never falls back.
std::vector<record::Condition> unproven_by_configuration(const Snapshot& snapshot, const Route& route,
                                                         const FallbackEvidence& evidence = kNothingShown);

/// True if the candidate declares a larger window than the target that was found too small.
bool larger_window(const Target& candidate, const Target& current);

}  // namespace jurymast::policy
