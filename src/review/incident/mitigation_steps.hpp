#pragma once
#include <string>
#include <vector>

#include "review/incident/incident_facts.hpp"

namespace jurymast::review {

using CitedRollout = Cited<record::RolloutRecord>;
using CitedOverride = Cited<record::OverrideRecord>;

/// What was done within the incident, by whomever. Views into the facts.
struct MitigationSteps {
  std::vector<const CitedRollout*> rollouts;    ///< steps that moved traffic or held it
  std::vector<const CitedOverride*> overrides;  ///< that were set
  std::uint64_t rescued = 0;                    ///< answers of a fallback that policy chose by itself
  std::uint64_t operations = 0;                 ///< of the incident

  bool none() const { return rollouts.empty() && overrides.empty() && rescued == 0; }
};
MitigationSteps mitigation_steps(const IncidentFacts& facts);

/// The greatest share of eligible requests that a rollout gave to the fallback, in millionths; 0: none had a share.
std::uint64_t greatest_share_ppm(const MitigationSteps& steps);
/// `override pin spare of assistant`.
std::string override_words(const record::OverrideRecord& record);
/// How the fallback came into play, with shares: `rescues of single requests: 12 of 100 (12.0 %)`; `none` where nothing was done.
std::string fallback_words(const MitigationSteps& steps);
/// When it is to be taken back: the plans' stop conditions and the overrides' ends; empty: nobody said.
std::string rollback_words(const IncidentFacts& facts, const MitigationSteps& steps);

}  // namespace jurymast::review
