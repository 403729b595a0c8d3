#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "evidence/rollout_rules.hpp"
#include "record/rollout.hpp"

namespace jurymast::evidence {

/// The rules as a plan records them: whole numbers in the unit that each name ends with.
std::vector<record::RuleValue> recorded_rules(const RolloutRules& rules);

/// The rules that a plan was made with; what it does not say is as in `otherwise`, and names that nobody knows here change nothing.
RolloutRules rules_of(const record::RolloutPlan& plan, const RolloutRules& otherwise);

/// A rule that a plan keeps although the configuration has another by now.
struct KeptRule {
  std::string name;
  std::uint64_t kept = 0;
  std::uint64_t configured = 0;
  friend bool operator==(const KeptRule&, const KeptRule&) = default;
};
std::vector<KeptRule> kept_rules(const RolloutRules& kept, const RolloutRules& configured);

}  // namespace jurymast::evidence
