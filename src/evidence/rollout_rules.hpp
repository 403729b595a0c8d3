#pragma once
#include <chrono>
#include <cstdint>
#include <optional>

#include "base/time.hpp"
#include "evidence/draw.hpp"

namespace jurymast::evidence {

/// The error probabilities, budgets and floors of one rollout. They come from the route's configuration when the plan is made.
struct RolloutRules {
  double error_alpha = 0.02;       ///< of rolling a fallback back for failures although it is no worse
  double invalid_alpha = 0.01;     ///< likewise for invalid answers
  double latency_alpha = 0.01;     ///< likewise for late ones
  double downstream_alpha = 0.01;  ///< likewise for answers that applications reject
  double freeze_alpha = 0.05;      ///< of stopping the rise for late answers
  double promote_alpha = 0.05;     ///< of raising the weight although the fallback is not good enough
  double margin = 1.0;             ///< how many times as often as the primary the fallback may fail
  double difference_min = 0.005;   ///< a smaller difference of the failure shares freezes and does not roll back
  double failure_ceiling = 0.02;   ///< planned moves: the share of failures that must be excluded; absolute tests at full weight
  double late_share = 0.05;        ///< answers that may be later than users wait
  std::uint64_t stage_operations_min = 20;
  Duration dwell_min = std::chrono::minutes(2);
  Duration hold_max = std::chrono::hours(24);
  Duration post_recovery = std::chrono::minutes(30);  ///< a fallback is kept warm that long after the primary has its traffic back
  Duration blind_max = std::chrono::seconds(60);      ///< records that are lost for longer make the fallback unobservable
  std::uint32_t ceiling_ppm = kWholePpm;              ///< a mitigation's largest share
  bool two_windows = false;                           ///< failures are compared in windows instead of by an e-process
  bool burn_rates = false;                            ///< at full weight, fast burn rates roll back and a slow one keeps it open
  bool ticket_required = false;                       ///< no plan without one; a manual plan never is
  bool starts_itself = false;                         ///< a mitigation begins when its primary is degraded
  Duration verdict_age_max = std::chrono::days(7);    ///< an older verdict lets no mitigation begin by itself
  std::optional<Duration> first_content_budget;       ///< of users, streams
  std::optional<Duration> total_budget;               ///< of users, buffered answers
};

}  // namespace jurymast::evidence
