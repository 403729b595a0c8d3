#include "app/rollout/rollout_rules.hpp"

namespace jurymast::app {
namespace {

double share(std::uint32_t ppm) { return static_cast<double>(ppm) / evidence::kWholePpm; }

}  // namespace

evidence::RolloutRules rollout_rules(const policy::Route& route) {
  const policy::RolloutSettings& set = route.rollout;
  evidence::RolloutRules rules;
  rules.error_alpha = share(set.error_alpha_ppm);
  rules.invalid_alpha = share(set.invalid_alpha_ppm);
  rules.latency_alpha = share(set.latency_alpha_ppm);
  rules.downstream_alpha = share(set.downstream_alpha_ppm);
  rules.freeze_alpha = share(set.freeze_alpha_ppm);
  rules.promote_alpha = share(set.promote_alpha_ppm);
  rules.margin = static_cast<double>(set.margin_milli) / 1000;
  rules.difference_min = share(set.difference_min_ppm);
  rules.failure_ceiling = share(set.failure_ceiling_ppm);
  rules.two_windows = set.rule == policy::RolloutRule::TwoWindows;
  rules.burn_rates = set.burn_rates;
  rules.ticket_required = set.ticket_required;
  rules.starts_itself = route.mode == policy::Mode::Automatic;
  rules.verdict_age_max = route.evidence_max_age;
  rules.ceiling_ppm = set.ceiling_ppm;
  rules.dwell_min = set.dwell;
  rules.hold_max = set.hold;
  rules.post_recovery = set.post_recovery;
  rules.first_content_budget = route.user_budget.first_content;
  rules.total_budget = route.user_budget.total;
  return rules;
}

}  // namespace jurymast::app
