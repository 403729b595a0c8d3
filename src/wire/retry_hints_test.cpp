#include "wire/retry_hints.hpp"

#include <gtest/gtest.h>

#include <initializer_list>

#include "wire/time_text.hpp"

namespace jurymast::wire {
namespace {

using namespace std::chrono_literals;

/// 1994-11-06 08:49:37 UTC, the moment of the example in RFC 9110.
constexpr WallTime kExample{784'111'777s};

RetryHints hints_of(std::initializer_list<HeaderField> list, WallTime now = kExample) {
  HeaderFields fields;
  for (const HeaderField& field : list) fields.push(field);
  return read_retry_hints(fields, now);
}

std::optional<Duration> retry_after(std::string_view value) { return hints_of({{"Retry-After", value}}).retry_after; }

std::optional<Duration> reset(std::string_view value) {
  return hints_of({{"x-ratelimit-reset-tokens", value}}).ratelimit_reset;
}

TEST(RetryAfter, IsReadInSecondsWithFractions) {
  EXPECT_EQ(retry_after("20"), 20s);
  EXPECT_EQ(retry_after("1.5"), 1500ms);
  EXPECT_EQ(retry_after("0.001"), 1ms);
  EXPECT_EQ(retry_after(".5"), 500ms);
}

TEST(RetryAfter, IsReadFromADate) {
  EXPECT_EQ(hints_of({{"retry-after", "Sun, 06 Nov 1994 08:49:37 GMT"}}, kExample - 90s).retry_after, 90s);
  EXPECT_EQ(hints_of({{"retry-after", "Sun, 06 Nov 1994 08:49:37 GMT"}}, kExample + 1s).retry_after, std::nullopt);
  EXPECT_EQ(hints_of({{"retry-after", "Sun, 06 Nov 1994 08:49:37 GMT"}}, kExample).retry_after, std::nullopt);
}

TEST(RetryAfter, SaysNothingWhereItIsNotPositiveOrNotReadable) {
  for (const std::string_view value : {"",
                                       "0",
                                       "0.0",
                                       "-1",
                                       "+5",
                                       "nan",
                                       "NaN",
                                       "inf",
                                       "infinity",
                                       "1e3",
                                       "0x10",
                                       "5s",
                                       "5 s",
                                       "soon",
                                       ".",
                                       "1.2.3",
                                       "1,5",
                                       "31622401",
                                       "99999999999999999999999999999999",
                                       "1741305600",
                                       "Sun, 06 Nov 2094 08:49:37 GMT"}) {
    EXPECT_EQ(retry_after(value), std::nullopt) << value;
  }
}

TEST(RetryAfter, MayBeAsLongAsAYearAndNoLonger) {
  EXPECT_EQ(retry_after("31622400"), 366 * 24h);
  EXPECT_EQ(retry_after("31622400.1"), std::nullopt);
}

TEST(RetryAfter, PrefersMillisecondsToSeconds) {
  EXPECT_EQ(hints_of({{"retry-after", "9"}, {"x-ms-retry-after-ms", "800"}, {"retry-after-ms", "70.5"}}).retry_after,
            70'500us);
  EXPECT_EQ(hints_of({{"retry-after", "9"}, {"X-MS-Retry-After-MS", "800"}}).retry_after, 800ms);
}

TEST(RetryAfter, FallsBackWhereAPreferredFieldSaysNothing) {
  EXPECT_EQ(hints_of({{"retry-after-ms", "0"}, {"x-ms-retry-after-ms", "-1"}, {"retry-after", "9"}}).retry_after, 9s);
}

TEST(RatelimitReset, ReadsGoDurations) {
  EXPECT_EQ(reset("12ms"), 12ms);
  EXPECT_EQ(reset("1s"), 1s);
  EXPECT_EQ(reset("6m0s"), 6min);
  EXPECT_EQ(reset("50.529s"), 50'529ms);
  EXPECT_EQ(reset("1h2m3s"), 1h + 2min + 3s);
  EXPECT_EQ(reset("1m30.5s"), 90'500ms);
  EXPECT_EQ(reset("250us"), 250us);
  EXPECT_EQ(reset("250\xc2\xb5s"), 250us);
  EXPECT_EQ(reset("100ns"), 100ns);
}

TEST(RatelimitReset, ReadsPlainSeconds) {
  EXPECT_EQ(hints_of({{"x-rate-limit-reset-tokens", "26"}}).ratelimit_reset, 26s);
  EXPECT_EQ(hints_of({{"X-RateLimit-Reset", "0.5"}}).ratelimit_reset, 500ms);
}

TEST(RatelimitReset, ReadsAnthropicTimes) {
  EXPECT_EQ(hints_of({{"anthropic-ratelimit-input-tokens-reset", "1994-11-06T08:50:37Z"}}).ratelimit_reset, 60s);
  EXPECT_EQ(hints_of({{"Anthropic-Ratelimit-Requests-Reset", "1994-11-06T08:48:37Z"}}).ratelimit_reset, std::nullopt);
  EXPECT_EQ(hints_of({{"anthropic-ratelimit-requests-remaining", "1994-11-06T08:50:37Z"}}).ratelimit_reset,
            std::nullopt);
}

TEST(RatelimitReset, IsTheSmallestThatIsPositive) {
  EXPECT_EQ(hints_of({{"x-ratelimit-reset-requests", "6m0s"},
                      {"x-ratelimit-reset-tokens", "2s"},
                      {"x-ratelimit-reset", "0"},
                      {"anthropic-ratelimit-tokens-reset", "1994-11-06T08:49:47Z"}})
                .ratelimit_reset,
            2s);
}

TEST(RatelimitReset, SaysNothingWhereItIsNotPositiveOrNotReadable) {
  for (const std::string_view value :
       {"", "0", "0s", "0m0s", "-1s", "s", "5x", "1s2", "1 s", "1m 2s", "NaNs", "9000h", "1e2s", "1741305600000"}) {
    EXPECT_EQ(reset(value), std::nullopt) << value;
  }
}

TEST(GoDuration, IsBoundedAsAWhole) {
  EXPECT_EQ(read_go_duration("8000h784h"), 366 * 24h);
  EXPECT_EQ(read_go_duration("8000h785h"), std::nullopt);
}

TEST(RatelimitReset, IsApartFromRetryAfter) {
  EXPECT_EQ(hints_of({{"x-ratelimit-reset-tokens", "2s"}}).retry_after, std::nullopt);
  EXPECT_EQ(hints_of({{"retry-after", "2"}}).ratelimit_reset, std::nullopt);
  EXPECT_EQ(hints_of({{"x-ratelimit-remaining-tokens", "2"}}).ratelimit_reset, std::nullopt);
}

TEST(HttpDate, HasTheOneFixedForm) {
  EXPECT_EQ(read_http_date("Sun, 06 Nov 1994 08:49:37 GMT"), kExample);
  EXPECT_EQ(read_http_date("Thu, 29 Feb 2024 23:59:60 GMT"), WallTime{1'709'251'200s});
  for (const std::string_view text :
       {"Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun, 06 Nov 1994 08:49:37 GMT ", "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 06 nov 1994 08:49:37 GMT",
        "Xxx, 06 Nov 1994 08:49:37 GMT", "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 00 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 24:49:37 GMT", "Sun, 06 Nov 1994 08:60:37 GMT", "Sun, 06 Nov 9999 08:49:37 GMT", ""}) {
    EXPECT_EQ(read_http_date(text), std::nullopt) << text;
  }
}

TEST(Rfc3339, ReadsFractionsAndOffsets) {
  EXPECT_EQ(read_rfc3339("1994-11-06T08:49:37Z"), kExample);
  EXPECT_EQ(read_rfc3339("1994-11-06T08:49:37.25Z"), kExample + 250ms);
  EXPECT_EQ(read_rfc3339("1994-11-06T10:49:37+02:00"), kExample);
  EXPECT_EQ(read_rfc3339("1994-11-06T03:19:37-05:30"), kExample);
  for (const std::string_view text :
       {"1994-11-06", "1994-11-06 08:49:37Z", "1994-11-06T08:49:37", "1994-11-06T08:49:37.Z", "1994-13-06T08:49:37Z",
        "1994-11-06T08:49:37+2", "1994-11-06T08:49:37+24:00", "1994-11-06T08:49:37Zx", "0000-01-01T00:00:00Z", ""}) {
    EXPECT_EQ(read_rfc3339(text), std::nullopt) << text;
  }
}

TEST(Rfc3339, ReadsBackWhatWeWrite) { EXPECT_EQ(read_rfc3339(to_rfc3339(kExample + 123'456us)), kExample + 123'456us); }

}  // namespace
}  // namespace jurymast::wire
