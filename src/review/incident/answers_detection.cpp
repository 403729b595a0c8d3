#include <fmt/format.h>

#include <algorithm>

#include "review/incident/answer_parts.hpp"
#include "review/incident/answer_words.hpp"

namespace jurymast::review {
namespace {

using CitedAlert = Cited<record::AlertRecord>;
using CitedProbe = Cited<record::ProbeRecord>;

/// The first alert that fired within the incident; null: none.
const CitedAlert* first_alert_in(const IncidentFacts& facts) {
  const CitedAlert* first = nullptr;
  for (const CitedAlert& one : facts.alerts) {
    const bool fired = one.record.state == record::AlertState::Firing;
    const bool within = one.record.at >= facts.scope.from && one.record.at < end_of(facts.scope);
    if (fired && within && (first == nullptr || one.record.at < first->record.at)) first = &one;
  }
  return first;
}

/// Alerts that had fired before the beginning.
std::vector<std::string> fired_before(const IncidentFacts& facts) {
  std::vector<std::string> names;
  for (const CitedAlert& one : facts.alerts) {
    if (one.record.state == record::AlertState::Firing && one.record.at < facts.scope.from) names.push_back(one.record.name);
  }
  return names;
}

std::string alert_words(const record::AlertRecord& alert, const IncidentScope& scope) {
  const std::string_view source = record::kAlertSourceNames[static_cast<std::size_t>(alert.source)];
  const std::string_view severity = record::kSeverityNames[static_cast<std::size_t>(alert.severity)];
  return fmt::format("{} ({}, {}) at {}, {}", alert.name, source, severity, to_rfc3339(alert.at),
                     against_beginning(alert.at, scope));
}

/// A check that asks for what an application would: one on the good path, with nothing broken on purpose.
bool shows_the_good_path(const record::ProbeRecord& probe, const std::string& route) {
  return probe.question.route == route && probe.question.request_type == record::RequestType::HappyPath &&
         probe.question.fault == record::ProbeFault::None;
}

struct SyntheticLook {
  std::uint64_t before = 0;                ///< checks before the first bad operation
  const CitedProbe* failed = nullptr;      ///< the first of those that failed
  const CitedProbe* afterwards = nullptr;  ///< the first that failed later
};

SyntheticLook look_at_checks(const IncidentFacts& facts, WallTime first_bad) {
  SyntheticLook look;
  for (const CitedProbe& one : facts.probes) {
    if (!shows_the_good_path(one.record, facts.scope.route)) continue;
    const bool failed = one.record.decision == record::OperatorDecision::Fail;
    const bool before = one.record.at < first_bad;
    look.before += before ? 1 : 0;
    if (failed && before && look.failed == nullptr) look.failed = &one;
    if (failed && !before && look.afterwards == nullptr) look.afterwards = &one;
  }
  return look;
}

}  // namespace

void answer_first_alert(const IncidentFacts& facts, ReviewAnswer& answer) {
  answer.command = "jurymast incident timeline" + incident_words(facts.scope);
  if (const CitedAlert* const first = first_alert_in(facts); first != nullptr) {
    cite(answer, *first, "alert");
    return answered(answer, alert_words(first->record, facts.scope) + ".");
  }
  const std::vector<std::string> before = fired_before(facts);
  const std::string earlier = before.empty() ? "" : fmt::format(" Before the beginning {} had fired.", listed(before));
  partly(answer, "No alert fired within the incident, as far as the log tells." + earlier,
         "Whether an alert fired elsewhere: only those handed to POST /alerts stand in the log.");
}

void answer_alert_meaning(const IncidentFacts& facts, ReviewAnswer& answer) {
  const CitedAlert* const first = first_alert_in(facts);
  if (first == nullptr) return open(answer, "There is no alert in the log to judge.");
  cite(answer, *first, "alert");
  const PhaseImpact& during = facts.impact[static_cast<std::size_t>(Phase::During)];
  const std::string errors = share_text(during.visible_errors, during.operations);
  const std::string seen = during.visible_errors == 0
                               ? fmt::format("No caller met an error: {} of the incident's operations.", errors)
                               : fmt::format("Callers met errors in {} of the incident's operations.", errors);
  const bool users_first = !facts.onsets.empty() && facts.onsets.front().first_at <= first->record.at;
  const std::string order = facts.onsets.empty() ? std::string(" The log shows no beginning of a failure class to hold it against.")
                            : users_first        ? fmt::format(" The alert came {} after the first failing operation.",
                                                               lapse_text(first->record.at - facts.onsets.front().first_at))
                                                 : fmt::format(" The alert came {} before the first failing operation.",
                                                               lapse_text(facts.onsets.front().first_at - first->record.at));
  partly(answer, seen + order, fmt::format("What the rule of {} measures.", first->record.name));
}

void answer_synthetic_first(const IncidentFacts& facts, ReviewAnswer& answer) {
  answer.command = "jurymast smoke " + facts.scope.route;
  if (facts.onsets.empty()) {
    return open(answer, "The log shows no first failing operation of a caller's that a check could have come before.");
  }
  const WallTime first_bad = facts.onsets.front().first_at;
  const SyntheticLook look = look_at_checks(facts, first_bad);
  if (look.failed != nullptr) {
    cite(answer, *look.failed, "probe");
    return answered(answer, fmt::format("Yes: a smoke test of {} failed at {}, {} before the first failing operation of a caller.",
                                        look.failed->record.question.target, to_rfc3339(look.failed->record.at),
                                        lapse_text(first_bad - look.failed->record.at)));
  }
  const std::string checks =
      look.before == 0 ? "no smoke test of the good path ran before the first failing operation"
                       : fmt::format("{} of the good path ran before, and none failed", count_text(look.before, "smoke test"));
  if (look.afterwards != nullptr) cite(answer, *look.afterwards, "probe");
  const std::string later = look.afterwards == nullptr ? std::string()
                                                       : fmt::format(" The first that failed did so {} after it.",
                                                                     lapse_text(look.afterwards->record.at - first_bad));
  answered(answer, fmt::format("No: since {}, {}.{}", to_rfc3339(facts.scope.baseline_from), checks, later));
}

void answer_arms_separate(const IncidentFacts& facts, ReviewAnswer& answer) {
  answer.command = "jurymast incident compare" + incident_words(facts.scope);
  if (facts.arms.empty()) return open(answer, "The log holds no operation of the incident's time.");
  std::vector<std::string> figures;
  for (const auto& [key, arm] : facts.arms) {
    figures.push_back(fmt::format("{} at {} with {} failed", key.arm, key.target, share_text(arm.failures, arm.operations)));
  }
  partly(answer, fmt::format("The record does: {}.", listed(figures)), "What any dashboard showed.");
}

}  // namespace jurymast::review
