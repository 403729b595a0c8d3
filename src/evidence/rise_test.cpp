#include "evidence/rise.hpp"

#include <gtest/gtest.h>

#include "base/random.hpp"

namespace jurymast::evidence {
namespace {

/// Computed apart from this code, with whole numbers (Python's `math.comb`).
TEST(ChanceOfRise, IsFishersExactTest) {
  EXPECT_NEAR(chance_of_rise({0, 500}, {6, 30}), 1.984418548757742e-08, 1e-14);
  EXPECT_NEAR(chance_of_rise({3, 200}, {5, 40}), 0.0038922279728426756, 1e-12);
  EXPECT_NEAR(chance_of_rise({1, 9}, {11, 14}), 0.0024902409476376362, 1e-12);
  EXPECT_NEAR(chance_of_rise({40, 10'000}, {30, 1'000}) / 5.946466515956541e-14, 1, 1e-8);
}

TEST(ChanceOfRise, IsOneWhereNothingRoseOrThereIsNothingToCompare) {
  EXPECT_EQ(chance_of_rise({0, 0}, {5, 5}), 1);
  EXPECT_EQ(chance_of_rise({5, 50}, {0, 0}), 1);
  EXPECT_EQ(chance_of_rise({5, 50}, {5, 50}), 1);
  EXPECT_EQ(chance_of_rise({5, 50}, {1, 50}), 1);
}

/// A hundred looks at shares that never change: wrong in one run of a hundred at most.
TEST(Rose, IsRarelyWrong_HoweverOftenOneLooks) {
  constexpr int kRuns = 500;
  constexpr std::uint64_t kLooks = 100;
  Random random(7);
  int wrong = 0;
  for (int run = 0; run < kRuns; ++run) {
    bool seen = false;
    for (std::uint64_t look = 0; look < kLooks; ++look) {
      Hits before{0, 60};
      Hits later{0, 30};
      for (std::uint64_t i = 0; i < before.of; ++i) before.hits += random.below(20) == 0 ? 1U : 0U;
      for (std::uint64_t i = 0; i < later.of; ++i) later.hits += random.below(20) == 0 ? 1U : 0U;
      seen = seen || rose(before, later, kLooks);
    }
    wrong += seen ? 1U : 0U;
  }
  EXPECT_LE(wrong, kRuns / 50);
}

TEST(RosePlainly, NeedsTwiceTheShareAndOneInAHundred) {
  EXPECT_TRUE(rose({10'000, 1'000'000}, {15'000, 1'000'000}, 1));
  EXPECT_FALSE(rose_plainly({10'000, 1'000'000}, {15'000, 1'000'000}, 1));
  EXPECT_FALSE(rose_plainly({0, 1'000'000}, {5'000, 1'000'000}, 1));
  EXPECT_TRUE(rose_plainly({10'000, 1'000'000}, {30'000, 1'000'000}, 1));
}

TEST(ChangeOf, SaysFewer_AsMany_OrThatItIsNotKnown) {
  EXPECT_EQ(change_of({40, 50}, {2, 50}), Change::Fewer);
  EXPECT_EQ(change_of({40, 50}, {42, 50}), Change::AsMany);
  EXPECT_EQ(change_of({0, 50}, {42, 50}), Change::AsMany);
  EXPECT_EQ(change_of({40, 50}, {2, 10}), Change::NotKnown);
  EXPECT_EQ(change_of({0, 500}, {0, 500}), Change::NotKnown) << "there was nothing to be made better";
  EXPECT_EQ(change_of({6, 60}, {4, 60}), Change::NotKnown);
}

}  // namespace
}  // namespace jurymast::evidence
