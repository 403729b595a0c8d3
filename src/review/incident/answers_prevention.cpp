#include <fmt/format.h>

#include <algorithm>

#include "review/incident/answer_parts.hpp"
#include "review/incident/answer_words.hpp"
#include "review/incident/failure_kind.hpp"

namespace jurymast::review {
namespace {

/// From so long after the beginning on, a detection is called late.
constexpr Duration kLateDetection = std::chrono::minutes(5);

void suggest(ReviewAnswer& answer, std::string words) {
  answer.grounds = record::Grounds::Inference;
  answer.known = std::move(words);
}

const ClassOnset* first_onset(const IncidentFacts& facts) { return facts.onsets.empty() ? nullptr : &facts.onsets.front(); }

bool began(const IncidentFacts& facts, std::string_view part) {
  return std::any_of(facts.onsets.begin(), facts.onsets.end(),
                     [&](const ClassOnset& one) { return one.failure_class.find(part) != std::string::npos; });
}

bool began(const IncidentFacts& facts, FailureKind kind) {
  return std::any_of(facts.onsets.begin(), facts.onsets.end(),
                     [&](const ClassOnset& one) { return kind_of_failure(one.failure_class) == kind; });
}

}  // namespace

void suggest_missing_test(const IncidentFacts& facts, ReviewAnswer& answer) {
  open(answer, "A person has to say what would have caught it.");
  answer.command = "jurymast smoke " + facts.scope.route;
  const ClassOnset* const onset = first_onset(facts);
  if (onset == nullptr) return;
  cite(answer, {onset->first_seq, "operation", onset->first_operation});
  const auto before = std::count_if(facts.probes.begin(), facts.probes.end(), [&](const auto& one) {
    return one.record.question.route == facts.scope.route && one.record.at < onset->first_at;
  });
  if (before == 0)
    return suggest(answer,
                   fmt::format("No smoke test ran in the time before; one at intervals may meet {} first.", onset->failure_class));
  suggest(answer, fmt::format("{} ran before and did not meet {}; a fixture nearer to the requests that failed may.",
                              count_text(static_cast<std::uint64_t>(before), "smoke test"), onset->failure_class));
}

void suggest_missing_panel(const IncidentFacts& facts, ReviewAnswer& answer) {
  open(answer, "A person has to say what nobody could see.");
  answer.command = "jurymast incident histogram" + incident_words(facts.scope);
  const ClassOnset* const onset = first_onset(facts);
  if (onset == nullptr) return;
  cite(answer, {onset->first_seq, "operation", onset->first_operation});
  if (facts.scope.detected_at && *facts.scope.detected_at - onset->first_at > kLateDetection) {
    return suggest(
        answer,
        fmt::format("It was noticed {} after the first failing operation; a panel of {} by arm and target shows such a rise.",
                    lapse_text(*facts.scope.detected_at - onset->first_at), onset->failure_class));
  }
  if (facts.scope.detected_by == record::DetectedBy::CustomerReport) {
    suggest(answer,
            fmt::format("Customers noticed first; a panel of {} by arm and target shows such a rise.", onset->failure_class));
  }
}

void suggest_more_specific_rules(const IncidentFacts& facts, ReviewAnswer& answer) {
  open(answer, "A person has to decide it.");
  answer.command = "jurymast incident histogram" + incident_words(facts.scope);
  const auto failures = failures_in(facts.histogram, facts.arms);
  std::uint64_t all = 0;
  for (const auto& [name, count] : failures) all += count;
  const std::uint64_t untold = failures_of(failures, FailureKind::NotTold);
  if (untold > 0)
    suggest(answer,
            fmt::format(
                "{} of the failures have a class that says nothing of their cause; a rule for such answers could tell them apart.",
                share_text(untold, all)));
}

void suggest_changed_setting(const IncidentFacts& facts, ReviewAnswer& answer) {
  open(answer, "A person has to decide it.");
  answer.command = "jurymast check --explain";
  std::vector<std::string> words;
  if (began(facts, "timeout_"))
    words.emplace_back("requests ran out of time: look at the route's timeouts and at how long its requests are");
  if (began(facts, FailureKind::Output)) words.emplace_back("answers broke what was agreed: look at the prompt and the schema");
  if (began(facts, "context_length")) words.emplace_back("requests were too long for the model: look at the prompt");
  for (const ClassOnset& one : facts.onsets) cite(answer, {one.first_seq, "operation", one.first_operation});
  if (!words.empty()) suggest(answer, listed(words) + ".");
}

void suggest_help_centre(const IncidentFacts& facts, ReviewAnswer& answer) {
  open(answer, "A person has to decide it.");
  answer.command = "jurymast lint runbook FILE";
  const bool account = began(facts, FailureKind::Account) || began(facts, "rate_limited");
  if (!account) return;
  for (const ClassOnset& one : facts.onsets) cite(answer, {one.first_seq, "operation", one.first_operation});
  suggest(answer,
          "Keys, permissions, quotas or limits were refused, which only the account's provider can explain; the path there belongs "
          "into the runbook.");
}

}  // namespace jurymast::review
