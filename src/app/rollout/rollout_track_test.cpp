#include "app/rollout/rollout_track.hpp"

#include <gtest/gtest.h>

#include "record/test_operations.hpp"

namespace jurymast::app {
namespace {

using record::RolloutAction;
using record::RolloutRecord;
using record::RolloutState;

RolloutRecord step(std::uint64_t number, RolloutAction action, RolloutState state, std::uint64_t from_ppm, std::uint64_t to_ppm) {
  RolloutRecord record;
  record.at = WallTime{std::chrono::seconds(1'782'000'000 + number)};
  record.id = record::testing::operation_id(number);
  record.plan.id = record::testing::operation_id(1);
  record.plan.route = "assistant";
  record.plan.target = "spare";
  record.plan.stages = {{0}, {100'000}, {1'000'000}};
  record.action = action;
  record.state_to = state;
  record.weight_from_ppm = from_ppm;
  record.weight_to_ppm = to_ppm;
  record.stage = to_ppm == 0 ? 0 : 1;
  return record;
}

RolloutRecord up() { return step(2, RolloutAction::Advance, RolloutState::Ramping, 0, 100'000); }
RolloutRecord down() { return step(3, RolloutAction::RollBack, RolloutState::Warm, 100'000, 0); }

/// What became of a step, as whoever asked for it is told.
struct Answer {
  int told = 0;
  bool taken = false;
  StepDone done() {
    return [this](const Result<void>& result) {
      ++told;
      taken = result.has_value();
    };
  }
};

RolloutTrack planned() {
  RolloutTrack track{evidence::RolloutRules{}};
  track.take(step(1, RolloutAction::Plan, RolloutState::Idle, 0, 0));
  return track;
}

TEST(RolloutTrack, RaisesTraffic_OnceTheStepIsOnTheDisk_AndWasSeenInTheLog) {
  RolloutTrack track = planned();
  Answer answer;
  track.begin(up(), answer.done());
  EXPECT_TRUE(track.busy());
  EXPECT_EQ(track.share().weight_ppm, 0U);
  track.take(up());
  EXPECT_EQ(track.rollout().state(), RolloutState::Ramping);
  EXPECT_EQ(track.share().weight_ppm, 0U) << "the line was read, and a power cut could still take it";
  EXPECT_EQ(answer.told, 0);
  track.logged(up().id);
  EXPECT_EQ(track.share().weight_ppm, 100'000U);
  EXPECT_EQ(answer.told, 1);
  EXPECT_TRUE(answer.taken);
  EXPECT_FALSE(track.busy());
}

TEST(RolloutTrack, WithTheDiskBeforeTheLog_RaisesTrafficToo) {
  RolloutTrack track = planned();
  track.begin(up(), nullptr);
  track.logged(up().id);
  EXPECT_EQ(track.share().weight_ppm, 0U);
  track.take(up());
  EXPECT_EQ(track.share().weight_ppm, 100'000U);
}

TEST(RolloutTrack, WithoutTheRecordThereIsNoChange) {
  RolloutTrack track = planned();
  Answer answer;
  track.begin(up(), answer.done());
  track.failed(up().id, {Code::Unavailable, "no room"});
  EXPECT_EQ(answer.told, 1);
  EXPECT_FALSE(answer.taken);
  EXPECT_FALSE(track.busy());
  EXPECT_EQ(track.share().weight_ppm, 0U);
  EXPECT_EQ(track.rollout().state(), RolloutState::Idle);
}

TEST(RolloutTrack, LowersTrafficAtOnce_AndMovesWhereTheLogSaysSo) {
  RolloutTrack track = planned();
  track.take(up());
  EXPECT_EQ(track.share().weight_ppm, 100'000U);
  Answer answer;
  track.begin(down(), answer.done());
  EXPECT_EQ(track.share().weight_ppm, 0U);
  EXPECT_EQ(track.rollout().state(), RolloutState::Ramping);
  EXPECT_EQ(track.ahead().state(), RolloutState::Warm);
  track.take(down());
  EXPECT_EQ(track.rollout().state(), RolloutState::Warm);
  EXPECT_EQ(answer.told, 1);
  EXPECT_TRUE(answer.taken);
}

TEST(RolloutTrack, WhatWasLoweredStaysDown_ThoughTheDiskDoesNotTakeIt_AndIsWrittenAgain) {
  RolloutTrack track = planned();
  track.take(up());
  track.begin(down(), nullptr);
  track.failed(down().id, {Code::Unavailable, "no room"});
  EXPECT_EQ(track.share().weight_ppm, 0U);
  ASSERT_EQ(track.take_unwritten().size(), 1U);
  EXPECT_TRUE(track.take_unwritten().empty()) << "once for each time it failed";
  track.take(down());
  EXPECT_FALSE(track.busy());
  EXPECT_EQ(track.share().weight_ppm, 0U);
}

TEST(RolloutTrack, ADownThatOvertakesAnUp_IsNotUndoneByIt) {
  RolloutTrack track = planned();
  track.take(up());
  const RolloutRecord higher = step(4, RolloutAction::Advance, RolloutState::Ramping, 100'000, 1'000'000);
  const RolloutRecord back = step(5, RolloutAction::RollBack, RolloutState::Warm, 1'000'000, 0);
  track.begin(higher, nullptr);
  track.begin(back, nullptr);
  EXPECT_EQ(track.share().weight_ppm, 0U);
  track.take(higher);
  track.logged(higher.id);
  EXPECT_EQ(track.share().weight_ppm, 0U);
  track.take(back);
  EXPECT_EQ(track.share().weight_ppm, 0U);
  EXPECT_EQ(track.rollout().state(), RolloutState::Warm);
}

TEST(RolloutTrack, ALineThatStandsTwiceMovesItOnce) {
  RolloutTrack track = planned();
  track.take(up());
  track.take(down());
  track.take(down());
  EXPECT_EQ(track.rollout().state(), RolloutState::Warm);
  EXPECT_TRUE(track.has_record());
}

}  // namespace
}  // namespace jurymast::app
