#include "wire/turn_groups.hpp"

#include <gtest/gtest.h>

namespace jurymast::wire {
namespace {

using Groups = std::vector<std::size_t>;

TurnLinks call(std::string name) { return {.calls = {std::move(name)}, .model_made = true}; }
TurnLinks answer(std::string name) { return {.answers = std::move(name), .answer = true}; }
TurnLinks reasoning() { return {.reasoning = true, .model_made = true}; }
TurnLinks said_by_model() { return {.model_made = true}; }

Groups groups_of(const std::vector<TurnLinks>& turns) {
  TurnGroups groups;
  for (const TurnLinks& links : turns) groups.push(links);
  return groups.groups();
}

TEST(TurnGroups, HoldACallAndItsAnswersTogether_WhateverStandsBetween) {
  EXPECT_EQ(groups_of({call("a"), call("b"), {}, answer("b"), answer("a"), answer("a")}), (Groups{0, 1, 2, 1, 0, 0}));
}

TEST(TurnGroups, GiveANameUsedAgainToTheLatestCall) {
  EXPECT_EQ(groups_of({call("a"), answer("a"), call("a"), answer("a")}), (Groups{0, 0, 2, 2}));
}

TEST(TurnGroups, GiveAnAnswerWithoutANameToTheLatestCaller) {
  EXPECT_EQ(groups_of({call("a"), call("b"), said_by_model(), {.answer = true}}), (Groups{0, 1, 2, 1}));
}

TEST(TurnGroups, SayWhereAnAnswerHasNoCallInFront) {
  TurnGroups groups;
  EXPECT_FALSE(groups.push(answer("a")));
  EXPECT_FALSE(groups.push({.answer = true}));
  EXPECT_TRUE(groups.push(call("a")));
  EXPECT_TRUE(groups.push(answer("a")));
  EXPECT_TRUE(groups.knows_call("a"));
  EXPECT_FALSE(groups.knows_call("b"));
  EXPECT_EQ(groups.groups(), (Groups{0, 1, 2, 2}));
}

TEST(TurnGroups, HoldReasoningAndAllThatTheModelMadeOfItTogether) {
  EXPECT_EQ(groups_of({reasoning(), call("a"), call("b"), answer("a"), answer("b"), said_by_model()}), (Groups{0, 0, 0, 0, 0, 5}));
  EXPECT_EQ(groups_of({reasoning(), call("a"), reasoning(), call("b"), answer("a"), answer("b")}), (Groups{0, 0, 2, 2, 0, 2}));
}

TEST(TurnGroups, HoldReasoningToTheNextTurn_WhoeverMadeIt) {
  EXPECT_EQ(groups_of({reasoning(), reasoning(), {}, said_by_model()}), (Groups{0, 0, 0, 3}));
}

TEST(TurnGroups, AreNotPartedByATurnThatStandsApart) {
  TurnGroups groups;
  groups.push(reasoning());
  groups.push_apart();
  groups.push(call("a"));
  EXPECT_EQ(groups.groups(), (Groups{0, 1, 0}));
}

TEST(TurnGroups, StayWholeWhereALaterTurnTiesTwoOfThem) {
  EXPECT_EQ(groups_of({call("a"), call("b"), reasoning(), answer("b"), answer("a")}), (Groups{0, 1, 1, 1, 0}));
  TurnLinks tie = call("d");
  tie.answer = true;
  tie.answers = "a";
  EXPECT_EQ(groups_of({call("a"), {}, reasoning(), tie, answer("d")}), (Groups{0, 1, 0, 0, 0}));
}

TEST(TurnGroups, TakeLongChainsInTheirStride) {
  constexpr std::size_t kCalls = 30'000;
  TurnGroups groups;
  for (std::size_t i = 0; i < kCalls; ++i) groups.push(call(std::to_string(i)));
  groups.push(reasoning());
  for (std::size_t i = kCalls; i-- > 0;) {
    groups.push({.answers = std::to_string(i), .answer = true, .model_made = true});
  }
  EXPECT_EQ(groups.groups(), Groups(2 * kCalls + 1, 0));
}

}  // namespace
}  // namespace jurymast::wire
