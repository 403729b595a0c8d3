#include "review/incident/review_answers.hpp"

#include <gtest/gtest.h>

#include <set>

#include "review/incident/test_incident_facts.hpp"

namespace jurymast::review {
namespace {

using namespace testing;

ReviewAnswer answer_to(std::string_view name, const IncidentFacts& facts) {
  for (ReviewAnswer& one : review_answers(facts)) {
    if (one.question->name == name) return std::move(one);
  }
  ADD_FAILURE() << "no question is called " << name;
  return {};
}

bool holds(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

/// What an answer must be.
struct Expected {
  std::string_view name;
  AnswerState state;
  std::string_view known;      ///< a part of it
  std::string_view not_known;  ///< a part of it
  std::vector<std::uint64_t> sources;
};

void expect(const std::vector<Expected>& all, const IncidentFacts& facts) {
  for (const Expected& one : all) {
    const ReviewAnswer answer = answer_to(one.name, facts);
    EXPECT_EQ(name_of(answer.state), name_of(one.state)) << one.name << ": " << answer.known << " / " << answer.not_known;
    EXPECT_TRUE(holds(answer.known, one.known)) << one.name << ": " << answer.known;
    EXPECT_TRUE(holds(answer.not_known, one.not_known)) << one.name << ": " << answer.not_known;
    std::vector<std::uint64_t> sources;
    for (const AnswerSource& source : answer.sources) sources.push_back(source.seq);
    EXPECT_EQ(sources, one.sources) << one.name;
  }
}

TEST(ReviewQuestions, AreTwentyThree_InTheFivePartsOfAReview_EachWithItsOwnName) {
  std::map<ReviewPart, int> parts;
  std::set<std::string_view> names;
  for (const ReviewQuestion& one : review_questions()) {
    ++parts[one.part];
    names.insert(one.name);
    EXPECT_TRUE(one.words.ends_with('?')) << one.name;
    EXPECT_FALSE(one.asked_of.empty()) << one.name;
    EXPECT_EQ(review_question(one.name), &one);
  }
  EXPECT_EQ(names.size(), 23U);
  EXPECT_EQ(parts, (std::map<ReviewPart, int>{{ReviewPart::Detection, 4},
                                              {ReviewPart::Diagnosis, 4},
                                              {ReviewPart::Mitigation, 6},
                                              {ReviewPart::Recovery, 4},
                                              {ReviewPart::Prevention, 5}}));
  EXPECT_EQ(review_question("who_is_to_blame"), nullptr);
}

TEST(ReviewAnswers, OfDetectionAndDiagnosis_AreTheLogs_WithTheLinesTheyRestOn) {
  using enum AnswerState;
  expect(
      {{"first_alert", Answered, "route_failing (jurymast, critical) at 2026-06-21T00:11:00.000000Z, 1 min 0 s after", "", {1010}},
       {"alert_meaning", Partly, "53 of 473 (11.2 %)", "What the rule of route_failing measures", {1010}},
       {"synthetic_first", Answered, "No: since 2026-06-21T00:00:00.000000Z, no smoke test", "", {}},
       {"arms_separate",
        Partly,
        "control at main with 53 of 353 (15.0 %) failed and rescue at spare with 0 of 120",
        "dashboard",
        {}},
       {"first_bad", Answered, id(1).to_string() + " at 2026-06-21T00:10:02.000000Z: rate_limited, at main", "", {1001}},
       {"classes_increased",
        Answered,
        "rate_limited from 0 of 400 (0.0 %) before to 40 of 473 (8.5 %) and upstream_error",
        "",
        {1001, 1505}},
       {"validation_mixed",
        Answered,
        "Yes: of 473 operations, requests that were at fault themselves (3 invalid_request) stand beside failures "
        "of the upstream (40 rate_limited, 10 upstream_error)",
        "",
        {1001, 1505}},
       {"changes_near",
        Partly,
        "configuration 2 was taken: targets.main.model (model) and targets.main.api_key (secret) (50 s before",
        "outside of the gateway",
        {990, 1500}}},
      storm());
}

TEST(ReviewAnswers, OfMitigationAndRecovery_AreTheLogs_AndSayWhatItCannotKnow) {
  using enum AnswerState;
  expect({{"approved_by", Partly, "override pin spare of assistant by ab, approved by cd", "that configuration", {1500}},
          {"automatic",
           Answered,
           "automatic rescues (120 of 473 (25.4 %)) and manual 1 override. The route's mode was automatic.",
           "",
           {1500}},
          {"share_moved", Partly, "120 of 473 (25.4 %)", "overrides moved", {1500}},
          {"config_changed", Answered, "override pin spare of assistant", "", {1500}},
          {"rollback_before", Answered, "was set to end at 2026-06-21T02:15:00.000000Z", "", {1500}},
          {"impact_reduced",
           Answered,
           "Yes, beyond chance. Errors that callers met: before 2 of 400 (0.5 %), during 53 of 473 (11.2 %) and after 1 of 300",
           "",
           {1500}},
          {"recovery_signal", Answered, "the breaker of main closed", "", {2200}},
          {"restored_gradually", Partly, "the breaker of main closed", "no rollout restored it", {2200}},
          {"drained", Partly, "held 14 at most during, and not known after", "Caches", {}},
          {"duplicates", Partly, "1 of 473", "no budget for what users wait", {}}},
         storm());
}

TEST(ReviewAnswers, OfPrevention_AreOpen_AndSuggestionsAreInferences) {
  using enum AnswerState;
  IncidentFacts facts = storm();
  facts.histogram.rows[{"ambiguous", "control"}] = {0, 0, 7, 0};
  facts.scope.detected_at = moment(1300);
  facts.onsets.push_back({"timeout_total", moment(950), 1550, id(5).to_string(), 0, 400, 9, 473, {}});
  expect({{"missing_test", Open, "No smoke test ran in the time before", "A person", {1001}},
          {"missing_panel", Open, "11 min 38 s after the first failing operation", "A person", {1001}},
          {"more_specific_rules", Open, "7 of 60 (11.7 %) of the failures", "A person", {}},
          {"changed_setting", Open, "ran out of time", "A person", {1001, 1505, 1550}},
          {"help_centre", Open, "quotas or limits", "A person", {1001, 1505, 1550}}},
         facts);
  for (const ReviewAnswer& one : review_answers(facts)) {
    if (one.question->part == ReviewPart::Prevention) {
      EXPECT_EQ(one.grounds, record::Grounds::Inference) << one.question->name;
    }
  }
}

TEST(ReviewAnswers, OfATimeInWhichNothingHappened_InventNothing) {
  for (const ReviewAnswer& one : review_answers(quiet())) {
    EXPECT_TRUE(one.sources.empty()) << one.question->name;
    if (one.question->part == ReviewPart::Prevention) {
      EXPECT_TRUE(one.known.empty()) << one.known;
    }
    EXPECT_TRUE(one.state == AnswerState::Answered || !one.not_known.empty()) << one.question->name;
  }
  EXPECT_EQ(answer_to("first_bad", quiet()).state, AnswerState::Partly);
  EXPECT_EQ(answer_to("share_moved", quiet()).state, AnswerState::Open);
  EXPECT_EQ(answer_to("recovery_signal", quiet()).known, "");
}

TEST(ReviewAnswers, WhereRecordsAreMissing_AreNeverWhole) {
  IncidentFacts facts = storm();
  facts.gaps = {{1200, moment(700), "queue_full", 3}};
  facts.unreadable = 1;
  for (const ReviewAnswer& one : review_answers(facts)) {
    EXPECT_NE(one.state, AnswerState::Answered) << one.question->name;
    if (one.state == AnswerState::Partly) {
      EXPECT_TRUE(holds(one.not_known, "3 records that the log says to be missing and 1 line that cannot be read"))
          << one.not_known;
    }
  }
}

TEST(ReviewAnswers, OfAPerson_StandBesideTheLogs_AndOverwriteNothing) {
  IncidentFacts facts = storm();
  auto other = said(2600, record::IncidentEvent::Answered);
  other.record.subject = "first_alert";
  other.record.author = "cd";
  other.record.text = plain("The provider's page said so earlier.");
  facts.said.push_back(other);
  const ReviewAnswer alert = answer_to("first_alert", facts);
  EXPECT_EQ(alert.state, AnswerState::Answered);
  EXPECT_TRUE(holds(alert.known, "route_failing"));
  ASSERT_EQ(alert.persons.size(), 1U);
  EXPECT_EQ(alert.persons.front().author, "cd");
  const ReviewAnswer test = answer_to("missing_test", facts);
  EXPECT_EQ(test.state, AnswerState::Open);
  EXPECT_FALSE(test.open());
  EXPECT_TRUE(answer_to("missing_panel", facts).open());
}

TEST(ReviewAnswers, TellWhetherASmokeTestCameFirst) {
  IncidentFacts facts = storm();
  Cited<record::ProbeRecord> probe;
  probe.seq = 950;
  probe.record.at = moment(300);
  probe.record.id = id(730);
  probe.record.question.route = "assistant";
  probe.record.question.target = "main";
  probe.record.decision = record::OperatorDecision::Pass;
  facts.probes = {probe};
  EXPECT_TRUE(holds(answer_to("synthetic_first", facts).known, "1 smoke test of the good path ran before, and none failed"));
  facts.probes.front().record.decision = record::OperatorDecision::Fail;
  EXPECT_TRUE(holds(answer_to("synthetic_first", facts).known, "Yes: a smoke test of main failed at"));
  facts.probes.front().record.question.fault = record::ProbeFault::Credential;
  EXPECT_TRUE(holds(answer_to("synthetic_first", facts).known, "no smoke test"))
      << "a fault that was put in on purpose shows nothing";
  facts.probes.front().record.question = probe.record.question;
  facts.probes.front().record.at = moment(700);
  EXPECT_TRUE(holds(answer_to("synthetic_first", facts).known, "The first that failed did so 1 min 38 s after it"));
}

TEST(ReviewAnswers, TellWhatARolloutDid) {
  IncidentFacts facts = storm();
  facts.overrides.clear();
  const auto step = [](std::int64_t second, record::RolloutAction action, std::uint64_t from, std::uint64_t to) {
    Cited<record::RolloutRecord> one;
    one.seq = static_cast<std::uint64_t>(second);
    one.record.at = moment(second);
    one.record.id = id(static_cast<std::uint64_t>(second));
    one.record.action = action;
    one.record.weight_from_ppm = from;
    one.record.weight_to_ppm = to;
    one.record.plan.target = "spare";
    one.record.plan.rollback_owner = "sre-a";
    one.record.plan.stop_condition = plain("two failures in a row");
    return one;
  };
  using record::RolloutAction;
  facts.rollouts = {step(700, RolloutAction::Start, 0, 250'000), step(1810, RolloutAction::Restore, 250'000, 100'000),
                    step(1900, RolloutAction::Restore, 100'000, 0)};
  facts.rollouts.front().record.decided_by = record::DecidedBy::Operator;
  facts.rollouts.front().record.person = "ab";
  facts.rollouts.front().record.approver = "cd";
  EXPECT_TRUE(holds(answer_to("approved_by", facts).known, "rollout start of spare by ab, approved by cd"));
  EXPECT_TRUE(holds(answer_to("share_moved", facts).known, "rollout up to 25.0 % of eligible requests"));
  EXPECT_TRUE(holds(answer_to("rollback_before", facts).known, "sre-a as owner and `two failures in a row`"));
  EXPECT_EQ(answer_to("restored_gradually", facts).known, "In 2 steps: the fallback's share went to 10.0 % and 0.0 %.");
  EXPECT_TRUE(holds(answer_to("automatic", facts).known, "automatic 2 rollout steps and manual 1 rollout step"));
}

TEST(ReviewAnswers, SeeFailuresThatRescuesHidFromCallers) {
  IncidentFacts facts = storm();
  facts.histogram.rows.clear();
  facts.histogram.rows[{"ok", "rescue"}] = {0, 60, 50, 0};
  EXPECT_TRUE(holds(answer_to("validation_mixed", facts).known, "of the upstream (40 rate_limited, 10 upstream_error)"));
  facts.arms.clear();
  EXPECT_EQ(answer_to("validation_mixed", facts).known, "No: there are neither.");
}

TEST(ReviewAnswers, SayWhatTheMitigationDid) {
  IncidentFacts facts = storm();
  facts.mitigation = Mitigation::NotEffective;
  EXPECT_TRUE(holds(answer_to("impact_reduced", facts).known, "mitigation_not_effective"));
  facts.mitigation = Mitigation::None;
  EXPECT_TRUE(holds(answer_to("impact_reduced", facts).known, "rescues answered 120 of 473 (25.4 %) whose primary had failed"));
  facts.mitigation = Mitigation::NotKnown;
  EXPECT_EQ(answer_to("impact_reduced", facts).state, AnswerState::Partly);
}

}  // namespace
}  // namespace jurymast::review
