#include "review/incident/window.hpp"

#include <gtest/gtest.h>

#include "review/incident/test_incident_log.hpp"
#include "review/incident/window_fold.hpp"

namespace jurymast::review {
namespace {

using testing::MadeLog;
namespace records = record::testing;

constexpr Duration kTick = std::chrono::microseconds(1);

WindowFold folded(const MadeLog& log) {
  WindowFold fold("assistant", log.now - std::chrono::hours(24), log.now);
  for (const std::string& line : log.lines) fold.take(line);
  return fold;
}

/// Begins with the first request that the incident hurt, and ends behind the last.
void expect_found(const MadeLog& log, const char* first_class) {
  const WindowFold fold = folded(log);
  const ProposedWindow window = propose_window(fold.look(log.now));
  ASSERT_TRUE(window.scope);
  EXPECT_EQ(window.episodes.front().trouble, first_class);
  EXPECT_EQ(window.scope->from, *log.truth.first_bad) << to_rfc3339(window.scope->from);
  ASSERT_TRUE(window.scope->to);
  EXPECT_EQ(*window.scope->to, log.truth.last_bad + kTick) << to_rfc3339(*window.scope->to);
  EXPECT_FALSE(window.scope->by_person);
}

TEST(ProposedWindow, BeginsAndEndsWithTheRequestsThatWereHurt) {
  expect_found(testing::rate_limit_storm(), "rate_limited");
  expect_found(testing::secret_rotation(), "auth");
  expect_found(testing::contract_change(), "contract_mismatch");
}

TEST(ProposedWindow, HoldsEveryClassThatRose_AlsoOneThatWasThereBefore) {
  const MadeLog log = testing::bad_deploy();
  const WindowFold fold = folded(log);
  const ProposedWindow window = propose_window(fold.look(log.now));
  ASSERT_TRUE(window.scope);
  ASSERT_EQ(window.episodes.size(), 2U);
  EXPECT_EQ(window.episodes[0].trouble, "invalid_request");
  EXPECT_EQ(window.episodes[1].trouble, "upstream_error");
  EXPECT_EQ(window.scope->from, *log.truth.first_bad);
  ASSERT_TRUE(window.scope->to);
  EXPECT_LT(*window.scope->to - log.truth.last_bad, std::chrono::minutes(1));
}

TEST(ProposedWindow, GoesOnWhereNoEndIsSeen) {
  for (const MadeLog& log : {testing::silent_provider(), testing::slow_burn()}) {
    const WindowFold fold = folded(log);
    const ProposedWindow window = propose_window(fold.look(log.now));
    ASSERT_TRUE(window.scope);
    EXPECT_FALSE(window.scope->to);
    EXPECT_EQ(window.scope->from, *log.truth.first_bad) << to_rfc3339(window.scope->from);
  }
}

TEST(ProposedWindow, IsNoneWhereNothingRose) {
  for (std::uint64_t seed = 10; seed < 30; ++seed) {
    const MadeLog log = testing::no_incident(seed);
    const WindowFold fold = folded(log);
    const ProposedWindow window = propose_window(fold.look(log.now));
    EXPECT_FALSE(window.scope) << seed;
    EXPECT_GT(window.operations, 10'000U);
  }
}

TEST(ProposedWindow, IsNoneWithoutATimeBeforeToCompareWith) {
  MadeLog log = testing::silent_provider();
  WindowFold fold("assistant", *log.truth.first_bad, log.now);
  for (const std::string& line : log.lines) fold.take(line);
  EXPECT_FALSE(propose_window(fold.look(log.now)).scope);
}

TEST(ProposedWindow, IsFoundByTheSecondInALogOfAFewMinutes) {
  testing::LogMaker maker(13);
  testing::Traffic traffic{.from_s = 0, .to_s = 90, .per_minute = 600, .fate = {}};
  std::uint64_t number = 0;
  traffic.fate = [&number](std::int64_t second, Random&) {
    testing::Fate fate;
    // It begins at the very end of a second, with one request.
    fate.part_of_incident = number++ >= 399 && second < 60;
    if (fate.part_of_incident) fate.failure_class = FailureClass::Overloaded;
    return fate;
  };
  maker.add(traffic);
  const MadeLog log = maker.made(100);
  const WindowFold fold = folded(log);
  const ProposedWindow window = propose_window(fold.look(log.now));
  ASSERT_TRUE(window.scope && window.scope->to);
  EXPECT_EQ(window.scope->from, *log.truth.first_bad);
  EXPECT_EQ(*window.scope->to, log.truth.last_bad + kTick);
}

TEST(SlotCounts, CountByClassAndArm_WithinBounds) {
  SlotCounts counts(records::moment(0), records::moment(600));
  for (const std::string& line : testing::rate_limit_storm().lines) {
    const auto parsed = record::read_line(line);
    ASSERT_TRUE(parsed);
    counts.take(*parsed);
  }
  EXPECT_EQ(counts.slots(), 11U);
  std::uint64_t total = 0;
  for (const SlotCell& cell : counts.totals()) total += cell.count;
  EXPECT_EQ(total, counts.operations());
  EXPECT_GE(total, 600U);
  EXPECT_LE(total, 660U);
  SlotCounts week(records::moment(0), records::moment(7 * 24 * 3600));
  EXPECT_EQ(week.slots(), kSlotsMax);
  record::ParsedLine line;
  line.kind = "operation";
  line.at = records::moment(7 * 24 * 3600 - 1);
  for (std::size_t i = 0; i < 2 * kSlotRowsMax; ++i) {
    line.operation.refusal = std::to_string(i);
    week.take(line);
  }
  EXPECT_LE(week.rows().size(), kSlotRowsMax + 1);
  EXPECT_EQ(week.operations(), 2 * kSlotRowsMax);
}

TEST(ProposedWindow, IsOfTheNewestIncident_AndCountsEarlierEpisodes) {
  testing::LogMaker maker(12);
  testing::Traffic traffic{.from_s = 0, .to_s = 6 * 3600, .per_minute = 60, .fate = {}};
  traffic.fate = [](std::int64_t second, Random& random) {
    const bool hurt = (second >= 7200 && second < 7800) || (second >= 14'400 && second < 15'000);
    testing::Fate fate = testing::as_ever(random);
    if (!hurt || !random.chance(1, 2)) return fate;
    fate.failure_class = second < 10'000 ? FailureClass::Overloaded : FailureClass::RateLimited;
    fate.rescued = false;
    fate.part_of_incident = second > 10'000;
    return fate;
  };
  maker.add(traffic);
  const MadeLog log = maker.made(6 * 3600);
  const WindowFold fold = folded(log);
  const ProposedWindow window = propose_window(fold.look(log.now));
  ASSERT_TRUE(window.scope);
  EXPECT_EQ(window.earlier, 1U);
  EXPECT_EQ(window.scope->from, *log.truth.first_bad);
}

TEST(Detection, IsTheFirstNotice_WithItsLine) {
  const MadeLog storm = testing::rate_limit_storm();
  const auto by_alert = propose_window(folded(storm).look(storm.now)).scope;
  ASSERT_TRUE(by_alert && by_alert->detected_by);
  EXPECT_EQ(*by_alert->detected_by, record::DetectedBy::Alert);
  EXPECT_EQ(by_alert->detected_at, records::moment(testing::kBeginsS + 120));
  EXPECT_NE(by_alert->detected_seq, 0U);
  const MadeLog silent = testing::silent_provider();
  const auto by_check = propose_window(folded(silent).look(silent.now)).scope;
  ASSERT_TRUE(by_check && by_check->detected_by);
  EXPECT_EQ(*by_check->detected_by, record::DetectedBy::SyntheticTest);
  const MadeLog burn = testing::slow_burn();
  const auto unnoticed = propose_window(folded(burn).look(burn.now)).scope;
  ASSERT_TRUE(unnoticed);
  EXPECT_FALSE(unnoticed->detected_at) << "nobody said so, and nothing fired";
}

TEST(ScopeAsSaid, IsAPersons_ButWhatNobodySaidIsTheLogs) {
  const MadeLog log = testing::rate_limit_storm();
  const WindowFold fold = folded(log);
  record::IncidentRecord opened = records::incident_opened();
  opened.from = *log.truth.first_bad - std::chrono::minutes(3);
  opened.detected_at.reset();
  opened.detected_by.reset();
  opened.by_person = true;
  const IncidentScope scope = scope_as_said({opened}, fold.look(log.now));
  EXPECT_TRUE(scope.by_person);
  EXPECT_EQ(scope.from, *opened.from);
  EXPECT_EQ(scope.to, log.truth.last_bad + kTick);
  EXPECT_EQ(scope.detected_by, record::DetectedBy::Alert);
  record::IncidentRecord moved = opened;
  moved.event = record::IncidentEvent::Moved;
  moved.from.reset();
  moved.to = log.truth.last_bad - std::chrono::minutes(5);
  moved.detected_at = *log.truth.first_bad + std::chrono::minutes(1);
  moved.detected_by = record::DetectedBy::CustomerReport;
  const IncidentScope later = scope_as_said({opened, moved}, fold.look(log.now));
  EXPECT_EQ(later.from, *opened.from);
  EXPECT_EQ(later.to, moved.to);
  EXPECT_EQ(later.detected_by, record::DetectedBy::CustomerReport);
  EXPECT_EQ(later.detected_at, moved.detected_at);
  EXPECT_EQ(later.detected_seq, 0U) << "a person said it, no line of the log's own did";
}

TEST(PhaseOf, IsHalfOpen) {
  IncidentScope scope;
  scope.baseline_from = records::moment(0);
  scope.from = records::moment(10);
  scope.to = records::moment(20);
  scope.until = records::moment(30);
  EXPECT_FALSE(phase_of(scope, records::moment(-1)));
  EXPECT_EQ(phase_of(scope, records::moment(0)), Phase::Before);
  EXPECT_EQ(phase_of(scope, records::moment(10)), Phase::During);
  EXPECT_EQ(phase_of(scope, records::moment(20)), Phase::After);
  EXPECT_FALSE(phase_of(scope, records::moment(30)));
  scope.to.reset();
  EXPECT_EQ(phase_of(scope, records::moment(25)), Phase::During);
}

}  // namespace
}  // namespace jurymast::review
