#include "evidence/clopper_pearson.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "evidence/absolute_harm.hpp"

namespace jurymast::evidence {
namespace {

/// Computed apart from this code: binomial sums of 60 digits (Python's `decimal`), halved 180 times.
TEST(UpperLimit, IsWhatDecimalArithmeticGives) {
  EXPECT_NEAR(upper_limit(0, 100, 0.95), 0.029513049607039935, 1e-13);
  EXPECT_NEAR(upper_limit(3, 500, 0.99), 0.019949168309566646, 1e-13);
  EXPECT_NEAR(upper_limit(10, 500, 0.99), 0.039881484430345955, 1e-13);
  EXPECT_NEAR(upper_limit(250, 500, 0.99), 0.55284450826564335, 1e-13);
  EXPECT_NEAR(upper_limit(1, 2, 0.95), 0.97467943448089644, 1e-13);
  EXPECT_NEAR(upper_limit(5, 10, 0.975), 0.81291397155260148, 1e-13);
  EXPECT_NEAR(upper_limit(40, 10'000, 0.99), 0.0057297686626566011, 1e-13);
}

/// How many operations with 0, 1, 2 and 3 failures exclude a share, as tables of sample sizes have them.
TEST(UpperLimit, ExcludesASharePreciselyFromTheTabulatedNumberOfOperationsOn) {
  struct Row {
    double share;
    std::array<std::uint64_t, 4> operations;
  };
  for (const Row& row : {Row{0.10, {29, 46, 61, 76}}, Row{0.05, {59, 93, 124, 153}}, Row{0.02, {149, 236, 313, 386}},
                         Row{0.01, {299, 473, 628, 773}}}) {
    for (std::uint64_t failures = 0; failures < row.operations.size(); ++failures) {
      EXPECT_LE(upper_limit(failures, row.operations[failures], 0.95), row.share);
      EXPECT_GT(upper_limit(failures, row.operations[failures] - 1, 0.95), row.share);
    }
  }
}

TEST(UpperLimit, AtItsEnds) {
  EXPECT_EQ(upper_limit(0, 0, 0.99), 1);
  EXPECT_EQ(upper_limit(7, 7, 0.99), 1);
  const double of_many = upper_limit(500'000, 1'000'000, 0.99);
  EXPECT_NEAR(of_many, 0.5 + 2.3263 * 0.0005, 1e-5);
}

TEST(DerivedBudget, IsUnknownOnTooFewOperations_OrWhereThePrimaryFailsTooOften) {
  EXPECT_FALSE(derived_budget(0, kBudgetOperationsMin - 1));
  EXPECT_FALSE(derived_budget(250, 500));
  EXPECT_NEAR(derived_budget(3, 500).value_or(0), 0.019949168309566646, 1e-13);
  EXPECT_EQ(derived_budget(0, 100'000), kBudgetMin);
}

}  // namespace
}  // namespace jurymast::evidence
