#include "proxy/traffic_board.hpp"

#include <gtest/gtest.h>

#include <array>
#include <utility>

#include "proxy/test_plane.hpp"

namespace jurymast::proxy {
namespace {

using record::Arm;

OperationId operation(std::uint64_t number) {
  Random random(number + 1);
  return OperationId::make(WallTime{std::chrono::seconds(1'782'000'000) + std::chrono::milliseconds(number)}, random);
}

class TrafficBoardTest : public ::testing::Test {
 protected:
  policy::Assignment assigned(std::uint64_t number) {
    return plane_.shared->assignment_for(*plane_.snapshot, facts_, operation(number));
  }

  TestPlane plane_;
  policy::RequestFacts facts_;
};

TEST_F(TrafficBoardTest, WithoutATrafficEverythingGoesAsConfigured) {
  EXPECT_EQ(plane_.shared->traffic.in_force(), nullptr);
  EXPECT_EQ(assigned(1), policy::Assignment());
  policy::Traffic of_another = canary_at(policy::kWholeWeightPpm);
  of_another["another"] = std::exchange(of_another["assistant"], {});
  of_another.erase("assistant");
  plane_.shared->traffic.adopt(std::move(of_another));
  EXPECT_EQ(assigned(1), policy::Assignment()) << "nothing stands for this route";
  plane_.shared->traffic.adopt({});
  EXPECT_EQ(plane_.shared->traffic.in_force(), nullptr);
}

TEST_F(TrafficBoardTest, DrawsOperationsByTheirIds_InTheShareThatStands) {
  plane_.shared->draw_key = {7};
  constexpr std::uint64_t kOperations = 20'000;
  for (const std::uint32_t weight : {10'000U, 50'000U, 500'000U}) {
    plane_.shared->traffic.adopt(canary_at(weight));
    std::int64_t canaries = 0;
    for (std::uint64_t i = 0; i < kOperations; ++i) canaries += assigned(i).arm == Arm::Canary ? 1 : 0;
    const std::int64_t expected = static_cast<std::int64_t>(kOperations) * weight / policy::kWholeWeightPpm;
    // Five times the deviation of a fair draw, which is at most the root of what is expected.
    const std::int64_t off = canaries - expected;
    EXPECT_LE(off * off, 25 * expected) << canaries << " of " << expected;
  }
}

TEST_F(TrafficBoardTest, KeepsTheShareOfEveryStage_OnEveryKindOfRoute) {
  plane_.shared->draw_key = {11};
  struct Kind {
    const char* name;
    void (*make)(policy::Route& route, policy::RequestFacts& facts);
  };
  constexpr std::array kKinds = std::to_array<Kind>({
      {"plain", [](policy::Route&, policy::RequestFacts&) {}},
      {"responses", [](policy::Route& route, policy::RequestFacts& facts) { route.family = facts.family = Family::Responses; }},
      {"streamed", [](policy::Route&, policy::RequestFacts& facts) { facts.streamed = true; }},
      {"of high risk", [](policy::Route& route, policy::RequestFacts&) { route.risk = policy::Risk::High; }},
      {"with side effects",
       [](policy::Route& route, policy::RequestFacts&) { route.side_effects = policy::SideEffects::Possible; }},
      {"checked", [](policy::Route& route, policy::RequestFacts& facts) { route.output.non_empty = facts.validated = true; }},
      {"committed whole", [](policy::Route& route, policy::RequestFacts&) { route.commit = policy::CommitRule::Complete; }},
  });
  constexpr std::uint64_t kOperations = 10'000;
  for (policy::Target& target : plane_.snapshot->targets) target.families = {true, true};
  const policy::Route usual = plane_.snapshot->routes[0];
  for (const Kind& kind : kKinds) {
    plane_.snapshot->routes[0] = usual;
    facts_ = {};
    kind.make(plane_.snapshot->routes[0], facts_);
    for (const std::uint32_t weight : {10'000U, 50'000U, 100'000U, 250'000U, 500'000U, policy::kWholeWeightPpm}) {
      plane_.shared->traffic.adopt(canary_at(weight));
      std::int64_t canaries = 0;
      for (std::uint64_t i = 0; i < kOperations; ++i) canaries += assigned(i).arm == Arm::Canary ? 1 : 0;
      const std::int64_t expected = static_cast<std::int64_t>(kOperations) * weight / policy::kWholeWeightPpm;
      const std::int64_t off = canaries - expected;
      EXPECT_LE(off * off, 25 * expected) << kind.name << ": " << canaries << " of " << expected;
    }
  }
}

TEST_F(TrafficBoardTest, DrawsWhomARequestIsFor_WhereTheRolloutIsSticky) {
  plane_.shared->draw_key = {7};
  plane_.shared->traffic.adopt(canary_at(500'000));
  plane_.snapshot->routes[0].rollout.sticky_header = "x-user";
  const auto assigned_to = [&](const std::string& user, std::uint64_t number) {
    return plane_.shared->assignment_for(*plane_.snapshot, facts_, operation(number), user);
  };
  int canaries = 0;
  for (int i = 0; i < 200; ++i) {
    const std::string user = "user-" + std::to_string(i);
    const policy::Assignment first = assigned_to(user, 1);
    EXPECT_EQ(assigned_to(user, 2), first) << "another request of the same user";
    canaries += first.arm == Arm::Canary ? 1 : 0;
    plane_.shared->traffic.adopt(canary_at(800'000));
    if (first.arm == Arm::Canary) {
      EXPECT_EQ(assigned_to(user, 3).arm, Arm::Canary) << "a larger share moves nobody back";
    }
    plane_.shared->traffic.adopt(canary_at(500'000));
  }
  // Five standard deviations of a half of 200.
  EXPECT_NEAR(canaries, 100, 36);
  EXPECT_FALSE(assigned_to("", 1).drawn()) << "nobody said for whom";
}

TEST_F(TrafficBoardTest, DrawsAgainTheSame_WhoeverAsksAndAfterARestart) {
  plane_.shared->draw_key = {7};
  plane_.shared->traffic.adopt(canary_at(500'000));
  TestPlane restarted;
  restarted.shared->draw_key = {7};
  restarted.shared->traffic.adopt(canary_at(500'000));
  TestPlane stranger;
  stranger.shared->draw_key = {8};
  stranger.shared->traffic.adopt(canary_at(500'000));
  unsigned differs = 0;
  for (std::uint64_t i = 0; i < 200; ++i) {
    const policy::Assignment first = assigned(i);
    EXPECT_EQ(assigned(i), first);
    EXPECT_EQ(restarted.shared->assignment_for(*restarted.snapshot, facts_, operation(i)), first);
    differs += stranger.shared->assignment_for(*stranger.snapshot, facts_, operation(i)) == first ? 0U : 1U;
  }
  EXPECT_GT(differs, 50U) << "without the key nobody can tell";
}

}  // namespace
}  // namespace jurymast::proxy
