#include "review/incident/incident_fold.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <tuple>

#include "review/incident/test_incident_log.hpp"
#include "review/incident/window_fold.hpp"

namespace jurymast::review {
namespace {

using testing::MadeLog;
namespace records = record::testing;

IncidentFacts facts_in(const MadeLog& log, const IncidentScope& scope) {
  IncidentFold fold(scope, {std::chrono::seconds(2), std::chrono::seconds(1)});
  for (const std::string& line : log.lines) fold.take(line);
  return fold.finish();
}

IncidentFacts facts_of(const MadeLog& log) {
  WindowFold window("assistant", log.now - std::chrono::hours(24), log.now);
  for (const std::string& line : log.lines) window.take(line);
  const ProposedWindow proposed = propose_window(window.look(log.now));
  EXPECT_TRUE(proposed.scope);
  return facts_in(log, proposed.scope.value_or(IncidentScope{}));
}

const PhaseImpact& in_phase(const IncidentFacts& facts, Phase phase) { return facts.impact[static_cast<std::size_t>(phase)]; }

std::uint64_t total_of(const Histogram& histogram) {
  std::uint64_t total = 0;
  for (const auto& [row, counts] : histogram.rows) {
    for (const std::uint64_t count : counts) total += count;
  }
  return total;
}

const TimelineRow* row_of(const IncidentFacts& facts, std::string_view kind, Chapter chapter) {
  const auto found = std::find_if(facts.timeline.begin(), facts.timeline.end(),
                                  [&](const TimelineRow& row) { return row.kind == kind && row.chapter == chapter; });
  return found == facts.timeline.end() ? nullptr : &*found;
}

/// What holds of every incident's facts, whatever happened.
void expect_consistent(const IncidentFacts& facts, const MadeLog& log) {
  const PhaseImpact& during = in_phase(facts, Phase::During);
  EXPECT_EQ(total_of(facts.histogram), facts.histogram.operations);
  EXPECT_EQ(facts.histogram.operations, during.operations);
  EXPECT_EQ(during.operations, during.completed + during.visible_errors + during.cancelled);
  EXPECT_LE(facts.histogram.bins, kBinsMax);
  EXPECT_EQ(facts.unreadable, 0U);
  ASSERT_TRUE(facts.first_bad);
  EXPECT_EQ(facts.first_bad->record.id, log.truth.first_bad_id);
  ASSERT_TRUE(facts.last_good_at);
  EXPECT_LT(*facts.last_good_at, *log.truth.first_bad);
  EXPECT_TRUE(std::is_sorted(facts.timeline.begin(), facts.timeline.end(), [](const TimelineRow& a, const TimelineRow& b) {
    return std::tie(a.at, a.seq) < std::tie(b.at, b.seq);
  }));
  for (const auto& onset : facts.onsets) {
    const auto truth = log.truth.classes.find(onset.failure_class);
    ASSERT_NE(truth, log.truth.classes.end()) << onset.failure_class << " did not rise";
    EXPECT_GE(onset.during, truth->second) << "requests that failed as ever count too";
    EXPECT_LE(onset.during, truth->second + during.operations / 50);
  }
  EXPECT_EQ(facts.onsets.size(), log.truth.classes.size());
}

TEST(IncidentFold, OfAStormOfLimits_EqualsTheTruth) {
  const MadeLog log = testing::rate_limit_storm();
  const IncidentFacts facts = facts_of(log);
  expect_consistent(facts, log);
  const PhaseImpact& during = in_phase(facts, Phase::During);
  EXPECT_EQ(during.visible_errors, log.truth.hurt);
  EXPECT_EQ(in_phase(facts, Phase::Before).visible_errors, 0U);
  EXPECT_EQ(in_phase(facts, Phase::After).visible_errors, 0U);
  EXPECT_GE(during.rescued, log.truth.rescued);
  EXPECT_EQ(facts.onsets.front().before, 0U);
  EXPECT_EQ(facts.synthetic, 1U) << "a check is in no figure about callers";
  EXPECT_EQ(during.duplicates, 1U);
  ASSERT_EQ(facts.duplicates.size(), 1U);
  EXPECT_NE(facts.duplicates[0].first, facts.duplicates[0].second);
  EXPECT_EQ(during.caller_retries, 1U);
  EXPECT_FALSE(during.queue_depth_most) << "no sample was taken";
  EXPECT_FALSE(during.failed_attempt_tokens) << "what failed attempts cost is in no record";
  EXPECT_EQ(facts.mitigation, Mitigation::NotEffective);
  EXPECT_NE(row_of(facts, "alert", Chapter::Detection), nullptr);
  EXPECT_NE(row_of(facts, "override", Chapter::Mitigation), nullptr);
  EXPECT_NE(row_of(facts, "operation", Chapter::Recovery), nullptr);
  EXPECT_EQ(facts.overrides.size(), 1U);
}

TEST(IncidentFold, KeepsRescuesApartFromThePrimary) {
  const MadeLog log = testing::rate_limit_storm();
  const IncidentFacts facts = facts_of(log);
  const ArmFigures& primary = facts.arms.at({"control", "main"});
  const ArmFigures& rescues = facts.arms.at({"rescue", "spare"});
  EXPECT_EQ(primary.operations, in_phase(facts, Phase::During).operations);
  EXPECT_EQ(primary.classes.at("rate_limited"), log.truth.classes.at("rate_limited"));
  EXPECT_GE(rescues.operations, log.truth.rescued);
  EXPECT_EQ(rescues.failures, 0U);
  EXPECT_EQ(facts.arms.size(), 2U);
}

TEST(IncidentFold, OfASilentProvider_GoesOnAndCountsTimeoutsAndCallersThatLeft) {
  const MadeLog log = testing::silent_provider();
  const IncidentFacts facts = facts_of(log);
  expect_consistent(facts, log);
  const PhaseImpact& during = in_phase(facts, Phase::During);
  EXPECT_EQ(during.timeouts, log.truth.classes.at("timeout_first_token"));
  EXPECT_EQ(during.cancelled, log.truth.classes.at("cancelled"));
  EXPECT_EQ(during.visible_errors, log.truth.hurt);
  EXPECT_EQ(in_phase(facts, Phase::After).operations, 0U);
  EXPECT_EQ(facts.mitigation, Mitigation::None);
  EXPECT_EQ(row_of(facts, "operation", Chapter::Recovery), nullptr) << "nothing has recovered";
  EXPECT_NE(row_of(facts, "probe", Chapter::Detection), nullptr);
}

TEST(IncidentFold, OfABadDeploy_TellsValidationFaultsFromUpstreamErrors_AndTheBuild) {
  const MadeLog log = testing::bad_deploy();
  const IncidentFacts facts = facts_of(log);
  expect_consistent(facts, log);
  ASSERT_EQ(facts.onsets.size(), 2U);
  EXPECT_EQ(facts.onsets[0].failure_class, "invalid_request");
  EXPECT_EQ(facts.onsets[1].failure_class, "upstream_error");
  const TimelineRow* const cause = row_of(facts, "boot", Chapter::Cause);
  ASSERT_NE(cause, nullptr);
  EXPECT_EQ(cause->grounds, record::Grounds::Inference);
  EXPECT_NE(cause->what.find("build 1.1, where 1.0 was before"), std::string::npos) << cause->what;
  EXPECT_EQ(facts.in_force.build(), "1.1");
}

TEST(IncidentFold, OfARotatedSecret_NamesTheConfiguration_AndThatTheNextOneHelped) {
  const MadeLog log = testing::secret_rotation();
  const IncidentFacts facts = facts_of(log);
  expect_consistent(facts, log);
  const TimelineRow* const cause = row_of(facts, "config", Chapter::Cause);
  ASSERT_NE(cause, nullptr);
  EXPECT_NE(cause->what.find("targets.main.credential"), std::string::npos) << cause->what;
  ASSERT_EQ(facts.changes.size(), 2U);
  EXPECT_EQ(facts.changes[0].version, 2U);
  EXPECT_NE(row_of(facts, "config", Chapter::Mitigation), nullptr);
  EXPECT_EQ(facts.mitigation, Mitigation::Effective);
}

TEST(IncidentFold, OfAChangedContract_SaysThatThePageIsAnotherOne) {
  const MadeLog log = testing::contract_change();
  const IncidentFacts facts = facts_of(log);
  expect_consistent(facts, log);
  const TimelineRow* const cause = row_of(facts, "contract", Chapter::Cause);
  ASSERT_NE(cause, nullptr);
  EXPECT_EQ(cause->grounds, record::Grounds::Inference);
  EXPECT_EQ(in_phase(facts, Phase::During).visible_errors, 0U) << "every one was rescued";
}

TEST(IncidentFold, OfASlowBurn_FindsItsFirstRequestAmongTwoAMinute) {
  const MadeLog log = testing::slow_burn();
  const IncidentFacts facts = facts_of(log);
  expect_consistent(facts, log);
  EXPECT_EQ(facts.onsets.front().during, log.truth.classes.at("empty"));
}

TEST(IncidentFold, FlagsAClockThatWasSetBack) {
  const MadeLog log = testing::clock_set_back();
  IncidentScope scope;
  scope.route = "assistant";
  scope.baseline_from = records::moment(0);
  scope.from = records::moment(testing::kBeginsS);
  scope.until = records::moment(5 * 3600);
  const IncidentFacts facts = facts_in(log, scope);
  EXPECT_GT(facts.skewed_lines, 50U);
  EXPECT_GE(facts.skew_most, std::chrono::seconds(85));
  EXPECT_LE(facts.skew_most, std::chrono::seconds(95));
  EXPECT_EQ(std::count_if(facts.timeline.begin(), facts.timeline.end(), [](const TimelineRow& row) { return row.skewed; }), 1);
  const IncidentFacts steady = facts_in(testing::no_incident(8), scope);
  EXPECT_EQ(steady.skewed_lines, 0U);
  EXPECT_TRUE(steady.onsets.empty()) << "in the window of a person, too, nothing rose";
  EXPECT_FALSE(steady.first_bad);
}

TEST(IncidentFold, CountsWhatItCannotRead_AndBelievesNoneOfIt) {
  MadeLog log = testing::rate_limit_storm();
  const IncidentFacts whole = facts_of(log);
  const auto hurt = std::find_if(log.lines.begin(), log.lines.end(), [](const std::string& line) {
    return line.find(R"("class":"rate_limited")") != std::string::npos;
  });
  ASSERT_NE(hurt, log.lines.end());
  hurt->replace(hurt->find("rate_limited"), 4, "late");
  log.lines.push_back("no line");
  const IncidentFacts damaged = facts_in(log, whole.scope);
  EXPECT_EQ(damaged.unreadable, 2U);
  EXPECT_EQ(damaged.histogram.operations + 1, whole.histogram.operations);
}

TEST(Histogram, HasHalfOpenBinsOfARoundWidth) {
  const WallTime from = records::moment(7);
  Histogram histogram = histogram_over(from, from + std::chrono::minutes(20));
  EXPECT_EQ(histogram.width, std::chrono::seconds(30));
  EXPECT_LE(histogram.start, from);
  count(histogram, {"ok", "control"}, histogram.start + histogram.width - Duration(1));
  count(histogram, {"ok", "control"}, histogram.start + histogram.width);
  count(histogram, {"ok", "control"}, histogram.start - Duration(1));
  count(histogram, {"ok", "control"}, histogram.start + histogram.width * histogram.bins);
  const auto& counts = histogram.rows.at({"ok", "control"});
  EXPECT_EQ(counts[0], 1U);
  EXPECT_EQ(counts[1], 1U);
  EXPECT_EQ(histogram.operations, 2U);
  for (const Duration length :
       {Duration(1), Duration(std::chrono::seconds(59)), Duration(std::chrono::hours(5)), Duration(std::chrono::hours(9000))}) {
    EXPECT_LE(histogram_over(from, from + length).bins, kBinsMax);
  }
}

}  // namespace
}  // namespace jurymast::review
