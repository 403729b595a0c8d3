#include "evidence/gate_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "crypto/digest.hpp"

namespace jurymast::evidence {

Result<void> set_rule(GateRules& rules, std::string_view text) {
  const std::size_t equals = std::min(text.find('='), text.size());
  const std::string_view name = text.substr(0, equals);
  const auto rule = std::find_if(kGateRules.begin(), kGateRules.end(), [&](const GateRule& known) { return known.name == name; });
  if (rule == kGateRules.end()) {
    std::string names;
    for (const GateRule& known : kGateRules) names += fmt::format("{}{}", names.empty() ? "" : ", ", known.name);
    return fail(Code::Invalid, "no rule of the gate is called `{}`; there are: {}", name, names);
  }
  const std::string_view digits = text.substr(std::min(equals + 1, text.size()));
  std::uint64_t value = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  const bool whole = read.ec == std::errc() && read.ptr == digits.data() + digits.size();
  if (!whole || value < rule->minimum || value > rule->maximum) {
    return fail(Code::Invalid, "{} takes a whole number from {} to {}: write {}={}", name, rule->minimum, rule->maximum, name,
                GateRules().*rule->value);
  }
  rules.*rule->value = value;
  return {};
}

bool is_default(const GateRules& rules, const GateRule& rule) { return rules.*rule.value == GateRules().*rule.value; }

record::DigestBytes digest_of(const GateRules& rules) {
  std::string text = fmt::format("gate rules {}\n", kGateRulesVersion);
  for (const GateRule& rule : kGateRules) text += fmt::format("{}={}\n", rule.name, rules.*rule.value);
  return crypto::sha256(text);
}

}  // namespace jurymast::evidence
