#include "evidence/burn_rate.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "base/random.hpp"

namespace jurymast::evidence {
namespace {

using namespace std::chrono_literals;

constexpr const BurnRule& kHour = kBurnRules[0];
constexpr const BurnRule& kSixHours = kBurnRules[1];
constexpr const BurnRule& kThreeDays = kBurnRules[2];

WallTime at(Duration since_the_start) { return WallTime{1'782'000'000s + since_the_start}; }

/// So many operations, one a second, of which every `failing`th fails.
BurnRate after(int operations, int failing, double budget = 0.02) {
  BurnRate burn(budget);
  for (int i = 0; i < operations; ++i) burn.take(at(i * 1s), failing > 0 && i % failing == 0);
  return burn;
}

TEST(BurnRate, IsTheShareThatFailsBesideTheBudget) {
  EXPECT_DOUBLE_EQ(after(600, 10).rate(kHour).value(), 5);
  EXPECT_DOUBLE_EQ(after(600, 10, 0.1).rate(kSixHours).value(), 1);
  EXPECT_DOUBLE_EQ(after(600, 1).rate(kThreeDays).value(), 50);
}

TEST(BurnRate, SaysNothingOfFewerThanTenFailures) {
  EXPECT_FALSE(BurnRate(0.02).rate(kHour));
  EXPECT_FALSE(after(600, 0).rate(kHour));
  EXPECT_FALSE(after(9, 1).rate(kHour)) << "nine of nine failed, and nine are not ten";
  EXPECT_TRUE(after(10, 1).rate(kHour));
}

TEST(BurnRate, IsTheLowerOfLongAgoAndLately_SoThatWhatIsOverIsOver) {
  BurnRate burn = after(300, 1);
  EXPECT_GE(burn.rate(kHour).value(), kHour.rate);
  for (int i = 0; i < 360; ++i) burn.take(at(300s + i * 1s), false);
  EXPECT_LT(burn.rate(kHour).value(), kHour.rate) << "five minutes without a failure";
  EXPECT_GE(burn.rate(kSixHours).value(), kSixHours.rate) << "and half an hour is not over";
}

TEST(BurnRate, ForgetsWhatIsOlderThanItsLongestTime) {
  BurnRate burn = after(60, 1);
  burn.take(at(72h + 1min), false);
  EXPECT_FALSE(burn.rate(kThreeDays));
  burn.take(at(0s), true);
  EXPECT_FALSE(burn.rate(kThreeDays)) << "and takes nothing of it later";
}

TEST(BurnRate, IsTheSameWhateverTheOrder) {
  Random random(7);
  std::vector<std::pair<WallTime, bool>> operations;
  for (int i = 0; i < 3000; ++i) operations.emplace_back(at(i * 7s), random.chance(1, 5));
  BurnRate in_order(0.02);
  for (const auto& [began, unserved] : operations) in_order.take(began, unserved);
  for (std::size_t i = operations.size() - 1; i > 0; --i) std::swap(operations[i], operations[random.below(i + 1)]);
  BurnRate shuffled(0.02);
  for (const auto& [began, unserved] : operations) shuffled.take(began, unserved);
  for (const BurnRule& rule : kBurnRules) EXPECT_EQ(shuffled.rate(rule).value(), in_order.rate(rule).value()) << rule.name;
}

}  // namespace
}  // namespace jurymast::evidence
