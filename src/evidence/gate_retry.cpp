#include <fmt/format.h>

#include <algorithm>

#include "evidence/gate_conjuncts.hpp"

namespace jurymast::evidence {
namespace {

using record::ParsedAttempt;
using record::ParsedOperation;
using record::ProbeRecord;
using record::Tri;

constexpr std::uint64_t kPercent = 100;
constexpr std::uint64_t kMilli = 1'000;

/// A request as the application sends it.
std::string ordinary_request(const GateQuestion& question) {
  return fmt::format("curl -s <BASE_URL>/v1{} -H 'Authorization: Bearer <API_KEY_PLACEHOLDER>' -d @request.json",
                     path_of(question.subject.family));
}
/// How a retry and a fallback are rehearsed: nothing but a primary that fails shows them.
std::string rehearsal(const GateQuestion& question) {
  return fmt::format("curl -s <MOCK_URL>/_mock/faults -d '{{\"rules\":[{{\"for_next\":{},\"fault\":\"503\"}}]}}' && {}",
                     question.attempts_max, ordinary_request(question));
}
constexpr std::string_view kRehearsalNeeds =
    "none was seen; on a staging gateway, point the primary at `jurymast mock`, let it fail, and send one ordinary request";

/// What the general literature says of retries; no page of a provider's is read for it.
constexpr const char* kCappedAndDelayed = "should be capped and delayed: a general pattern, not this provider's word";
constexpr const char* kAddsToOverload = "may add to an overload: a general pattern, not this provider's word";

/// A look at operations, of which the first few that say so are named.
Look naming(const std::vector<const ParsedOperation*>& operations) {
  Look look;
  for (std::size_t i = 0; i < std::min(operations.size(), kNamedRecordsMax); ++i) look.records.push_back(operations[i]->id);
  return look;
}

/// True for an attempt that was made at a target which had one already, after a failure of it. A request that met a connection the
/// target had closed is sent again at once: the target saw it once.
bool is_retry(const std::vector<ParsedAttempt>& attempts, std::size_t i) {
  if (i == 0 || attempts[i].target != attempts[i - 1].target) return false;
  const bool resent_at_once =
      attempts[i - 1].reused && attempts[i - 1].failure_class == "network_reset" && attempts[i].backoff_us == 0;
  return !resent_at_once;
}

/// Attempts beyond the first at each target.
std::uint64_t retries_of(const ParsedOperation& operation) {
  std::vector<std::string_view> targets;
  for (const ParsedAttempt& attempt : operation.attempts) targets.push_back(attempt.target);
  std::sort(targets.begin(), targets.end());
  const auto distinct = std::unique(targets.begin(), targets.end()) - targets.begin();
  return operation.attempts.size() - static_cast<std::size_t>(distinct);
}

bool is_within_bounds(const ParsedOperation& operation, const GateQuestion& question) {
  if (operation.attempts.size() > question.attempts_max) return false;
  return std::all_of(operation.attempts.begin(), operation.attempts.end(), [&](const ParsedAttempt& of) {
    const auto there = std::count_if(operation.attempts.begin(), operation.attempts.end(),
                                     [&](const ParsedAttempt& attempt) { return attempt.target == of.target; });
    return static_cast<std::uint64_t>(there) <= question.attempts_per_target_max;
  });
}

Look enough_operations(const GateEvidence& evidence) {
  const auto is_ordinary = [](const GateOperation& seen) {
    const std::string& arm = seen.operation.arm;
    return arm != record::name_of(record::Arm::Synthetic) && arm != record::name_of(record::Arm::Shadow);
  };
  const auto seen = static_cast<std::uint64_t>(std::count_if(evidence.operations.begin(), evidence.operations.end(), is_ordinary));
  Look look{.holds = seen >= evidence.rules.operations_min ? Tri::True : Tri::Unknown};
  look.measured = fmt::format("{} of {} ordinary operations since the checks began", seen, evidence.rules.operations_min);
  if (look.holds == Tri::True) return look;
  look.needed = fmt::format("{} more ordinary requests on the route", evidence.rules.operations_min - seen);
  look.command = ordinary_request(evidence.question);
  return look;
}

Look retries_within_budget(const GateEvidence& evidence) {
  std::vector<const ParsedOperation*> over;
  for (const GateOperation& seen : evidence.operations) {
    if (!is_within_bounds(seen.operation, evidence.question)) over.push_back(&seen.operation);
  }
  Look look = naming(over);
  look.documented = kCappedAndDelayed;
  look.measured =
      fmt::format("{} of {} operations within {} attempts, {} a target", evidence.operations.size() - over.size(),
                  evidence.operations.size(), evidence.question.attempts_max, evidence.question.attempts_per_target_max);
  look.holds = evidence.operations.empty() ? Tri::Unknown : tri(over.empty());
  if (look.holds == Tri::True) return look;
  look.needed = over.empty() ? "no operation was seen" : "operations made more attempts than the route allows";
  look.command = over.empty() ? smoke_command(evidence.question)
                              : fmt::format("jurymast log explain {}{}", over.front()->id, config_flag(evidence.question));
  return look;
}

Look backoff_seen(const GateEvidence& evidence) {
  const GateQuestion& question = evidence.question;
  if (question.attempts_max == 1 || question.attempts_per_target_max == 1) {
    return {.holds = Tri::True, .measured = "the route sends nothing to one target twice"};
  }
  std::vector<const ParsedOperation*> waited;
  std::vector<const ParsedOperation*> hasty;
  for (const GateOperation& seen : evidence.operations) {
    const std::vector<ParsedAttempt>& attempts = seen.operation.attempts;
    for (std::size_t i = 0; i < attempts.size(); ++i) {
      if (is_retry(attempts, i)) (attempts[i].waited_us > 0 ? waited : hasty).push_back(&seen.operation);
    }
  }
  Look look = naming(hasty.empty() ? waited : hasty);
  look.documented = kCappedAndDelayed;
  look.measured = fmt::format("retries after a wait: {}, without: {}", waited.size(), hasty.size());
  look.holds = hasty.empty() && waited.empty() ? Tri::Unknown : tri(hasty.empty());
  if (look.holds == Tri::True) return look;
  look.needed = hasty.empty() ? std::string(kRehearsalNeeds) : "a retry was sent without a wait";
  look.command =
      hasty.empty() ? rehearsal(question) : fmt::format("jurymast log explain {}{}", hasty.front()->id, config_flag(question));
  return look;
}

bool is_overload(const ParsedAttempt& attempt) {
  return attempt.failure_class == "overloaded" || attempt.failure_class == "rate_limited";
}

Look retry_amplification(const GateEvidence& evidence) {
  std::uint64_t attempts = 0;
  std::uint64_t retries = 0;
  std::uint64_t overload = 0;
  std::uint64_t callers = 0;
  for (const GateOperation& seen : evidence.operations) {
    attempts += seen.operation.attempts.size();
    retries += retries_of(seen.operation);
    callers += seen.operation.replay ? 1 : 0;
    overload +=
        static_cast<std::uint64_t>(std::count_if(seen.operation.attempts.begin(), seen.operation.attempts.end(), is_overload));
  }
  const std::uint64_t operations = evidence.operations.size();
  Look look;
  look.documented = kAddsToOverload;
  if (operations == 0) {
    look.needed = "no operation was seen";
    look.command = smoke_command(evidence.question);
    return look;
  }
  const std::uint64_t factor = attempts * kMilli / operations;
  look.measured = fmt::format("{}.{:03} attempts an operation; retries of the gateway: {}, of callers: {}; overload signals: {}",
                              factor / kMilli, factor % kMilli, retries, callers, overload);
  const std::uint64_t allowed = evidence.rules.retries_free + operations * evidence.rules.retries_percent_max / kPercent;
  look.holds = tri(retries <= allowed);
  if (look.holds == Tri::True) return look;
  look.needed = fmt::format("{} retries are more than the {} that the rules allow for so many operations", retries, allowed);
  look.command = fmt::format("jurymast status{}", config_flag(evidence.question));
  return look;
}

Look fallback_decision_logged(const GateEvidence& evidence) {
  std::vector<const ParsedOperation*> reasoned;
  std::vector<const ParsedOperation*> silent;
  const bool about_primary = evidence.question.subject.target == evidence.question.primary;
  for (const GateOperation& seen : evidence.operations) {
    const ParsedOperation& operation = seen.operation;
    const bool told = !operation.fallback_class.empty() || !operation.fallback_denial.empty();
    if (operation.fallback_taken)
      (told ? reasoned : silent).push_back(&operation);
    else if (about_primary && !operation.decision.empty())
      reasoned.push_back(&operation);
  }
  Look look = naming(silent.empty() ? reasoned : silent);
  look.measured = fmt::format("decisions with their reason: {}, without: {}", reasoned.size(), silent.size());
  look.holds = silent.empty() && reasoned.empty() ? Tri::Unknown : tri(silent.empty());
  if (look.holds == Tri::True) return look;
  look.needed = silent.empty() ? std::string(kRehearsalNeeds) : "a fallback was taken whose reason is not in the log";
  look.command = silent.empty() ? rehearsal(evidence.question)
                                : fmt::format("jurymast log explain {}{}", silent.front()->id, config_flag(evidence.question));
  return look;
}

Look decision_recorded_once(const GateEvidence& evidence) {
  Look look{.holds = evidence.probes.empty() ? Tri::Unknown : Tri::True};
  std::size_t once = 0;
  for (const ProbeRecord& probe : evidence.probes) {
    const std::string id = probe.question.operation ? probe.question.operation->to_string() : std::string();
    const auto records = std::count_if(evidence.operations.begin(), evidence.operations.end(),
                                       [&](const GateOperation& seen) { return seen.operation.id == id; });
    once += records == 1 ? 1 : 0;
    if (records == 1 || look.holds == Tri::False) continue;
    look.holds = records == 0 ? Tri::Unknown : Tri::False;
    look.records = {probe.id.to_string()};
    look.needed =
        records == 0 ? "the operation of a check is not in the log" : "the operation of a check stands in the log more than once";
  }
  look.measured = fmt::format("{} of {} checks with one record of their operation", once, evidence.probes.size());
  if (evidence.probes.empty()) look.needed = "there is no check whose decision could be looked for";
  if (look.holds == Tri::True) return look;
  look.command = evidence.probes.empty() ? smoke_command(evidence.question)
                                         : fmt::format("jurymast log verify{}", config_flag(evidence.question));
  return look;
}

Look log_whole(const GateEvidence& evidence) {
  Look look{.holds = Tri::True, .measured = "no gap since the checks began"};
  if (!evidence.damaged.empty()) {
    look.holds = Tri::False;
    look.measured = fmt::format("{} damaged lines", evidence.damaged.size());
    look.needed = "lines of the log are not what was written";
  } else if (evidence.log.findings > 0) {
    look.holds = Tri::False;
    look.measured = fmt::format("{} findings over {} lines", evidence.log.findings, evidence.log.lines);
    look.needed = "the log is not what was written: lines were changed, cut or taken out";
  } else if (!evidence.gaps.empty()) {
    look.holds = Tri::Unknown;
    look.measured = fmt::format("{} gaps since the checks began", evidence.gaps.size());
    look.needed = "records are missing, so nobody knows what they said; run the checks again";
  } else if (evidence.log.root.empty()) {
    look.holds = Tri::Unknown;
    look.measured = "nobody held the log's lines against each other";
    look.needed = "there is no log";
  } else if (evidence.probes.empty()) {
    look.holds = Tri::Unknown;
    look.measured = "no check began that the log could be looked at from";
    look.needed = "there is no check";
  }
  if (look.holds == Tri::True) return look;
  std::vector<std::string> named = evidence.damaged;
  named.insert(named.end(), evidence.log.named.begin(), evidence.log.named.end());
  const bool changed = !named.empty();
  if (!changed) named = evidence.gaps;
  named.resize(std::min(named.size(), kNamedRecordsMax));
  look.records = std::move(named);
  look.command = changed ? fmt::format("jurymast log verify{}", config_flag(evidence.question)) : smoke_command(evidence.question);
  return look;
}

constexpr auto kRules = std::to_array<ConjunctRule>({
    {"enough_operations", ConjunctGroup::Retry, "So many ordinary operations were seen that retries can be told from chance.",
     enough_operations},
    {"retries_within_budget", ConjunctGroup::Retry, "No operation made more attempts than the route allows.",
     retries_within_budget},
    {"backoff_seen", ConjunctGroup::Retry, "Retries waited before they were sent, as measured.", backoff_seen},
    {"retry_amplification", ConjunctGroup::Retry, "Retries added no more attempts than the rules allow.", retry_amplification},
    {"fallback_decision_logged", ConjunctGroup::Logging, "A decision for the fallback stands in the log with its reason.",
     fallback_decision_logged},
    {"decision_recorded_once", ConjunctGroup::Logging, "Each check's decision stands in the log once.", decision_recorded_once},
    {"log_whole", ConjunctGroup::Logging, "No record is missing and no line is damaged since the checks began.", log_whole},
});

}  // namespace

std::span<const ConjunctRule> retry_rules() { return kRules; }

}  // namespace jurymast::evidence
