#include "app/lint/runbook_facts.hpp"

#include <fmt/format.h>

#include "base/units.hpp"
#include "policy/setting_names.hpp"

namespace jurymast::app {
namespace {

constexpr std::uint32_t kMilli = 1'000;

/// Thousandths as people write them: `10`, `0.1`.
std::string from_milli(std::uint32_t milli) {
  std::string text = fmt::format("{}.{:03}", milli / kMilli, milli % kMilli);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

std::string breaker_in_words(const policy::BreakerSettings& breaker) {
  if (!breaker.enabled) return "off";
  return fmt::format("opens after {} failures in a row or {} % of at least {}, for {} to {}; closes after {} probes",
                     breaker.consecutive, breaker.ratio_percent, breaker.ratio_attempts_min, to_text(breaker.open_base),
                     to_text(breaker.open_cap), breaker.probes_to_close);
}

std::string budget_in_words(const policy::BudgetSettings& budget) {
  if (!budget.enabled) return "off";
  return fmt::format("holds {}, gets {} for each success and {} with each second", from_milli(budget.capacity_milli),
                     from_milli(budget.per_success_milli), from_milli(budget.per_second_milli));
}

review::RunbookTarget target_facts(const policy::Target& target) {
  review::RunbookTarget facts;
  facts.name = target.name;
  facts.clocks = {{"connect", to_text(target.timeouts.connect)},
                  {"first content", to_text(target.timeouts.first_token)},
                  {"stall", to_text(target.timeouts.stall)},
                  {"total", target.timeouts.total ? to_text(*target.timeouts.total) : "the deadline"}};
  facts.breaker = breaker_in_words(target.breaker);
  facts.budget = budget_in_words(target.budget);
  return facts;
}

std::string validation_in_words(const policy::OutputSettings& output) {
  std::string words;
  const auto add = [&words](std::string_view word) { words += fmt::format("{}{}", words.empty() ? "" : ", ", word); };
  if (!output.schema.empty() || output.schema_from_request) add("schema");
  if (!output.depends_on.empty()) add(fmt::format("members that the application reads ({})", output.depends_on.size()));
  if (output.non_empty) add("not empty");
  if (!output.pattern.empty()) add("pattern");
  if (output.tool_arguments) add("tool arguments");
  return words.empty() ? "none" : words;
}

std::vector<review::NamedFact> rules_of(const policy::Route& route) {
  std::vector<review::NamedFact> rules{
      {"evidence", fmt::format("{}, not older than {}", policy::name_of(route.evidence), to_text(route.evidence_max_age))},
      {"side effects", std::string(policy::kSideEffectNames[static_cast<std::size_t>(route.side_effects)])},
      {"risk", std::string(policy::name_of(route.risk))},
      {"what answers are checked for", validation_in_words(route.output)}};
  if (route.corrective) rules.emplace_back("corrective prompt", route.corrective->name);
  if (route.degrade) rules.emplace_back("degraded form, as the last tier", route.degrade->version);
  return rules;
}

}  // namespace

review::RunbookFacts runbook_facts(const policy::Snapshot& snapshot, const policy::Route& route, const std::string& config_file) {
  review::RunbookFacts facts;
  facts.route = route.name;
  facts.family = route.family;
  facts.config_file = config_file;
  facts.environment = snapshot.server.environment;
  facts.rollback_owner = route.rollback_owner;
  facts.stop_condition = route.stop_condition;
  facts.state = snapshot.server.state;
  facts.commit = policy::name_of(route.commit);
  facts.mode = policy::name_of(route.mode);
  facts.primary = target_facts(snapshot.target(route.primary));
  for (const TargetIndex fallback : route.fallback) facts.fallbacks.push_back(target_facts(snapshot.target(fallback)));
  facts.attempts = route.retry.attempts;
  facts.attempts_per_target = route.retry.attempts_per_target;
  facts.backoff_base = to_text(route.retry.backoff_base);
  facts.backoff_cap = to_text(route.retry.backoff_cap);
  facts.retry_after_max = to_text(route.retry.retry_after_max);
  facts.deadline_streamed = to_text(route.deadline_for(true));
  facts.deadline_buffered = to_text(route.deadline_for(false));
  facts.rules = rules_of(route);
  return facts;
}

}  // namespace jurymast::app
