#include <gtest/gtest.h>

#include <string>

#include "wire/request_probe.hpp"

namespace jurymast::wire {
namespace {

using namespace probe;

TEST(Host, IsThereExactlyOnce) {
  EXPECT_EQ(refusal_of("GET / HTTP/1.1\r\nAccept: */*\r\n\r\n"), "400 no Host");
  EXPECT_EQ(refusal_of("GET / HTTP/1.1\r\n\r\n"), "400 no Host");
  EXPECT_EQ(refusal_of(with_line("Host: gateway")), "400 more than one Host");
  EXPECT_EQ(refusal_of(with_line("hOST: evil")), "400 more than one Host");
}

TEST(Host, IsANameOrAddressWithAnOptionalPort) {
  for (const std::string_view host : {"gateway", "gateway.example:443", "127.0.0.1:8080", "[::1]", "[2001:db8::1]:8080",
                                      "my_service", "a%20b", "xn--a.example.", "[::ffff:1.2.3.4]", "gateway:"}) {
    EXPECT_EQ(read(with_host(host)).state, ParseState::Done) << host;
  }
  for (const std::string_view host :
       {"",         ":80",     "a b",  "a, b", "user@a", "a/b",  "http://a", "a:b",     "a:70000",
        "a:123456", "a:80:80", "a:-1", "[::1", "::1",    "[]",   "[::1]x",   "[g::1]",  "[1.2.3.4]",
        "[::1]:x",  "a%2",     "a%zz", "a?b",  "a#b",    "a\\b", "a\"b",     "\xc3\xa9"}) {
    EXPECT_EQ(refusal_of(with_host(host)), "400 Host is not a host name or address with an optional port") << host;
  }
}

TEST(ContentLength, IsOneToNineteenDigits) {
  EXPECT_EQ(read(with_line("Content-Length: 0")).head.framing, BodyFraming::Length);
  EXPECT_EQ(read(with_line("Content-Length: 007")).head.content_length, 7U);
  EXPECT_EQ(read(with_line("Content-Length: 9999999999999999999")).head.content_length, 9'999'999'999'999'999'999U);
  for (const std::string_view value : {"", "+5", "-5", "5, 5", "5,5", "0x5", "5a", "5 5", "5.0", "\"5\"", "5;",
                                       "10000000000000000000", "99999999999999999999999999"}) {
    EXPECT_EQ(refusal_of(with_line("Content-Length: " + std::string(value))),
              "400 Content-Length is not 1 to 19 digits")
        << value;
  }
}

TEST(ContentLength, IsThereAtMostOnce) {
  constexpr std::string_view kReason = "400 more than one Content-Length";
  EXPECT_EQ(refusal_of(with_line("Content-Length: 5\r\nContent-Length: 5")), kReason);
  EXPECT_EQ(refusal_of(with_line("Content-Length: 5\r\ncontent-length: 6")), kReason);
}

TEST(TransferEncoding, IsExactlyChunked) {
  for (const std::string_view value : {"chunked", "Chunked", "CHUNKED", " chunked "}) {
    EXPECT_EQ(read(with_line("Transfer-Encoding:" + std::string(value))).head.framing, BodyFraming::Chunked) << value;
  }
  for (const std::string_view value : {"", "gzip", "gzip, chunked", "chunked, gzip", "chunked, chunked", "chunked,",
                                       "identity", "xchunked", "chunked;q=1", "\"chunked\"", "chunked\xa0"}) {
    EXPECT_EQ(refusal_of(with_line("Transfer-Encoding: " + std::string(value))),
              "400 Transfer-Encoding is not exactly chunked")
        << value;
  }
  EXPECT_EQ(refusal_of(with_line("Transfer-Encoding: \x0b"
                                 "chunked")),
            "400 control byte in the head");
}

TEST(TransferEncoding, IsThereAtMostOnce) {
  EXPECT_EQ(refusal_of(with_line("Transfer-Encoding: chunked\r\ntransfer-encoding: chunked")),
            "400 more than one Transfer-Encoding");
}

TEST(TransferEncoding, NeverStandsBesideAContentLength) {
  constexpr std::string_view kReason = "400 both Content-Length and Transfer-Encoding";
  EXPECT_EQ(refusal_of(with_line("Content-Length: 5\r\nTransfer-Encoding: chunked")), kReason);
  EXPECT_EQ(refusal_of(with_line("Transfer-Encoding: chunked\r\nContent-Length: 0")), kReason);
}

TEST(RequestFraming, IsNoneWithoutLengthAndCoding) {
  EXPECT_EQ(read(with_line("X-Content-Length: 5")).head.framing, BodyFraming::None);
}

TEST(Connection, ClosesOnlyOnTheTokenClose) {
  for (const std::string_view value : {"close", "Close", "keep-alive, CLOSE", "a,close,b", "close,"}) {
    EXPECT_FALSE(read(with_line("Connection: " + std::string(value))).head.keep_alive) << value;
  }
  for (const std::string_view value : {"", "keep-alive", "closed", "x-close, upgrade", ",,"}) {
    EXPECT_TRUE(read(with_line("Connection: " + std::string(value))).head.keep_alive) << value;
  }
  EXPECT_FALSE(read(with_line("Connection: close\r\nConnection: keep-alive")).head.keep_alive);
}

TEST(Connection, IsAListOfTokens) {
  for (const std::string_view value : {"close;q=1", "\"close\"", "not close", "a, b c"}) {
    EXPECT_EQ(read(with_line("Connection: " + std::string(value))).rejection.reason, "Connection is not a list of tokens") << value;
  }
}

TEST(Expect, OfAContinueIsTold_AndAnythingElseIs417) {
  EXPECT_TRUE(read(with_line("Expect: 100-Continue")).head.expect_continue);
  EXPECT_EQ(refusal_of(with_line("Expect: 200-ok")), "417 Expect is not 100-continue");
  EXPECT_EQ(refusal_of(with_line("Expect:")), "417 Expect is not 100-continue");
}

TEST(Upgrade, IsIgnored) {
  const Outcome outcome = read(with_line("Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings"));
  EXPECT_EQ(outcome.state, ParseState::Done);
  EXPECT_TRUE(outcome.head.keep_alive);
}

}  // namespace
}  // namespace jurymast::wire
