#include <fmt/format.h>

#include "review/incident/answer_parts.hpp"
#include "review/incident/answer_words.hpp"

namespace jurymast::review {
namespace {

const PhaseImpact& phase_of(const IncidentFacts& facts, Phase phase) { return facts.impact[static_cast<std::size_t>(phase)]; }

std::string goes_on(const IncidentFacts& facts) { return fmt::format("It goes on, as of {}.", to_rfc3339(facts.scope.until)); }

bool restores(const record::RolloutRecord& step) {
  return step.action == record::RolloutAction::Restore || step.state_to == record::RolloutState::Restoring ||
         step.state_from == record::RolloutState::Restoring;
}

/// A count that says what it lacks where it is not known.
std::string or_not_known(const std::optional<std::uint64_t>& count) { return count ? std::to_string(*count) : "not known"; }

}  // namespace

void answer_recovery_signal(const IncidentFacts& facts, ReviewAnswer& answer) {
  answer.command = "jurymast incident timeline" + incident_words(facts.scope);
  for (const TimelineRow& row : facts.timeline) {
    if (row.chapter != Chapter::Recovery) continue;
    cite(answer, {row.seq, row.kind, row.id});
    answer.grounds = row.grounds;
    const std::string goes = facts.scope.to ? std::string() : " " + goes_on(facts);
    const std::string words = fmt::format("The first was at {}: {}.{}", to_rfc3339(row.at), row.what, goes);
    return facts.scope.to ? answered(answer, words) : partly(answer, words, "Whether it lasts.");
  }
  if (!facts.scope.to) return open(answer, goes_on(facts));
  partly(answer,
         fmt::format("The log shows no signal; the end, {}, was {}.", to_rfc3339(*facts.scope.to),
                     facts.scope.by_person ? "set by a person" : "taken from the figures"),
         "What was looked at when it was called over.");
}

void answer_restored_gradually(const IncidentFacts& facts, ReviewAnswer& answer) {
  answer.command = "jurymast incident timeline" + incident_words(facts.scope);
  std::vector<std::string> shares;
  for (const Cited<record::RolloutRecord>& one : facts.rollouts) {
    if (one.record.at < facts.scope.from || !restores(one.record)) continue;
    cite(answer, one, "rollout");
    shares.push_back(ppm_text(one.record.weight_to_ppm));
  }
  if (shares.size() > 1)
    return answered(answer, fmt::format("In {} steps: the fallback's share went to {}.", shares.size(), listed(shares)));
  if (shares.size() == 1) return answered(answer, fmt::format("In one step: the fallback's share went to {}.", shares.front()));
  std::vector<std::string> states;
  for (const TimelineRow& row : facts.timeline) {
    if (row.chapter != Chapter::Recovery || row.kind != "target_state") continue;
    cite(answer, {row.seq, row.kind, row.id});
    states.push_back(row.what);
  }
  if (!states.empty())
    return partly(answer, listed(states) + ".", "What share the primary got in between: no rollout restored it.");
  open(answer, facts.scope.to ? "The log shows neither a rollout nor a breaker that restored it." : goes_on(facts));
}

void answer_drained(const IncidentFacts& facts, ReviewAnswer& answer) {
  answer.command = "jurymast incident impact" + incident_words(facts.scope);
  const PhaseImpact& during = phase_of(facts, Phase::During);
  const PhaseImpact& after = phase_of(facts, Phase::After);
  if (after.operations == 0) return open(answer, "The log holds no operation of the time after the incident.");
  partly(answer,
         fmt::format("The gateway's queue held {} at most during, and {} after. Callers repeated {} during and {} after.",
                     or_not_known(during.queue_depth_most), or_not_known(after.queue_depth_most),
                     share_text(during.caller_retries, during.operations), share_text(after.caller_retries, after.operations)),
         "Caches and queues of applications; the gateway has no cache of answers.");
}

void answer_duplicates(const IncidentFacts& facts, ReviewAnswer& answer) {
  answer.command = "jurymast incident impact" + incident_words(facts.scope);
  const PhaseImpact& during = phase_of(facts, Phase::During);
  if (during.operations == 0) return open(answer, "The log holds no operation of the incident's time.");
  std::vector<std::string> pairs;
  for (const Duplicate& one : facts.duplicates) pairs.push_back(one.first + " with " + one.second);
  const std::string named = pairs.empty() ? std::string() : fmt::format(" ({})", listed(pairs));
  const std::string late = during.late_known
                               ? fmt::format(" Answered later than users wait: {}.", share_text(during.late, during.operations))
                               : std::string();
  const std::string words = fmt::format("Answered twice: {}{}.{}", share_text(during.duplicates, during.operations), named, late);
  std::string unknown = "Repetitions of callers that send no id of their own for a request.";
  if (!during.late_known) unknown += " Which answers were late: the route has no budget for what users wait.";
  partly(answer, words, unknown);
}

}  // namespace jurymast::review
