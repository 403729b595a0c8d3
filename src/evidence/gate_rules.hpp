#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "record/member_types.hpp"

namespace jurymast::evidence {

/// The numbers that a gate applies: a policy of its own, which a report carries and names the digest of. They are starting points.
struct GateRules {
  std::uint64_t contract_age_days_max = 7;
  std::uint64_t same_day = 0;
  std::uint64_t happy_passes_min = 3;
  std::uint64_t error_passes_min = 1;
  std::uint64_t operations_min = 10;
  std::uint64_t retries_percent_max = 10;
  std::uint64_t retries_free = 10;
  std::uint64_t model_unnamed = 0;
  friend bool operator==(const GateRules&, const GateRules&) = default;
};

/// Which version of the rules' meaning a report was made by; raised when a rule comes, goes or means something else.
inline constexpr std::uint64_t kGateRulesVersion = 3;

/// One of the rules: what it is called, where it lives, and why its default is what it is.
struct GateRule {
  std::string_view name;
  std::uint64_t GateRules::* value;
  std::uint64_t minimum;
  std::uint64_t maximum;
  std::string_view reason;
};

inline constexpr std::array<GateRule, 8> kGateRules{{
    {"contract_age_days_max", &GateRules::contract_age_days_max, 1, 90,
     "documentation changes without notice; a week is one on-call turn"},
    {"same_day", &GateRules::same_day, 0, 1, "1: evidence and documentation count on the UTC day of the verdict alone"},
    {"happy_passes_min", &GateRules::happy_passes_min, 1, 100, "one answer may be luck; three runs are six minutes of work"},
    {"error_passes_min", &GateRules::error_passes_min, 1, 100,
     "an error path is made to fail, so one look tells whether it is told apart"},
    {"operations_min", &GateRules::operations_min, 1, 10'000,
     "smoke tests do not count among them; fewer ordinary requests cannot show how retries behave"},
    {"retries_percent_max", &GateRules::retries_percent_max, 0, 100, "a tenth is what a retry budget is funded with by default"},
    {"retries_free", &GateRules::retries_free, 0, 1'000,
     "what a retry budget holds when full, so that a rehearsal does not count as a storm"},
    {"model_unnamed", &GateRules::model_unnamed, 0, 1,
     "1: an answer that names no model counts; for a provider that documents none, and nobody can say then which one answered"},
}};

/// Sets the rule in `NAME=VALUE`; fails with what is accepted.
Result<void> set_rule(GateRules& rules, std::string_view text);
/// True where the rule has its default, which nobody has tuned.
bool is_default(const GateRules& rules, const GateRule& rule);
/// Of the version and every rule with its value.
record::DigestBytes digest_of(const GateRules& rules);

}  // namespace jurymast::evidence
