#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>

#include "base/random.hpp"
#include "wire/request_probe.hpp"

namespace jurymast::wire {
namespace {

using namespace probe;

std::string random_head(Random& random) {
  constexpr std::array<std::string_view, 14> kLines = {"Content-Length: 17",
                                                       "Transfer-Encoding: chunked",
                                                       "Connection: close",
                                                       "Expect: 100-continue",
                                                       "Accept: */*",
                                                       "X-Empty:",
                                                       "X-Tab:\ta\tb\t",
                                                       "X-High: \xff\x80",
                                                       "Host: other",
                                                       "X-A : b",
                                                       " folded",
                                                       "Authorization: Bearer abcdefghijklmnop",
                                                       "Content-Length: 5, 5",
                                                       "Transfer-Encoding: gzip"};
  std::string text = random.chance(1, 8) ? "\r\n" : "";
  text += random.chance(1, 16) ? "GET /a b HTTP/1.1\r\n" : "POST /v1/responses HTTP/1.1\r\n";
  if (!random.chance(1, 16)) text += "Host: gateway\r\n";
  for (std::uint64_t lines = random.below(6); lines > 0; --lines) {
    text += std::string(kLines[random.chance(2, 3) ? 4 + random.below(4) : random.below(kLines.size())]) + "\r\n";
  }
  return text + "\r\nbody behind\r\n\r\n";
}

void mutate(std::string& text, Random& random) {
  constexpr std::string_view kBytes = "\r\n\0 \t:,;aHC0\x7f\x80#";
  const std::size_t at = random.below(text.size());
  const char byte = kBytes[random.below(kBytes.size())];
  switch (random.below(3)) {
    case 0:
      text[at] = byte;
      break;
    case 1:
      text.insert(at, 1, byte);
      break;
    default:
      text.erase(at, 1);
  }
}

void expect_same(const Outcome& a, const Outcome& b) {
  ASSERT_EQ(a.state, b.state);
  ASSERT_EQ(a.rejection.reason, b.rejection.reason);
  ASSERT_EQ(a.rejection.status, b.rejection.status);
  if (a.state != ParseState::Done) return;
  ASSERT_EQ(a.head.method, b.head.method);
  ASSERT_EQ(a.head.target, b.head.target);
  ASSERT_EQ(a.head.framing, b.head.framing);
  ASSERT_EQ(a.head.content_length, b.head.content_length);
  ASSERT_EQ(a.head.keep_alive, b.head.keep_alive);
  ASSERT_EQ(a.head.expect_continue, b.head.expect_continue);
  ASSERT_EQ(a.head.head_bytes, b.head.head_bytes);
  ASSERT_TRUE(
      std::equal(a.head.fields.begin(), a.head.fields.end(), b.head.fields.begin(), b.head.fields.end(),
                 [](const HeaderField& x, const HeaderField& y) { return x.name == y.name && x.value == y.value; }));
}

TEST(RequestHead, IsTheSameByteByByteAsAtOnce) {
  Random random(7);
  int accepted = 0;
  for (int round = 0; round < 3000; ++round) {
    std::string text = random_head(random);
    for (std::uint64_t mutations = random.below(4); mutations > 0; --mutations) mutate(text, random);
    SCOPED_TRACE(testing::Message() << "round " << round << ": " << testing::PrintToString(text));
    const Outcome once = read(text);
    expect_same(once, read_by_byte(text));
    if (HasFatalFailure()) return;
    accepted += once.state == ParseState::Done ? 1 : 0;
  }
  EXPECT_GT(accepted, 300);
  EXPECT_LT(accepted, 2700);
}

TEST(RequestHead, TakesOnlyItsPartOfAHeadDrippedOverTheLimit) {
  std::string text = "GET / HTTP/1.1\r\nHost: gateway\r\n";
  while (text.size() <= limits::kHeadBytesMax + 10) text += "X-Fill: " + std::string(1000, 'a') + "\r\n";
  expect_same(read(text), read_by_byte(text));
}

}  // namespace
}  // namespace jurymast::wire
