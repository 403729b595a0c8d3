#include "policy/budget.hpp"

#include <gtest/gtest.h>

#include "base/random.hpp"

namespace jurymast::policy {
namespace {

constexpr MonotonicTime kStart{std::chrono::hours(1)};

unsigned drain(Bucket& bucket, const BudgetSettings& settings, MonotonicTime now) {
  unsigned taken = 0;
  while (bucket.take(settings, now)) ++taken;
  return taken;
}

TEST(Bucket, IsFullAtFirst_AndThenDenies) {
  Bucket bucket;
  const BudgetSettings settings;
  EXPECT_EQ(bucket.level_milli(settings, kStart), 10'000U);
  EXPECT_EQ(drain(bucket, settings, kStart), 10U);
  EXPECT_FALSE(bucket.take(settings, kStart));
}

TEST(Bucket, GainsATenthOfATokenASecond_AndATenthASuccess) {
  Bucket bucket;
  const BudgetSettings settings;
  drain(bucket, settings, kStart);
  EXPECT_FALSE(bucket.take(settings, kStart + 9'999ms));
  EXPECT_TRUE(bucket.take(settings, kStart + 10s));
  for (int i = 0; i < 9; ++i) bucket.succeeded(settings, kStart + 10s);
  EXPECT_FALSE(bucket.take(settings, kStart + 10s));
  bucket.succeeded(settings, kStart + 10s);
  EXPECT_TRUE(bucket.take(settings, kStart + 10s));
}

TEST(Bucket, NeverHoldsMoreThanItsCapacity) {
  Bucket bucket;
  const BudgetSettings settings;
  bucket.level_milli(settings, kStart);
  bucket.succeeded(settings, kStart);
  EXPECT_EQ(bucket.level_milli(settings, kStart + std::chrono::hours(24 * 365)), 10'000U);
  EXPECT_EQ(drain(bucket, settings, kStart + std::chrono::hours(24 * 365)), 10U);
}

TEST(Bucket, LosesAndWinsNoTime_HoweverOftenItIsAsked) {
  Random random(3);
  for (int round = 0; round < 50; ++round) {
    Bucket asked_often;
    Bucket asked_once;
    const BudgetSettings settings;
    drain(asked_often, settings, kStart);
    drain(asked_once, settings, kStart);
    MonotonicTime now = kStart;
    for (int i = 0; i < 200; ++i) {
      now = now + random.jitter(137'111'113ns);
      asked_often.level_milli(settings, now);
    }
    EXPECT_EQ(asked_often.level_milli(settings, now), asked_once.level_milli(settings, now));
  }
}

TEST(Bucket, FollowsASmallerCapacityAtOnce) {
  Bucket bucket;
  BudgetSettings settings;
  bucket.level_milli(settings, kStart);
  settings.capacity_milli = 2'000;
  EXPECT_EQ(bucket.level_milli(settings, kStart), 2'000U);
}

TEST(Bucket, AdmitsEverythingWhereItIsDisabled) {
  Bucket bucket;
  BudgetSettings settings;
  settings.enabled = false;
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(bucket.take(settings, kStart));
}

}  // namespace
}  // namespace jurymast::policy
