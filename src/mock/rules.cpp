#include "mock/rules.hpp"

#include <utility>

namespace jurymast::mock {
namespace {

bool concerns(const FaultRule& rule, const Asked& asked) {
  if (rule.path.empty() ? !asked.family : !matches_pattern(rule.path, asked.path)) return false;
  if (rule.family && rule.family != asked.family) return false;
  if (rule.stream && *rule.stream != asked.stream) return false;
  return matches_pattern(rule.model, asked.model);
}

}  // namespace

bool matches_pattern(std::string_view pattern, std::string_view text) {
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;
  std::size_t after_star = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      after_star = t;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++after_star;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

void RuleList::replace(std::vector<FaultRule> rules, MonotonicTime now) {
  active_.clear();
  for (FaultRule& rule : rules) active_.push_back({std::move(rule), 0});
  since_ = now;
}

const Fault* RuleList::take(const Asked& asked, MonotonicTime now) { return take_where(asked, now, false); }

const Fault* RuleList::take_early(const Asked& asked, MonotonicTime now) { return take_where(asked, now, true); }

const Fault* RuleList::take_where(const Asked& asked, MonotonicTime now, bool early) {
  for (Active& active : active_) {
    const FaultRule& rule = active.rule;
    if (rule.fault.early.has_value() != early) continue;
    if (rule.for_time && now - since_ >= *rule.for_time) continue;
    if (!concerns(rule, asked)) continue;
    if (rule.for_next && active.matched >= rule.skip + *rule.for_next) continue;
    if (active.matched++ < rule.skip) continue;
    return &rule.fault;
  }
  return nullptr;
}

std::vector<FaultRule> RuleList::rules() const {
  std::vector<FaultRule> rules;
  for (const Active& active : active_) rules.push_back(active.rule);
  return rules;
}

}  // namespace jurymast::mock
