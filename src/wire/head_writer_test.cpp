#include "wire/head_writer.hpp"

#include <gtest/gtest.h>

#include <string>

#include "base/random.hpp"
#include "wire/http_head.hpp"

namespace jurymast::wire {
namespace {

TEST(HeadWriter, WritesARequestHead) {
  auto writer = HeadWriter::request("POST", "/v1/chat/completions");
  writer.field("Host", "api.example").field("Content-Length", 1234U).field("X-Empty", "");
  EXPECT_EQ(std::move(writer).finish(),
            "POST /v1/chat/completions HTTP/1.1\r\nHost: api.example\r\nContent-Length: 1234\r\nX-Empty: \r\n\r\n");
}

TEST(HeadWriter, WritesAResponseHead) {
  EXPECT_EQ(HeadWriter::response(200).finish(), "HTTP/1.1 200 OK\r\n\r\n");
  EXPECT_EQ(HeadWriter::response(529).finish(), "HTTP/1.1 529 Unknown\r\n\r\n");
}

TEST(HeadWriter, WritesTheLargestNumber) {
  auto writer = HeadWriter::response(200);
  writer.field("X-Number", UINT64_MAX);
  EXPECT_EQ(std::move(writer).finish(), "HTTP/1.1 200 OK\r\nX-Number: 18446744073709551615\r\n\r\n");
}

TEST(HeadWriter, DropsAFieldWhoseValueCouldEndItsLine) {
  for (const std::string& value : {std::string("a\r\nSet-Cookie: b"), std::string("a\rb"), std::string("a\nb"),
                                   std::string("a\0b", 3), std::string("a\x7f"), std::string("\x1b[31m")}) {
    auto writer = HeadWriter::response(200);
    writer.field("X-Bad", value).field("X-Good", "a\tb \xc3\xa9");
    EXPECT_EQ(std::move(writer).finish(), "HTTP/1.1 200 OK\r\nX-Good: a\tb \xc3\xa9\r\n\r\n");
  }
}

TEST(HeadWriter, DropsAFieldWhoseNameIsNoToken) {
  for (const std::string_view name : {"", "X Bad", "X:", "X\r\nY", " X", "X\xc3\xa9"}) {
    auto writer = HeadWriter::response(204);
    writer.field(name, "a").field(name, 1U);
    EXPECT_EQ(std::move(writer).finish(), "HTTP/1.1 204 No Content\r\n\r\n") << name;
  }
}

TEST(HeadWriter, LeavesOutOfTheRequestLineWhatCouldBreakIt) {
  auto writer = HeadWriter::request("GE T", "/a b\r\nHost: evil#c");
  EXPECT_EQ(std::move(writer).finish(), "GET /abHost:evilc HTTP/1.1\r\n\r\n");
}

TEST(HeadWriter, WritesOneHeadWhateverItIsGiven) {
  Random random(17);
  const auto noise = [&random] {
    std::string text(random.below(12), ' ');
    for (char& c : text) c = static_cast<char>(random.chance(1, 3) ? random.below(256) : 'a' + random.below(26));
    return text;
  };
  for (int round = 0; round < 2000; ++round) {
    auto writer = HeadWriter::request("GET" + noise(), "/" + noise());
    writer.field("Host", "a");
    for (int fields = 0; fields < 4; ++fields) writer.field("X-" + noise(), noise());
    const std::string text = std::move(writer).finish();
    RequestHead head;
    RequestHeadReader reader;
    ASSERT_EQ(reader.read(text, head), ParseState::Done) << testing::PrintToString(text);
    ASSERT_EQ(head.head_bytes, text.size());
  }
}

TEST(ReasonOf, KnowsTheRegistry) {
  EXPECT_EQ(reason_of(100), "Continue");
  EXPECT_EQ(reason_of(413), "Content Too Large");
  EXPECT_EQ(reason_of(429), "Too Many Requests");
  EXPECT_EQ(reason_of(503), "Service Unavailable");
  EXPECT_EQ(reason_of(511), "Network Authentication Required");
  EXPECT_EQ(reason_of(418), "Unknown");
  EXPECT_EQ(reason_of(0), "Unknown");
  EXPECT_EQ(reason_of(999), "Unknown");
}

}  // namespace
}  // namespace jurymast::wire
