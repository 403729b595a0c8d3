#include "wire/schema_check_number.hpp"

#include <gtest/gtest.h>

#include <string>

#include "base/random.hpp"

namespace jurymast::wire {
namespace {

TEST(DecimalNumber, EqualHoweverItIsWritten) {
  for (const char* text : {"100", "1e2", "1E+2", "100.00", "10.0e1", "1000e-1", "0.1e3", "0.001e5", "100.000e0"}) {
    EXPECT_EQ(Decimal(text), Decimal("100")) << text;
    EXPECT_TRUE(Decimal(text).is_whole()) << text;
  }
  for (const char* text : {"0", "-0", "0.000", "0e99999", "-0.0e-7"}) {
    EXPECT_EQ(Decimal(text), Decimal("0")) << text;
    EXPECT_TRUE(Decimal(text).is_whole() && Decimal(text).is_zero()) << text;
  }
}

TEST(DecimalNumber, OrdersBySignSizeAndDigits) {
  const char* const ascending[] = {"-1e30", "-100.5", "-100", "-99.99", "-1", "-1e-30", "0",    "1e-30",
                                   "0.09",  "0.1",    "0.11", "1",      "9",  "10",     "10.5", "1e30"};
  for (std::size_t i = 0; i < std::size(ascending); ++i) {
    for (std::size_t k = 0; k < std::size(ascending); ++k) {
      EXPECT_EQ(Decimal(ascending[i]) <=> Decimal(ascending[k]), i <=> k) << ascending[i] << " and " << ascending[k];
    }
  }
}

TEST(DecimalNumber, ComparesAndDividesLikeIntegers) {
  Random random(11);
  for (int round = 0; round < 20'000; ++round) {
    const auto a = static_cast<std::int64_t>(random.below(40'000)) - 20'000;
    const auto b = static_cast<std::int64_t>(random.below(40'000)) - 20'000;
    const auto divisor = static_cast<std::int64_t>(random.below(50)) + 1;
    // Three places behind the point on both sides change nothing.
    const std::string scaled = std::to_string(a) + "e-3";
    EXPECT_EQ(Decimal(scaled) <=> Decimal(std::to_string(b) + "E-03"), a <=> b) << a << ' ' << b;
    EXPECT_EQ(Decimal(scaled).is_multiple_of(Decimal(std::to_string(divisor) + "e-3")), a % divisor == 0) << a << ' ' << divisor;
    EXPECT_EQ(Decimal(scaled).is_whole(), a % 1000 == 0) << a;
  }
}

}  // namespace
}  // namespace jurymast::wire
