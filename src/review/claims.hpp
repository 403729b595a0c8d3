#pragma once
#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "review/pattern.hpp"
#include "review/rule.hpp"
#include "review/subject.hpp"

namespace jurymast::review {

inline constexpr std::size_t kClaimRuleCount = 10;

/// The rules about what nobody can know from a smoke test, a gate or one incident: prices, quotas, latency, availability
/// and the like.
const std::array<Rule, kClaimRuleCount>& claim_rules();

/// Looks for such claims; its patterns are compiled once, for as many texts as there are.
class ClaimSearch {
 public:
  ClaimSearch();
  /// Every claim in the sentences of a text.
  void check(const Document& document, Findings& findings) const;
  /// The first rule that one sentence breaks; null: none.
  const Rule* first_in(std::string_view sentence) const;

 private:
  std::optional<std::string_view> find(std::size_t index, std::string_view sentence) const;

  std::vector<Pattern> claims_;
  Pattern doubt_;
  Pattern own_limit_;
};

}  // namespace jurymast::review
