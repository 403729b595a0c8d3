#include "wire/chunked.hpp"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <vector>

#include "base/random.hpp"

namespace jurymast::wire {
namespace {

struct Outcome {
  ParseState state = ParseState::NeedMore;
  std::string reason;
  std::string body;
  std::size_t consumed = 0;

  friend bool operator==(const Outcome&, const Outcome&) = default;
};

/// Gives the reader one piece of input until it takes no more of it.
void feed(ChunkedReader& reader, std::string_view input, Outcome& outcome) {
  while (!input.empty() && reader.state() == ParseState::NeedMore) {
    const ChunkedReader::Piece piece = reader.read(input);
    ASSERT_GT(piece.consumed, 0U);
    ASSERT_LE(piece.consumed, input.size());
    outcome.body += piece.data;
    outcome.consumed += piece.consumed;
    input.remove_prefix(piece.consumed);
  }
}

Outcome read(std::initializer_list<std::string_view> inputs) {
  ChunkedReader reader;
  Outcome outcome;
  for (const std::string_view input : inputs) feed(reader, input, outcome);
  outcome.state = reader.state();
  outcome.reason = reader.rejection().reason;
  return outcome;
}

std::string reason_for(std::string_view text) { return read({text}).reason; }

std::string chunked(std::string_view body, std::size_t chunk_bytes) {
  std::string text;
  for (std::size_t at = 0; at < body.size(); at += chunk_bytes) {
    const std::string_view chunk = body.substr(at, chunk_bytes);
    text += ChunkPrefix(chunk.size()).text();
    text += chunk;
    text += kChunkEnd;
  }
  return text + std::string(kLastChunk);
}

TEST(ChunkedReader, TakesTheCodingOff_AndLeavesWhatFollows) {
  const std::string text = "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n";
  const Outcome outcome = read({text + "GET / HTTP/1.1\r\n"});
  EXPECT_EQ(outcome.state, ParseState::Done);
  EXPECT_EQ(outcome.body, "hello world");
  EXPECT_EQ(outcome.consumed, text.size());
}

TEST(ChunkedReader, HandsOutOneRunOfBytesAtATime_AsAViewOfTheInput) {
  const std::string_view text = "5\r\nhello\r\n0\r\n\r\n";
  ChunkedReader reader;
  const ChunkedReader::Piece piece = reader.read(text);
  EXPECT_EQ(piece.data, "hello");
  EXPECT_EQ(piece.data.data(), text.data() + 3);
  EXPECT_EQ(piece.consumed, 8U);
  EXPECT_EQ(reader.state(), ParseState::NeedMore);
}

TEST(ChunkedReader, TakesNothingMoreBehindTheEnd) {
  ChunkedReader reader;
  EXPECT_EQ(reader.read("0\r\n\r\nmore").consumed, 5U);
  EXPECT_EQ(reader.state(), ParseState::Done);
  EXPECT_EQ(reader.read("more").consumed, 0U);
}

TEST(ChunkedReader, IsDoneOnlyAfterTheLastLineEnd) {
  const std::string_view text = "1\r\nx\r\n0\r\n\r\n";
  for (std::size_t size = 0; size < text.size(); ++size) {
    EXPECT_EQ(read({text.substr(0, size)}).state, ParseState::NeedMore) << size;
  }
  EXPECT_EQ(read({text}).state, ParseState::Done);
}

TEST(ChunkSize, IsHexInEitherCase_WithLeadingZeros) {
  EXPECT_EQ(read({"00A\r\n0123456789\r\n0\r\n\r\n"}).body, "0123456789");
  EXPECT_EQ(read({"000000000000000a\r\n0123456789\r\n0000\r\n\r\n"}).body, "0123456789");
}

TEST(ChunkSize, IsOneToSixteenDigits) {
  EXPECT_EQ(reason_for("\r\n"), "chunk size is not a hex number");
  EXPECT_EQ(reason_for("00000000000000001"), "chunk size of more than 16 digits");
  EXPECT_EQ(reason_for("fffffffffffffffff"), "chunk size of more than 16 digits");
  EXPECT_EQ(read({"ffffffffffffffff\r\nhello"}).body, "hello");
}

TEST(ChunkSize, HasNoSignPrefixOrSpace) {
  for (const std::string_view text : {"+5\r\n", "-5\r\n", " 5\r\n", "\t5\r\n", ";a\r\n", "g\r\n"}) {
    EXPECT_EQ(reason_for(text), "chunk size is not a hex number") << text;
  }
  for (const std::string_view text : {"0x5\r\n", "5 \r\n", "5 ;a\r\n", "5_0\r\n", "5\n", "5,5\r\n", "5g\r\n"}) {
    EXPECT_EQ(reason_for(text), "chunk size is followed by neither an extension nor a line end") << text;
  }
}

TEST(ChunkLine, EndsWithBothBytesOfTheLineEnd) {
  constexpr std::string_view kReason = "carriage return without a line feed in the chunked coding";
  EXPECT_EQ(reason_for("5\rhello"), kReason);
  EXPECT_EQ(reason_for("5;a\r\rhello"), kReason);
  EXPECT_EQ(reason_for("5\r\nhello\r0\r\n"), kReason);
  EXPECT_EQ(reason_for("0\r\n\rX"), kReason);
}

TEST(ChunkData, IsExactlyAsLongAsSaid) {
  EXPECT_EQ(reason_for("3\r\nhello\r\n"), "chunk data longer than its size");
  EXPECT_EQ(reason_for("5\r\nhello\n"), "chunk data longer than its size");
  EXPECT_EQ(reason_for("5\r\nhello0\r\n\r\n"), "chunk data longer than its size");
}

TEST(ChunkExtension, IsDropped) { EXPECT_EQ(read({"5;name=\"a value\";b\r\nhello\r\n0;last\r\n\r\n"}).body, "hello"); }

TEST(ChunkExtension, HoldsNoControlBytes) {
  constexpr std::string_view kReason = "control byte in a chunk extension";
  EXPECT_EQ(reason_for("5;a\nhello"), kReason);
  EXPECT_EQ(reason_for(std::string("5;a\0", 4)), kReason);
  EXPECT_EQ(reason_for("5;\x7f"), kReason);
}

TEST(ChunkExtension, ClosesItsQuotesOnItsOwnLine) {
  constexpr std::string_view kReason = "chunk extension with a quote that is not closed";
  EXPECT_EQ(reason_for("5;a=\"\r\nhello\r\n0\r\n\r\n"), kReason);
  EXPECT_EQ(reason_for("5;a=\"b\\\"\r\nhello"), kReason) << "an escaped quote closes nothing";
  EXPECT_EQ(read({"5;a=\"b\\\"\";c=\"\"\r\nhello\r\n0;d=\";\"\r\n\r\n"}).body, "hello");
}

TEST(ChunkExtension, IsBoundedInOneLine_AndInTheWholeBody) {
  const std::string longest = "1;" + std::string(limits::kChunkLineBytesMax - 2, 'a');
  EXPECT_EQ(read({longest + "\r\nx\r\n0\r\n\r\n"}).state, ParseState::Done);
  EXPECT_EQ(reason_for(longest + "a"), "chunk line over the limit");
  std::string many;
  for (std::size_t i = 0; i <= kChunkExtensionBytesMax / limits::kChunkLineBytesMax; ++i) many += longest + "\r\nx\r\n";
  EXPECT_EQ(reason_for(many + longest), "chunk extensions over the limit");
}

TEST(Trailers, AreDropped) {
  const std::string text = "1\r\nx\r\n0\r\nX-Checksum: 1\r\nContent-Length: 5\r\nX-Empty:\r\n\r\n";
  const Outcome outcome = read({text + "rest"});
  EXPECT_EQ(outcome.state, ParseState::Done);
  EXPECT_EQ(outcome.body, "x");
  EXPECT_EQ(outcome.consumed, text.size());
}

TEST(Trailers, AreBounded) {
  const std::string longest = "0\r\nX: " + std::string(kTrailerBytesMax - 7, 'a');
  EXPECT_EQ(read({longest + "\r\n\r\n"}).state, ParseState::Done);
  EXPECT_EQ(reason_for(longest + "a\r\n\r\n"), "trailers over the limit");
  std::string lines = "0\r\n";
  while (lines.size() < kTrailerBytesMax + 100) lines += "X-Fill: a\r\n";
  EXPECT_EQ(reason_for(lines), "trailers over the limit");
}

TEST(Trailers, LookLikeHeaders) {
  constexpr std::string_view kReason = "trailer line is not a header";
  for (const std::string_view line :
       {"GET / HTTP/1.1\r\n", "X\r\n", "X : a\r\n", " X: a\r\n", ": a\r\n", "X: a\n", "\n", "X: \x01"}) {
    EXPECT_EQ(reason_for("0\r\n" + std::string(line)), kReason) << line;
  }
}

TEST(Trailers, LookLikeHeadersToTheLast) {
  EXPECT_EQ(reason_for("0\r\nX: a\r\nGET / HTTP/1.1\r\n"), "trailer line is not a header");
}

TEST(ChunkedReader, IsTheSameForEveryTwoWaySplit) {
  std::string long_trailers = "0\r\n";
  for (int i = 0; i < 20; ++i) long_trailers += "X-Fill: value\r\n";
  const std::vector<std::string> texts = {chunked("hello world", 4) + "behind",
                                          "5;ext=1\r\nhello\r\n0\r\nX: a\r\n\r\nbehind",
                                          long_trailers + "\r\n",
                                          "5\r\nhello\n",
                                          "5;a\nhello",
                                          "fffffffffffffffff",
                                          "3\r\nhello\r\n",
                                          "0\r\nGET / HTTP/1.1\r\n\r\n",
                                          "5\r\nhel"};
  for (const std::string& text : texts) {
    const Outcome whole = read({text});
    for (std::size_t at = 0; at <= text.size(); ++at) {
      const std::string_view view = text;
      EXPECT_EQ(read({view.substr(0, at), view.substr(at)}), whole) << text << " split at " << at;
    }
  }
}

TEST(ChunkedReader, IsTheSameForMutatedBodiesByteByByte) {
  constexpr std::string_view kBytes = "\r\n\0 ;:0f\x7f";
  Random random(3);
  for (int round = 0; round < 2000; ++round) {
    std::string text = chunked("some body of a message", 1 + random.below(9)) + "behind";
    text[random.below(text.size())] = kBytes[random.below(kBytes.size())];
    ChunkedReader reader;
    Outcome dripped;
    for (std::size_t at = 0; at < text.size(); ++at) feed(reader, std::string_view(text).substr(at, 1), dripped);
    dripped.state = reader.state();
    dripped.reason = reader.rejection().reason;
    ASSERT_EQ(dripped, read({text})) << testing::PrintToString(text);
  }
}

TEST(ChunkPrefix, IsReadBackAsTheSameSize) {
  EXPECT_EQ(ChunkPrefix(1).text(), "1\r\n");
  EXPECT_EQ(ChunkPrefix(221).text(), "dd\r\n");
  EXPECT_EQ(ChunkPrefix(SIZE_MAX).text(), "ffffffffffffffff\r\n");
  Random random(5);
  for (int round = 0; round < 100; ++round) {
    const std::string body(random.below(5000), 'b');
    EXPECT_EQ(read({chunked(body, 1 + random.below(600))}).body, body);
  }
}

}  // namespace
}  // namespace jurymast::wire
