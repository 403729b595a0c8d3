#include <gtest/gtest.h>

#include <array>
#include <string>

#include "base/random.hpp"
#include "wire/http_head.hpp"

namespace jurymast::wire {
namespace {

struct Outcome {
  ParseState state = ParseState::NeedMore;
  std::string_view reason;
  ResponseHead head;
};

Outcome read(std::string_view text) {
  Outcome outcome;
  ResponseHeadReader reader;
  outcome.state = reader.read(text, outcome.head);
  outcome.reason = reader.rejection().reason;
  return outcome;
}

Outcome read_by_byte(std::string_view text) {
  Outcome outcome;
  ResponseHeadReader reader;
  for (std::size_t size = 0; size <= text.size() && outcome.state == ParseState::NeedMore; ++size) {
    outcome.state = reader.read(text.substr(0, size), outcome.head);
  }
  outcome.reason = reader.rejection().reason;
  return outcome;
}

std::string with_line(std::string_view line) { return "HTTP/1.1 200 OK\r\n" + std::string(line) + "\r\n\r\n"; }

std::string with_status(std::string_view line) { return std::string(line) + "\r\nContent-Length: 0\r\n\r\n"; }

TEST(ResponseHead, IsReadWithItsFieldsAndFraming) {
  const std::string text =
      "HTTP/1.1 429 Too Many Requests\r\nContent-Type: application/json\r\nRetry-After: 2\r\nContent-Length: "
      "2\r\n\r\n{}";
  const Outcome outcome = read(text);
  ASSERT_EQ(outcome.state, ParseState::Done);
  EXPECT_EQ(outcome.head.status, 429);
  EXPECT_EQ(outcome.head.fields.value("retry-after"), "2");
  EXPECT_EQ(outcome.head.framing, BodyFraming::Length);
  EXPECT_EQ(outcome.head.content_length, 2U);
  EXPECT_TRUE(outcome.head.keep_alive);
  EXPECT_EQ(text.substr(outcome.head.head_bytes), "{}");
}

TEST(ResponseHead, NeedsMoreUntilTheEmptyLineIsThere) {
  const std::string text = with_line("Content-Length: 2");
  for (std::size_t size = 0; size < text.size(); ++size) {
    EXPECT_EQ(read(text.substr(0, size)).state, ParseState::NeedMore) << size;
  }
}

TEST(StatusLine, MayLackItsReason) {
  for (const std::string_view line :
       {"HTTP/1.1 503", "HTTP/1.1 503 ", "HTTP/1.1 503 Out of \xc3\xa9", "HTTP/1.0 503 x"}) {
    EXPECT_EQ(read(with_status(line)).head.status, 503) << line;
  }
}

TEST(StatusLine, HasThreeDigitsFrom100To599) {
  for (const std::string_view line : {"HTTP/1.1 20", "HTTP/1.1 2000 OK", "HTTP/1.1  200 OK", "HTTP/1.1 2x0 OK",
                                      "HTTP/1.1 +20 OK", "HTTP/1.1 200\tOK", "HTTP/1.1 "}) {
    EXPECT_EQ(read(with_status(line)).reason, "status is not three digits") << line;
  }
  for (const std::string_view line : {"HTTP/1.1 099 x", "HTTP/1.1 600 x", "HTTP/1.1 999 x", "HTTP/1.1 000 x"}) {
    EXPECT_EQ(read(with_status(line)).reason, "status outside 100 to 599") << line;
  }
  EXPECT_EQ(read(with_status("HTTP/1.1 599 x")).head.status, 599);
}

TEST(StatusLine, HasAKnownVersion) {
  for (const std::string_view line :
       {"HTTP/2.0 200 OK", "HTTP/1.2 200 OK", "http/1.1 200 OK", "ICY 200 OK", "HTTP/1.1", ""}) {
    EXPECT_EQ(read(with_status(line)).reason, "status line does not begin with HTTP/1.1 or HTTP/1.0") << line;
  }
}

TEST(ResponseHead, MayNotFollowAnEmptyLine) {
  EXPECT_EQ(read("\r\nHTTP/1.1 200 OK\r\n\r\n").state, ParseState::Rejected);
}

TEST(OldVersion, NeverKeepsTheConnection) {
  const Outcome outcome = read("HTTP/1.0 200 OK\r\nContent-Length: 2\r\nConnection: keep-alive\r\n\r\n{}");
  ASSERT_EQ(outcome.state, ParseState::Done);
  EXPECT_FALSE(outcome.head.keep_alive);
}

TEST(OldVersion, HasNoTransferEncoding) {
  EXPECT_EQ(read("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n").reason,
            "Transfer-Encoding in an HTTP/1.0 response");
}

TEST(Interim, HeadsAreSkippedAndCountInTheBytes) {
  const std::string interim = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n";
  const std::string final_head = with_line("Content-Length: 2");
  const Outcome outcome = read(interim + final_head + "{}");
  ASSERT_EQ(outcome.state, ParseState::Done);
  EXPECT_EQ(outcome.head.status, 200);
  EXPECT_EQ(outcome.head.fields.size(), 1U);
  EXPECT_EQ(outcome.head.head_bytes, interim.size() + final_head.size());
  EXPECT_EQ(read(interim).state, ParseState::NeedMore);
}

TEST(Interim, HeadsAreBounded) {
  std::string interim;
  for (int i = 0; i < 8; ++i) interim += "HTTP/1.1 102 Processing\r\n\r\n";
  EXPECT_EQ(read(interim + with_line("A: b")).state, ParseState::Done);
  interim += "HTTP/1.1 102 Processing\r\n\r\n";
  EXPECT_EQ(read(interim + with_line("A: b")).reason, "more interim responses than the limit");
}

TEST(Interim, HeadsShareTheLimitOfTheHead) {
  std::string interim;
  for (int i = 0; i < 3; ++i) interim += "HTTP/1.1 103 x\r\nLink: " + std::string(12'000, 'a') + "\r\n\r\n";
  EXPECT_EQ(read(interim).reason, "head over the limit");
}

TEST(Interim, HeadsHaveNoBody) {
  EXPECT_EQ(read("HTTP/1.1 100 Continue\r\nContent-Length: 5\r\n\r\n").reason, "interim response with a body");
  EXPECT_EQ(read("HTTP/1.1 100 Continue\r\nTransfer-Encoding: chunked\r\n\r\n").reason, "interim response with a body");
}

TEST(Interim, SwitchOfProtocolsIsRejected) {
  EXPECT_EQ(read("HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n").reason,
            "switch of protocols that nobody asked for");
}

TEST(ResponseFraming, IsNeverAmbiguous) {
  EXPECT_EQ(read(with_line("Content-Length: 5\r\nTransfer-Encoding: chunked")).reason,
            "both Content-Length and Transfer-Encoding");
  EXPECT_EQ(read(with_line("Transfer-Encoding: chunked\r\nContent-Length: 5")).reason,
            "both Content-Length and Transfer-Encoding");
  EXPECT_EQ(read(with_line("Content-Length: 5\r\nContent-Length: 5")).reason, "more than one Content-Length");
  EXPECT_EQ(read(with_line("Content-Length: 5, 5")).reason, "Content-Length is not 1 to 19 digits");
  EXPECT_EQ(read(with_line("Transfer-Encoding: gzip, chunked")).reason, "Transfer-Encoding is not exactly chunked");
  EXPECT_EQ(read(with_line("Transfer-Encoding: identity")).reason, "Transfer-Encoding is not exactly chunked");
  EXPECT_EQ(read(with_line("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked")).reason,
            "more than one Transfer-Encoding");
}

TEST(ResponseFraming, OfAStreamIsChunked) {
  const Outcome outcome = read(with_line("Transfer-Encoding: Chunked"));
  EXPECT_EQ(outcome.head.framing, BodyFraming::Chunked);
  EXPECT_TRUE(outcome.head.keep_alive);
}

TEST(ResponseFraming, IsNoneForStatusesWithoutABody) {
  for (const std::string_view line : {"HTTP/1.1 204 No Content", "HTTP/1.1 304 Not Modified"}) {
    const Outcome outcome = read(std::string(line) + "\r\n\r\n");
    EXPECT_EQ(outcome.head.framing, BodyFraming::None) << line;
    EXPECT_TRUE(outcome.head.keep_alive) << line;
    EXPECT_TRUE(read(std::string(line) + "\r\nContent-Length: 0\r\n\r\n").head.keep_alive) << line;
  }
}

TEST(ResponseFraming, OfABodyAnnouncedWhereThereIsNone_CostsTheConnection) {
  for (const std::string_view field : {"Content-Length: 5", "Transfer-Encoding: chunked"}) {
    const Outcome outcome = read("HTTP/1.1 204 No Content\r\n" + std::string(field) + "\r\n\r\nhello");
    EXPECT_EQ(outcome.head.framing, BodyFraming::None) << field;
    EXPECT_EQ(outcome.head.content_length, 0U) << field;
    EXPECT_FALSE(outcome.head.keep_alive) << field;
  }
}

TEST(ResponseFraming, WithoutLengthRunsUntilClose) {
  const Outcome outcome = read(with_line("Content-Type: text/event-stream"));
  EXPECT_EQ(outcome.head.framing, BodyFraming::UntilClose);
  EXPECT_FALSE(outcome.head.keep_alive);
}

TEST(ResponseHead, ClosesOnTheTokenClose) {
  EXPECT_FALSE(read(with_line("Content-Length: 0\r\nConnection: Close")).head.keep_alive);
  EXPECT_TRUE(read(with_line("Content-Length: 0\r\nConnection: keep-alive")).head.keep_alive);
}

TEST(ResponseHead, HoldsNoBareLineEndsOrControlBytes) {
  EXPECT_EQ(read("HTTP/1.1 200 OK\n").reason, "line feed without a carriage return");
  EXPECT_EQ(read("HTTP/1.1 200 OK\r\nX-A: b\rSet-Cookie: c").reason, "carriage return without a line feed");
  EXPECT_EQ(read(std::string("HTTP/1.1 200 O\0K", 16)).reason, "control byte in the head");
  EXPECT_EQ(read(with_line("X-A: b\r\n folded")).reason, "header line folded or begun with a space");
}

TEST(ResponseHead, IsNotHeldToTheRulesOfRequests) {
  EXPECT_EQ(read(with_line("Host: a b\r\nHost: c\r\nExpect: nothing")).state, ParseState::Done);
}

TEST(ResponseHead, IsTheSameByteByByteAsAtOnce) {
  constexpr std::array<std::string_view, 9> kParts = {"HTTP/1.1 100 Continue\r\n\r\n",
                                                      "HTTP/1.1 200 OK\r\n",
                                                      "HTTP/1.0 200 OK\r\n",
                                                      "Content-Length: 3\r\n",
                                                      "Transfer-Encoding: chunked\r\n",
                                                      "X-A: b\r\n",
                                                      "\r\n",
                                                      "HTTP/1.1 204 \r\n\r\n",
                                                      "Connection: close\r\n"};
  constexpr std::string_view kBytes = "\r\n\0 \t:1H\x7f";
  Random random(11);
  int accepted = 0;
  for (int round = 0; round < 3000; ++round) {
    std::string text(random.chance(1, 2) ? kParts[1] : "");
    for (std::uint64_t parts = 1 + random.below(5); parts > 0; --parts) text += kParts[random.below(kParts.size())];
    text += "\r\n";
    if (random.chance(1, 3)) text[random.below(text.size())] = kBytes[random.below(kBytes.size())];
    const Outcome once = read(text);
    const Outcome dripped = read_by_byte(text);
    ASSERT_EQ(once.state, dripped.state) << testing::PrintToString(text);
    ASSERT_EQ(once.reason, dripped.reason) << testing::PrintToString(text);
    if (once.state != ParseState::Done) continue;
    ++accepted;
    ASSERT_EQ(once.head.head_bytes, dripped.head.head_bytes);
    ASSERT_EQ(once.head.status, dripped.head.status);
    ASSERT_EQ(once.head.framing, dripped.head.framing);
    ASSERT_EQ(once.head.fields.size(), dripped.head.fields.size());
  }
  EXPECT_GT(accepted, 300);
}

}  // namespace
}  // namespace jurymast::wire
