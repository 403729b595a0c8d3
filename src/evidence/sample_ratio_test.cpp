#include "evidence/sample_ratio.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "base/random.hpp"

namespace jurymast::evidence {
namespace {

using std::chrono::seconds;

constexpr std::int64_t kBegin = 1'782'000'000;
WallTime at(std::int64_t second) { return {seconds(kBegin + second)}; }

/// So many operations, one a second, with the weight that the coin had; `arrives` says which of them come into the record.
SampleRatio shown(std::uint32_t weight_ppm, int operations, const std::function<bool(Side, Random&)>& arrives,
                  std::uint64_t seed = 1) {
  SampleRatio ratio;
  Random random(seed);
  for (int i = 0; i < operations; ++i) {
    const Side side = random.below(kWholePpm) < weight_ppm ? Side::Canary : Side::Control;
    if (arrives(side, random)) ratio.take({weight_ppm, side}, at(i));
  }
  return ratio;
}

bool all(Side, Random&) { return true; }

TEST(SampleRatio, IsSeldomAmiss_WhereTheArmsComeAsTheyAreDrawn) {
  int amiss = 0;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    SampleRatio ratio;
    Random random(seed);
    bool ever = false;
    for (int i = 0; i < 3000; ++i) {
      ratio.take({50'000, random.chance(1, 20) ? Side::Canary : Side::Control}, at(i));
      ever = ever || ratio.decided();
    }
    if (ever) ++amiss;
  }
  EXPECT_LE(amiss, 2);  // a thousandth, and three standard deviations
}

TEST(SampleRatio, NoticesThatAnArmDoesNotShow_AndNamesIt) {
  const SampleRatio no_canary = shown(250'000, 900, [](Side side, Random&) { return side == Side::Control; });
  EXPECT_TRUE(no_canary.decided());
  EXPECT_TRUE(no_canary.lacks_an_arm());
  EXPECT_EQ(no_canary.canary(), 0U);
  const SampleRatio no_control = shown(250'000, 900, [](Side side, Random&) { return side == Side::Canary; });
  EXPECT_TRUE(no_control.decided());
  EXPECT_TRUE(no_control.lacks_an_arm());
}

TEST(SampleRatio, NoticesThatHalfOfAnArmIsLost) {
  const SampleRatio ratio =
      shown(250'000, 3000, [](Side side, Random& random) { return side == Side::Control || random.chance(1, 2); });
  EXPECT_TRUE(ratio.decided());
  EXPECT_FALSE(ratio.lacks_an_arm());
}

TEST(SampleRatio, WaitsForTheSlowOnes_SoThatAQuickArmProvesNothing) {
  SampleRatio ratio;
  for (int i = 0; i < 300; ++i) ratio.take({500'000, Side::Control}, at(i));
  EXPECT_EQ(ratio.log_e(), 0) << "their fellows of the other arm may still be under way";
  for (int i = 0; i < 300; ++i) ratio.take({500'000, Side::Canary}, at(i));
  ratio.take({500'000, Side::Control}, at(1000));
  EXPECT_EQ(ratio.control(), 300U);
  EXPECT_EQ(ratio.canary(), 300U);
  EXPECT_FALSE(ratio.decided());
}

TEST(SampleRatio, LearnsNothingFromACoinWithOneSide) {
  const SampleRatio ratio = shown(kWholePpm, 2000, all);
  EXPECT_EQ(ratio.log_e(), 0);
  EXPECT_EQ(ratio.canary(), 0U);
}

TEST(SampleRatio, ExpectsNoGain_WhicheverSideComesNext) {
  for (const double weight : {0.01, 0.25, 0.5}) {
    const auto weight_ppm = static_cast<std::uint32_t>(weight * kWholePpm);
    const SampleRatio before = shown(weight_ppm, 1500, all, 7);
    double expected = 0;
    for (const Side side : {Side::Canary, Side::Control}) {
      SampleRatio after = before;
      SampleRatio base = before;
      // What settles with it has settled in both.
      base.take({weight_ppm, Side::Control}, at(3000));
      after.take({weight_ppm, Side::Control}, at(3000));
      after.take({weight_ppm, side}, at(0));
      expected += (side == Side::Canary ? weight : 1 - weight) * std::exp(after.log_e() - base.log_e());
    }
    EXPECT_NEAR(expected, 1, 1e-9) << weight;
  }
}

}  // namespace
}  // namespace jurymast::evidence
