#include "evidence/comparison.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace jurymast::evidence {
namespace {

using Samples = std::vector<ComparedSample>;

ComparedSample good(int number = 0) {
  return {FailureClass::Ok, std::chrono::milliseconds(500 + number), 1, true, true, true, true, true};
}
ComparedSample failed(FailureClass failure_class) {
  return {failure_class, std::chrono::milliseconds(20), 1, false, false, false, false, true};
}
ComparedSample broken() {
  ComparedSample sample = failed(FailureClass::Malformed);
  sample.success = true;
  return sample;
}

Samples many(std::size_t count, const ComparedSample& sample) { return Samples(count, sample); }

ComparedVerdict verdict_of(const Comparison& comparison, std::string_view name) {
  for (const ComparedRow& row : comparison.rows) {
    if (row.name == name) return row.verdict;
  }
  ADD_FAILURE() << name;
  return ComparedVerdict::Unknown;
}

TEST(ShareOf, IsWilsonsInterval) {
  const auto half = share_of(5, 10);
  ASSERT_TRUE(half);
  EXPECT_NEAR(half->low, 0.2366, 1e-4);
  EXPECT_NEAR(half->high, 0.7634, 1e-4);
  const auto none = share_of(0, 10);
  EXPECT_EQ(none->low, 0.0);
  EXPECT_NEAR(none->high, 0.2775, 1e-4);
  const auto all = share_of(20, 20);
  EXPECT_NEAR(all->low, 0.8389, 1e-4);
  EXPECT_EQ(all->high, 1.0);
  EXPECT_FALSE(share_of(0, 0));
}

TEST(MedianOf, IsBetweenOrderStatisticsOfTheCoin) {
  std::vector<double> values;
  for (int i = 10; i >= 1; --i) values.push_back(i);
  const auto ten = median_of(values);
  ASSERT_TRUE(ten);
  EXPECT_EQ(ten->value, 5.5);
  EXPECT_EQ(ten->low, 2);
  EXPECT_EQ(ten->high, 9);
  EXPECT_FALSE(median_of({1, 2, 3, 4, 5})) << "1 in 32 is more than 1 in 40";
  const auto six = median_of({1, 2, 3, 4, 5, 6});
  ASSERT_TRUE(six);
  EXPECT_EQ(six->low, 1);
  EXPECT_EQ(six->high, 6);
  values.clear();
  for (int i = 1; i <= 100; ++i) values.push_back(i);
  EXPECT_EQ(median_of(values)->low, 40);
  EXPECT_EQ(median_of(values)->high, 61);
}

TEST(Comparison, OfTheSame_IsEqual) {
  const Comparison comparison = compare(many(20, good()), many(20, good()));
  for (const ComparedRow& row : comparison.rows) EXPECT_EQ(row.verdict, ComparedVerdict::Equal) << row.name << ' ' << row.why;
  EXPECT_EQ(comparison.rows.size(), 7U);
  EXPECT_TRUE(comparison.classes.empty());
  EXPECT_EQ(comparison.verdict, ComparedVerdict::Equal);
}

TEST(Comparison, SeesADifferenceInEachRow) {
  const struct {
    const char* row;
    void (*change)(ComparedSample&);
  } differences[] = {{"status", [](ComparedSample& s) { s.success = false; }},
                     {"latency", [](ComparedSample& s) { s.elapsed = std::chrono::seconds(9); }},
                     {"shape", [](ComparedSample& s) { s.shape = false; }},
                     {"parse and validation", [](ComparedSample& s) { s.usable = false; }},
                     {"usage", [](ComparedSample& s) { s.usage = false; }},
                     {"retries", [](ComparedSample& s) { s.attempts = 3; }},
                     {"request id", [](ComparedSample& s) { s.request_id = false; }}};
  for (const auto& difference : differences) {
    Samples worse = many(20, good());
    for (ComparedSample& sample : worse) difference.change(sample);
    EXPECT_EQ(verdict_of(compare(many(20, good()), worse), difference.row), ComparedVerdict::Worse) << difference.row;
    EXPECT_EQ(verdict_of(compare(worse, many(20, good())), difference.row), ComparedVerdict::Better) << difference.row;
  }
}

TEST(Comparison, TakesIntervalsThatOverlapForEqual) {
  Samples one = many(20, good());
  one[0] = failed(FailureClass::Overloaded);
  Samples three = one;
  three[1] = three[2] = one[0];
  for (const auto& [primary, fallback] : {std::pair(one, three), std::pair(three, one)}) {
    const Comparison comparison = compare(primary, fallback);
    EXPECT_EQ(verdict_of(comparison, "status"), ComparedVerdict::Equal);
    EXPECT_EQ(comparison.verdict, ComparedVerdict::Equal);
  }
}

TEST(Comparison, IsWorseByItsShapeAlone) {
  Samples fallback = many(20, good());
  for (ComparedSample& sample : fallback) sample.shape = false;
  const Comparison comparison = compare(many(20, good()), fallback);
  EXPECT_EQ(comparison.verdict, ComparedVerdict::Worse);
  EXPECT_EQ(comparison.why, "shape");
}

TEST(Comparison, HasNoVerdictOnFewerSamplesThanARowNeeds) {
  const Comparison comparison = compare(many(9, good()), many(9, failed(FailureClass::Overloaded)));
  for (const ComparedRow& row : comparison.rows) {
    EXPECT_EQ(row.verdict, ComparedVerdict::Unknown) << row.name;
    EXPECT_FALSE(row.why.empty()) << row.name;
  }
  EXPECT_EQ(comparison.verdict, ComparedVerdict::Unknown);
  EXPECT_EQ(compare({}, {}).verdict, ComparedVerdict::Unknown);
  EXPECT_EQ(verdict_of(compare(many(10, good()), many(10, failed(FailureClass::Overloaded))), "status"), ComparedVerdict::Worse);
}

TEST(Comparison, RanksAnAnswerThatBreaksItsReaderBelowACleanFailure) {
  const Comparison comparison = compare(many(20, failed(FailureClass::Overloaded)), many(20, broken()));
  EXPECT_EQ(verdict_of(comparison, "status"), ComparedVerdict::Worse);
  EXPECT_EQ(verdict_of(comparison, "parse and validation"), ComparedVerdict::Worse);
  EXPECT_EQ(comparison.verdict, ComparedVerdict::Worse);
  const Comparison reverse = compare(many(20, broken()), many(20, failed(FailureClass::Overloaded)));
  EXPECT_NE(verdict_of(reverse, "status"), ComparedVerdict::Worse);
}

TEST(Comparison, OfAPrimaryThatFails_IsThatTheFallbackIsBetter) {
  const Comparison comparison = compare(many(20, failed(FailureClass::Overloaded)), many(20, good()));
  EXPECT_EQ(comparison.verdict, ComparedVerdict::Better);
  EXPECT_EQ(verdict_of(comparison, "latency"), ComparedVerdict::Unknown) << "a fast failure is no fast answer";
}

TEST(Comparison, IsMadeForEachClassThatWasSeen) {
  Samples primary = many(20, failed(FailureClass::TimeoutFirstToken));
  Samples fallback = many(20, good());
  for (std::size_t i = 0; i < 15; ++i) fallback[i] = failed(FailureClass::OutputInvalid);
  const Comparison comparison = compare(primary, fallback);
  ASSERT_EQ(comparison.classes.size(), 2U);
  EXPECT_EQ(comparison.classes[0].name, "timeout_first_token");
  EXPECT_EQ(comparison.classes[0].verdict, ComparedVerdict::Better);
  EXPECT_EQ(comparison.classes[1].name, "output_invalid");
  EXPECT_EQ(comparison.classes[1].verdict, ComparedVerdict::Worse);
  EXPECT_EQ(comparison.verdict, ComparedVerdict::Unknown) << "better in one class and worse in another is not better";
  EXPECT_NE(comparison.why.find("worse in output_invalid"), std::string::npos) << comparison.why;
}

}  // namespace
}  // namespace jurymast::evidence
