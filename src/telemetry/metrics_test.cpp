#include "telemetry/metrics.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "base/failure_class.hpp"
#include "base/random.hpp"
#include "telemetry/family.hpp"
#include "telemetry/quiet.hpp"

namespace jurymast::telemetry {
namespace {

using namespace std::chrono_literals;

TEST(Histogram, CountsInTheFirstBucketThatIsLargeEnough) {
  Histogram histogram;
  histogram.observe(0ms);
  histogram.observe(10ms);
  histogram.observe(10ms + 1ns);
  histogram.observe(81'920ms);
  histogram.observe(81'920ms + 1ns);
  histogram.observe(-5s);
  EXPECT_EQ(histogram.in_bucket(0), 3U);
  EXPECT_EQ(histogram.in_bucket(1), 1U);
  EXPECT_EQ(histogram.in_bucket(13), 1U);
  EXPECT_EQ(histogram.in_bucket(14), 1U);
  EXPECT_EQ(histogram.sum_ns(), 20'000'001U + 2 * 81'920'000'000U + 1U);
}

TEST(Histogram, EveryObservationIsInExactlyOneBucket) {
  Histogram histogram;
  Random random(7);
  std::uint64_t sum = 0;
  for (int i = 0; i < 10'000; ++i) {
    const auto ns = random.below(200'000'000'000);
    sum += ns;
    histogram.observe(Duration(static_cast<std::int64_t>(ns)));
  }
  std::uint64_t count = 0;
  for (std::size_t i = 0; i <= histogram.bounds().size(); ++i) count += histogram.in_bucket(i);
  EXPECT_EQ(count, 10'000U);
  EXPECT_EQ(histogram.sum_ns(), sum);
}

TEST(GenAiBounds, AreThoseOfTheConvention) {
  EXPECT_EQ(kGenAiBounds.front(), 10ms);
  EXPECT_EQ(kGenAiBounds[3], 80ms);
  EXPECT_EQ(kGenAiBounds.back(), 81'920ms);
}

TEST(Names, KeepTheirIndexAndAreBounded) {
  Names names(3);
  EXPECT_EQ(names.index_of("a"), 0);
  EXPECT_EQ(names.index_of("b"), 1);
  EXPECT_EQ(names.index_of("a"), 0);
  EXPECT_EQ(names.index_of("c"), 2);
  EXPECT_EQ(names.index_of("d"), kOtherIndex);
  EXPECT_EQ(names.name(1), "b");
  EXPECT_EQ(names.name(3), "other");
  EXPECT_EQ(names.name(kOtherIndex), "other");
}

TEST(Words, AnIndexOutsideTheSetIsOther) {
  const Words words(kFailureClassNames);
  EXPECT_EQ(words.name(static_cast<std::uint16_t>(FailureClass::Auth)), "auth");
  EXPECT_EQ(words.name(500), "other");
}

const Words kClasses{kFailureClassNames};

TEST(Family, GivesEachCombinationItsOwnSeries) {
  Names targets;
  const MetricHead head{"x_total", "x", {{"target", &targets}, {"class", &kClasses}}};
  Family<Counter> family(head);
  family.at({0, 1}).add(2);
  family.at({1, 0}).add(5);
  family.at({0, 1}).add();
  EXPECT_EQ(family.at({0, 1}).value(), 3U);
  EXPECT_EQ(family.at({1, 0}).value(), 5U);
}

TEST(Family, FoldsWhatIsBeyondItsCapIntoOther) {
  Names models(100'000);
  const MetricHead head{"x_total", "x", {{"model", &models}}};
  Family<Counter> family(head, 50);
  for (int i = 0; i < 10'000; ++i) family.at({models.index_of(fmt::format("random-model-{}", i))}).add();
  std::size_t series = 0;
  std::uint64_t total = 0;
  std::uint64_t other = 0;
  family.each([&](const SeriesKey& key, const Counter& counter) {
    ++series;
    total += counter.value();
    if (models.name(key[0]) == "other") other += counter.value();
  });
  EXPECT_EQ(series, 51U);
  EXPECT_EQ(total, 10'000U) << "nothing is lost, only its name";
  EXPECT_EQ(other, 9'950U);
}

TEST(Family, MayBeReadWhileItsLoopWrites) {
  Names targets;
  const MetricHead head{"x_total", "x", {{"target", &targets}, {"class", &kClasses}}};
  Family<Counter> family(head);
  std::atomic<bool> done = false;
  std::thread writer([&] {
    for (std::uint16_t i = 0; i < 20'000; ++i)
      family.at({static_cast<std::uint16_t>(i % 300), static_cast<std::uint16_t>(i % 28)}).add();
    done = true;
  });
  std::uint64_t seen = 0;
  while (!done) {
    std::uint64_t total = 0;
    family.each([&](const SeriesKey&, const Counter& counter) { total += counter.value(); });
    EXPECT_GE(total, seen) << "counters only grow";
    seen = total;
  }
  writer.join();
  std::uint64_t total = 0;
  family.each([&](const SeriesKey&, const Counter& counter) { total += counter.value(); });
  EXPECT_EQ(total, 20'000U);
}

TEST(Quiet, LetsOneThroughAnIntervalAndCountsTheRest) {
  Quiet quiet(10s);
  const MonotonicTime start{1h};
  EXPECT_EQ(quiet.admit(start), 0U);
  EXPECT_EQ(quiet.admit(start + 1s), std::nullopt);
  EXPECT_EQ(quiet.admit(start + 9'999ms), std::nullopt);
  EXPECT_EQ(quiet.admit(start + 10s), 2U);
  EXPECT_EQ(quiet.admit(start + 11s), std::nullopt);
  EXPECT_EQ(quiet.admit(start + 60s), 1U);
}

}  // namespace
}  // namespace jurymast::telemetry
