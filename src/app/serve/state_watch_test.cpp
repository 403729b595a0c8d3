#include "app/serve/state_watch.hpp"

#include <gtest/gtest.h>

#include "proxy/test_plane.hpp"
#include "record/sample.hpp"
#include "record/target_state.hpp"

namespace jurymast::app {
namespace {

using record::BreakerState;
using record::Hindrance;
using record::TargetState;
using std::chrono_literals::operator""s;
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""h;

const WallTime kAt{std::chrono::seconds(1'782'000'000)};

record::TargetStateRecord change(const std::string& text) { return record::read_target_state(text).value(); }

TEST(TargetChanges, TellABreakerByFamilyWithItsEpoch) {
  policy::TargetStatus open;
  open.breaker = BreakerState::Open;
  open.breaker_epoch = 1;
  open.open_left = 5s;
  const auto records = target_changes("main", Family::Responses, std::nullopt, open, kAt);
  ASSERT_EQ(records.size(), 1U);
  const auto opened = change(records.front());
  EXPECT_EQ(opened, (record::TargetStateRecord{kAt, "main", Hindrance::Breaker, Family::Responses, TargetState::Closed,
                                               TargetState::Open, 1, 5000}));
  EXPECT_TRUE(target_changes("main", Family::Responses, open, open, kAt).empty());
  policy::TargetStatus again = open;
  again.breaker_epoch = 2;
  EXPECT_EQ(change(target_changes("main", Family::Responses, open, again, kAt).front()).epoch, 2U)
      << "a probe failed between two looks";
}

TEST(TargetChanges, TellPauseAndCredentialWithoutAFamily) {
  policy::TargetStatus hindered;
  hindered.pause_left = 2s;
  hindered.credential_open = true;
  const auto records = target_changes("main", Family::Responses, std::nullopt, hindered, kAt);
  ASSERT_EQ(records.size(), 2U);
  EXPECT_EQ(change(records[0]).to, TargetState::Paused);
  EXPECT_EQ(change(records[0]).left_ms, 2000U);
  EXPECT_EQ(change(records[1]).hindrance, Hindrance::Credential);
  EXPECT_EQ(change(records[1]).to, TargetState::Refused);
  EXPECT_FALSE(change(records[1]).family);
  const auto over = target_changes("main", Family::Responses, hindered, policy::TargetStatus(), kAt);
  ASSERT_EQ(over.size(), 2U);
  EXPECT_EQ(change(over[0]).to, TargetState::Clear);
  EXPECT_EQ(change(over[1]).to, TargetState::Accepted);
}

/// Lets an attempt at the target fail as that.
void fail_once(proxy::TestPlane& plane, const policy::Target& target, FailureClass failure_class, MonotonicTime now) {
  Random random(1);
  policy::AdmissionAsk ask;
  ask.target = &target;
  ask.starts_at = now;
  const policy::Admission admission = plane.shared->fleet.admit(ask, now, random);
  policy::Settlement settlement;
  settlement.target = &target;
  settlement.failure_class = failure_class;
  settlement.breaker_epoch = admission.facts.breaker_epoch;
  settlement.credential_epoch = admission.credential_epoch;
  plane.shared->fleet.settle(settlement, now, random);
}

TEST(StateWatch, TellsWhatHappensToTheFleet_AndASampleEveryTenSeconds) {
  proxy::TestPlane plane;
  StateWatch watch;
  const policy::Target& main = plane.snapshot->targets.front();
  const MonotonicTime start{1h};
  const auto look = [&](Duration after) { return watch.look(*plane.shared, *plane.snapshot, {start + after, kAt + after}); };
  const auto first = look(0s);
  ASSERT_EQ(first.size(), 1U);
  EXPECT_TRUE(record::read_sample(first.front())->targets.empty()) << "all are at rest";
  EXPECT_TRUE(look(100ms).empty());
  for (int i = 0; i < 5; ++i) fail_once(plane, main, FailureClass::UpstreamError, start + 1s);
  const auto opened = look(1100ms);
  ASSERT_EQ(opened.size(), 1U);
  EXPECT_EQ(change(opened.front()).target, "main");
  EXPECT_EQ(change(opened.front()).to, TargetState::Open);
  EXPECT_TRUE(look(2s).empty());
  const auto later = look(10s);
  ASSERT_FALSE(later.empty());
  const auto sample = record::read_sample(later.back());
  ASSERT_TRUE(sample) << later.back();
  ASSERT_EQ(sample->targets.size(), 1U);
  EXPECT_EQ(sample->targets.front().target, "main");
  EXPECT_NE(sample->targets.front().breaker, std::nullopt);
  EXPECT_EQ(sample->config, 3U);
}

}  // namespace
}  // namespace jurymast::app
