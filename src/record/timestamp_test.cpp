#include "record/timestamp.hpp"

#include <gtest/gtest.h>

#include <string>

#include "base/random.hpp"

namespace jurymast::record {
namespace {

using namespace std::chrono_literals;

std::string text_of(WallTime time) {
  std::string text(kTimestampBytes, ' ');
  write_timestamp(std::span<char, kTimestampBytes>(text), time);
  return text;
}

TEST(Timestamp, IsWrittenAsBaseWritesIt_AndReadBack) {
  Random random(3);
  for (int i = 0; i < 2000; ++i) {
    const WallTime time{Duration(static_cast<std::int64_t>(random.below(7'000'000'000'000'000)) * 1000)};
    EXPECT_EQ(text_of(time), to_rfc3339(time));
    const auto back = parse_timestamp(text_of(time));
    ASSERT_TRUE(back);
    EXPECT_EQ(*back, time);
  }
}

TEST(Timestamp, ReadsOffsetsAndFractions) {
  const auto utc = parse_timestamp("2026-07-05T12:00:00Z");
  ASSERT_TRUE(utc);
  EXPECT_EQ(parse_timestamp("2026-07-05T14:30:00+02:30"), utc);
  EXPECT_EQ(parse_timestamp("2026-07-05t07:00:00-05:00"), utc);
  EXPECT_EQ(*parse_timestamp("2026-07-05T12:00:00.25Z"), *utc + 250ms);
}

TEST(Timestamp, TakesNothingElse) {
  for (const char* text : {"", "2026-07-05", "2026-07-05T12:00:00", "2026-13-05T12:00:00Z", "2026-02-30T12:00:00Z",
                           "2026-07-05T24:00:00Z", "2026-07-05T12:60:00Z", "2026-07-05T12:00:00.Z",
                           "2026-07-05T12:00:00Z ", "2026-07-05T12:00:00+2:00", "30m", "9999-01-01T00:00:00Z"}) {
    EXPECT_FALSE(parse_timestamp(text)) << text;
  }
}

}  // namespace
}  // namespace jurymast::record
