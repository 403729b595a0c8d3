#pragma once
#include <array>
#include <string_view>

#include "record/alert.hpp"

namespace jurymast::app {

/// Everything that Jurymast raises an alert about; packaging/alerts.yml has a rule for each.
enum class AlertName : unsigned char {
  RolloutFrozen,
  RolloutRolledBack,
  TargetSuspended,
  KillSwitchSet,
  OverrideExpires,
  OverrideBreakGlass,
  EvidenceStale,
  EvidenceMissing,
  RecordsLost,
  NeedsDecision,
  PrimaryDegraded,
  MitigationNotEffective,
  WebhookFailed
};
inline constexpr std::array<std::string_view, 13> kAlertNames{
    "rollout_frozen",       "rollout_rolled_back",      "target_suspended", "kill_switch_set", "override_expires",
    "override_break_glass", "evidence_stale",           "evidence_missing", "records_lost",    "needs_decision",
    "primary_degraded",     "mitigation_not_effective", "webhook_failed"};
inline constexpr std::size_t kAlertNameCount = kAlertNames.size();
constexpr std::string_view name_of(AlertName v) { return kAlertNames[static_cast<std::size_t>(v)]; }

/// How urgent an alert of that name is.
record::Severity severity_of(AlertName name);
/// What it says, in a sentence.
std::string_view summary_of(AlertName name);

}  // namespace jurymast::app
