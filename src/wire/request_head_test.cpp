#include <gtest/gtest.h>

#include <string>

#include "wire/request_probe.hpp"

namespace jurymast::wire {
namespace {

using namespace probe;

constexpr std::string_view kMalformedLine = "400 request line is not method, target and version with one space between";

TEST(RequestHead, IsReadWithItsFieldsAndFraming) {
  const std::string text =
      "POST /v1/chat/completions?a=b HTTP/1.1\r\nHost: gateway:8080\r\nContent-Type:application/json\r\n"
      "X-Padded: \t  a value \t\r\nX-Empty:\r\nX-High: \xc3\xa9\r\nContent-Length: 12\r\n\r\nhello world!";
  const Outcome outcome = read(text);
  ASSERT_EQ(outcome.state, ParseState::Done);
  EXPECT_EQ(outcome.head.method, "POST");
  EXPECT_EQ(outcome.head.target, "/v1/chat/completions?a=b");
  EXPECT_EQ(outcome.head.fields.size(), 6U);
  EXPECT_EQ(outcome.head.fields.value("content-type"), "application/json");
  EXPECT_EQ(outcome.head.fields.value("x-padded"), "a value");
  EXPECT_NE(outcome.head.fields.find("x-empty"), nullptr);
  EXPECT_EQ(outcome.head.fields.value("x-high"), "\xc3\xa9");
  EXPECT_EQ(outcome.head.framing, BodyFraming::Length);
  EXPECT_EQ(outcome.head.content_length, 12U);
  EXPECT_TRUE(outcome.head.keep_alive);
  EXPECT_FALSE(outcome.head.expect_continue);
  EXPECT_EQ(text.substr(outcome.head.head_bytes), "hello world!");
}

TEST(RequestHead, NeedsMoreUntilTheEmptyLineIsThere) {
  const std::string text = with_host("gateway");
  for (std::size_t size = 0; size < text.size(); ++size) {
    EXPECT_EQ(read(text.substr(0, size)).state, ParseState::NeedMore) << size;
  }
  EXPECT_EQ(read(text).state, ParseState::Done);
}

TEST(RequestHead, LeavesAPipelinedRequestBehindTheHead) {
  const std::string first = with_host("gateway");
  EXPECT_EQ(read(first + first).head.head_bytes, first.size());
}

TEST(RequestHead, IsReadAfreshIntoAUsedHead) {
  RequestHead head;
  RequestHeadReader reader;
  const std::string first = with_line("Content-Length: 5\r\nConnection: close\r\nExpect: 100-continue");
  ASSERT_EQ(reader.read(first, head), ParseState::Done);
  reader.reset();
  const std::string second = with_host("gateway");
  ASSERT_EQ(reader.read(second, head), ParseState::Done);
  EXPECT_EQ(head.framing, BodyFraming::None);
  EXPECT_EQ(head.content_length, 0U);
  EXPECT_TRUE(head.keep_alive);
  EXPECT_FALSE(head.expect_continue);
  EXPECT_EQ(head.fields.size(), 1U);
}

TEST(RequestHead, StaysRejectedWhateverFollows) {
  RequestHead head;
  RequestHeadReader reader;
  ASSERT_EQ(reader.read("\n", head), ParseState::Rejected);
  EXPECT_EQ(reader.read(with_host("gateway"), head), ParseState::Rejected);
}

TEST(RequestLine, MayFollowOneEmptyLine_ButNotTwo) {
  EXPECT_EQ(read("\r\n" + with_host("gateway")).state, ParseState::Done);
  EXPECT_EQ(refusal_of("\r\n\r\n" + with_host("gateway")), "400 more than one empty line before the request line");
}

TEST(RequestLine, HasExactlyOneSpaceBetweenItsParts) {
  EXPECT_EQ(refusal_of(with_request_line("GET  / HTTP/1.1")), kMalformedLine);
  EXPECT_EQ(refusal_of(with_request_line("GET /  HTTP/1.1")), kMalformedLine);
  EXPECT_EQ(refusal_of(with_request_line("GET / HTTP/1.1 ")), kMalformedLine);
  EXPECT_EQ(refusal_of(with_request_line("GET /")), kMalformedLine);
  EXPECT_EQ(refusal_of(with_request_line("GET")), kMalformedLine);
  EXPECT_EQ(refusal_of(with_request_line("GET /\tHTTP/1.1")), kMalformedLine);
  EXPECT_EQ(refusal_of(with_request_line("GET / a HTTP/1.1")), kMalformedLine);
}

TEST(RequestLine, HasATokenAsMethod) {
  for (const std::string_view method : {"GET", "CONNECT", "TRACE", "get", "M-SEARCH"}) {
    EXPECT_EQ(read(with_request_line(std::string(method) + " / HTTP/1.1")).head.method, method);
  }
  EXPECT_EQ(refusal_of(with_request_line("G(T / HTTP/1.1")), "400 request method is not a token");
  EXPECT_EQ(refusal_of(with_request_line(" / HTTP/1.1")), "400 request method is not a token");
  EXPECT_EQ(refusal_of(with_request_line("G\xc3\xa9T / HTTP/1.1")), "400 request method is not a token");
}

TEST(RequestLine, TakesOnlyTheOriginForm) {
  constexpr std::string_view kOther = "400 request target is not in origin form";
  EXPECT_EQ(refusal_of(with_request_line("GET http://evil/ HTTP/1.1")), kOther);
  EXPECT_EQ(refusal_of(with_request_line("OPTIONS * HTTP/1.1")), kOther);
  EXPECT_EQ(refusal_of(with_request_line("CONNECT evil:443 HTTP/1.1")), kOther);
}

TEST(RequestLine, HasATargetOfVisibleAsciiWithoutFragment) {
  constexpr std::string_view kByte = "400 request target holds a byte that is not allowed";
  EXPECT_EQ(refusal_of(with_request_line("GET /a#b HTTP/1.1")), kByte);
  EXPECT_EQ(refusal_of(with_request_line("GET /\xc3\xa9 HTTP/1.1")), kByte);
  EXPECT_EQ(refusal_of(with_request_line("GET /a\tb HTTP/1.1")), kByte);
}

TEST(RequestLine, WithATargetOverTheLimitIs414) {
  const std::string longest = "/" + std::string(limits::kRequestTargetBytesMax - 1, 'a');
  EXPECT_EQ(read(with_request_line("GET " + longest + " HTTP/1.1")).state, ParseState::Done);
  EXPECT_EQ(refusal_of(with_request_line("GET " + longest + "a HTTP/1.1")), "414 request target over the limit");
  EXPECT_EQ(refusal_of("GET /" + std::string(limits::kHeadBytesMax, 'a')), "414 request target over the limit");
}

TEST(RequestLine, OfAnyOtherVersionIs505) {
  for (const std::string_view version : {"HTTP/1.0", "HTTP/2.0", "HTTP/1.2", "HTTP/0.9", "HTTP/3.0"}) {
    EXPECT_EQ(refusal_of(with_request_line("GET / " + std::string(version))), "505 HTTP version is not 1.1") << version;
  }
  for (const std::string_view version : {"http/1.1", "HTTP/1.10", "HTTP/1", "HTTP1.1", "HTTP/1,1", "HTTPS/1.1", ""}) {
    EXPECT_EQ(refusal_of(with_request_line("GET / " + std::string(version))), kMalformedLine) << version;
  }
}

TEST(HeadBytes, WithABareLineFeedAreRejectedAtOnce) {
  constexpr std::string_view kReason = "400 line feed without a carriage return";
  EXPECT_EQ(refusal_of("GET / HTTP/1.1\nHost: gateway\n\n"), kReason);
  EXPECT_EQ(refusal_of("GET / HTTP/1.1\r\nHost: gateway\n"), kReason);
  EXPECT_EQ(refusal_of("GET /\n"), kReason);
  EXPECT_EQ(refusal_of("GET / HTTP/1.1\r\nHost: gateway\r\n\n"), kReason);
}

TEST(HeadBytes, WithABareCarriageReturnAreRejectedAtOnce) {
  constexpr std::string_view kReason = "400 carriage return without a line feed";
  EXPECT_EQ(refusal_of("GET / HTTP/1.1\r\nHost: a\rX"), kReason);
  EXPECT_EQ(refusal_of("\rG"), kReason);
  EXPECT_EQ(refusal_of("GET / HTTP/1.1\r\r\n"), kReason);
}

TEST(HeadBytes, OfControlAreRejectedAtOnceWhereverTheyStand) {
  const std::string valid = with_line("X-Name: some value that is long enough to fill words");
  for (int control = 0; control < 0x20; ++control) {
    const char byte = static_cast<char>(control);
    if (byte == '\t' || byte == '\r' || byte == '\n') continue;
    EXPECT_EQ(refusal_of(std::string("GET /") + byte), "400 control byte in the head") << control;
  }
  EXPECT_EQ(refusal_of("GET /\x7f"), "400 control byte in the head");
  for (std::size_t at = 0; at < valid.size(); ++at) {
    std::string broken = valid.substr(0, at);
    if (broken.ends_with('\r')) continue;
    EXPECT_EQ(refusal_of(broken + '\0'), "400 control byte in the head") << at;
    EXPECT_EQ(refusal_of(broken + '\x7f' + valid.substr(at)), "400 control byte in the head") << at;
  }
}

TEST(HeadBytes, OverTheLimitAreRejected_AndNeverWaitedFor) {
  std::string text = "GET / HTTP/1.1\r\nHost: gateway\r\n";
  while (text.size() < limits::kHeadBytesMax) text += "X-Fill: " + std::string(1000, 'a') + "\r\n";
  text.resize(limits::kHeadBytesMax - 1);
  EXPECT_EQ(read(text).state, ParseState::NeedMore);
  EXPECT_EQ(refusal_of(text + "a"), "431 head over the limit");
  EXPECT_EQ(refusal_of(text + std::string(100'000, 'a')), "431 head over the limit");
}

TEST(HeadBytes, UpToTheLimitAreAccepted) {
  std::string text = "GET / HTTP/1.1\r\nHost: gateway\r\nX-One: " + std::string(11'000, 'a') +
                     "\r\nX-Two: " + std::string(11'000, 'a') + "\r\nX-Three: ";
  text += std::string(limits::kHeadBytesMax - text.size() - 4, 'b') + "\r\n\r\n";
  ASSERT_EQ(text.size(), limits::kHeadBytesMax);
  EXPECT_EQ(read(text + "behind").head.head_bytes, limits::kHeadBytesMax);
  text.insert(text.size() - 4, "c");
  EXPECT_EQ(refusal_of(text), "431 head over the limit");
}

TEST(HeaderLine, OverTheLimitIs431) {
  const std::string longest = "X-Long: " + std::string(limits::kHeaderBytesMax - 8, 'a');
  EXPECT_EQ(read(with_line(longest)).state, ParseState::Done);
  EXPECT_EQ(refusal_of(with_line(longest + "a")), "431 one header over the limit");
}

TEST(HeaderLine, TooManyOfThemAre431) {
  std::string lines = "X-0: a";
  for (std::size_t i = 2; i < limits::kHeaderCountMax; ++i) lines += "\r\nX-" + std::to_string(i) + ": a";
  EXPECT_EQ(read(with_line(lines)).head.fields.size(), limits::kHeaderCountMax);
  EXPECT_EQ(refusal_of(with_line(lines + "\r\nX-More: a")), "431 more headers than the limit");
}

TEST(HeaderLine, HasNoSpaceBeforeItsColon) {
  constexpr std::string_view kReason = "400 space before the colon of a header";
  EXPECT_EQ(refusal_of(with_line("Transfer-Encoding : chunked")), kReason);
  EXPECT_EQ(refusal_of(with_line("Content-Length\t: 5")), kReason);
}

TEST(HeaderLine, IsNeverFolded) {
  constexpr std::string_view kReason = "400 header line folded or begun with a space";
  EXPECT_EQ(refusal_of(with_line("X-Name: a\r\n b")), kReason);
  EXPECT_EQ(refusal_of(with_line("X-Name: a\r\n\tb: c")), kReason);
  EXPECT_EQ(refusal_of("GET / HTTP/1.1\r\n Host: gateway\r\n\r\n"), kReason);
}

TEST(HeaderLine, HasATokenAsName) {
  EXPECT_EQ(refusal_of(with_line("X(Name: a")), "400 header name is not a token");
  EXPECT_EQ(refusal_of(with_line("X\xc3\xa9: a")), "400 header name is not a token");
  EXPECT_EQ(refusal_of(with_line(": a")), "400 header name is not a token");
  EXPECT_EQ(refusal_of(with_line("X-Name")), "400 header line without a colon");
}

}  // namespace
}  // namespace jurymast::wire
