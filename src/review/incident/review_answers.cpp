#include "review/incident/review_answers.hpp"

#include <fmt/format.h>

#include "review/incident/answer_parts.hpp"
#include "review/incident/answer_words.hpp"

namespace jurymast::review {
namespace {

using AnswerFunction = void (*)(const IncidentFacts&, ReviewAnswer&);

/// In the order of review_questions().
constexpr std::array<AnswerFunction, kReviewQuestionCount> kAnswers{
    answer_first_alert,          answer_alert_meaning,    answer_synthetic_first, answer_arms_separate,  answer_first_bad,
    answer_classes_increased,    answer_validation_mixed, answer_changes_near,    answer_approved_by,    answer_automatic,
    answer_share_moved,          answer_config_changed,   answer_rollback_before, answer_impact_reduced, answer_recovery_signal,
    answer_restored_gradually,   answer_drained,          answer_duplicates,      suggest_missing_test,  suggest_missing_panel,
    suggest_more_specific_rules, suggest_changed_setting, suggest_help_centre};

/// What the log lacks in this time; empty: nothing that it knows of.
std::string lack_of(const IncidentFacts& facts) {
  std::uint64_t missing = 0;
  for (const GapSeen& gap : facts.gaps) missing += gap.count;
  std::vector<std::string> words;
  if (!facts.gaps.empty()) words.push_back(fmt::format("{} that the log says to be missing", count_text(missing, "record")));
  if (facts.unreadable > 0) words.push_back(fmt::format("{} that cannot be read", count_text(facts.unreadable, "line")));
  if (facts.left_out > 0) words.push_back(fmt::format("{} beyond what a review holds", count_text(facts.left_out, "record")));
  return words.empty() ? std::string() : fmt::format("What stood in {}.", listed(words));
}

void qualify(ReviewAnswer& answer, const std::string& lack) {
  if (lack.empty() || answer.state == AnswerState::Open) return;
  answer.state = AnswerState::Partly;
  answer.not_known += (answer.not_known.empty() ? "" : " ") + lack;
}

void add_persons(const IncidentFacts& facts, ReviewAnswer& answer) {
  for (const Cited<record::IncidentRecord>& said : facts.said) {
    const record::IncidentRecord& one = said.record;
    if (one.event != record::IncidentEvent::Answered || one.subject != answer.question->name) continue;
    answer.persons.push_back({said.seq, one.at, one.author, one.text.text(), one.source.text()});
  }
}

}  // namespace

std::vector<ReviewAnswer> review_answers(const IncidentFacts& facts) {
  const std::string lack = lack_of(facts);
  std::vector<ReviewAnswer> answers;
  for (std::size_t i = 0; i < kReviewQuestionCount; ++i) {
    ReviewAnswer& answer = answers.emplace_back();
    answer.question = &review_questions()[i];
    kAnswers[i](facts, answer);
    qualify(answer, lack);
    add_persons(facts, answer);
  }
  return answers;
}

}  // namespace jurymast::review
