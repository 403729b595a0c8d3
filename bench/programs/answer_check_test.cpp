#include "answer_check.hpp"

#include <gtest/gtest.h>

#include <array>

namespace jurymast::bench {
namespace {

constexpr Content kStream{.family = Family::ChatCompletions, .request_bytes = 1024, .answer_bytes = 0, .events = 3};
constexpr Content kResponsesStream{.family = Family::Responses, .request_bytes = 1024, .answer_bytes = 0, .events = 3};
constexpr Content kPiece{.family = Family::ChatCompletions, .request_bytes = 1024, .answer_bytes = 1024, .events = 0};

std::string chunk(std::string_view data) {
  return std::string(wire::ChunkPrefix(data.size()).text()) + std::string(data) + std::string(wire::kChunkEnd);
}

std::string stream_of(const AnswerBody& body, std::size_t events) {
  std::string text = answer_head(200, body);
  if (!body.opening.empty()) text += chunk(body.opening);
  for (std::size_t i = 0; i < events; ++i) text += chunk(body.event);
  return text + chunk(body.tail) + std::string(wire::kLastChunk);
}

std::string piece_of(const AnswerBody& body) { return answer_head(200, body) + body.tail; }

/// What the check says once everything has been taken in pieces of that size.
Result<bool> verdict(const AnswerBody& body, std::string_view text, std::size_t piece_bytes) {
  AnswerCheck check(200, body);
  Result<bool> whole = false;
  for (; whole && !text.empty(); text.remove_prefix(std::min(piece_bytes, text.size())))
    whole = check.take(text.substr(0, piece_bytes));
  return whole;
}

TEST(AnswerCheck, TakesAWholeAnswerHoweverItIsCut) {
  const AnswerBody piece = answer_body(kPiece);
  const AnswerBody stream = answer_body(kStream);
  EXPECT_EQ(piece.size(), 1024U);
  EXPECT_EQ(stream.event.size(), kEventBytes);
  for (const std::size_t bytes : {1U, 7U, 221U, 100000U}) {
    EXPECT_EQ(verdict(piece, piece_of(piece), bytes), true) << bytes;
    EXPECT_EQ(verdict(stream, stream_of(stream, 3), bytes), true) << bytes;
  }
}

TEST(AnswerCheck, TakesAStreamWithAnOpening_AndCountsOnlyWhatComesBehindIt) {
  const AnswerBody stream = answer_body(kResponsesStream);
  ASSERT_FALSE(stream.opening.empty());
  EXPECT_EQ(stream.event.size(), kEventBytes);
  for (const std::size_t bytes : {1U, 7U, 221U, 100000U}) EXPECT_EQ(verdict(stream, stream_of(stream, 3), bytes), true) << bytes;
  EXPECT_FALSE(verdict(stream, stream_of(stream, 2), 64));
  AnswerCheck check(200, stream);
  ASSERT_EQ(check.take(answer_head(200, stream) + chunk(stream.opening)), false);
  EXPECT_EQ(check.events(), 0U);
  ASSERT_EQ(check.take(chunk(stream.event)), false);
  EXPECT_EQ(check.events(), 1U);
}

TEST(Content, ARequestSaysItsFamilyAndWhatElseAProxyNeeds) {
  const std::array<std::string, 1> fields{"x-proxy-provider: bench"};
  const std::string responses = request_text(kResponsesStream, "127.0.0.1:1", fields);
  EXPECT_TRUE(responses.starts_with("POST /v1/responses HTTP/1.1\r\n"));
  EXPECT_NE(responses.find("\r\nx-proxy-provider: bench\r\n"), std::string::npos);
  EXPECT_EQ(responses.size() - responses.find("\r\n\r\n") - 4, kResponsesStream.request_bytes);
  EXPECT_TRUE(request_text(kPiece, "127.0.0.1:1").starts_with("POST /v1/chat/completions HTTP/1.1\r\n"));
}

TEST(AnswerCheck, WaitsForTheEndOfTheAnswer) {
  const AnswerBody stream = answer_body(kStream);
  const std::string text = stream_of(stream, 3);
  EXPECT_EQ(verdict(stream, text.substr(0, text.size() - 1), 64), false);
}

TEST(AnswerCheck, RefusesEveryWrongByteOfTheBody) {
  const AnswerBody piece = answer_body(kPiece);
  const std::string right = piece_of(piece);
  for (std::size_t at = right.size() - piece.size(); at < right.size(); ++at) {
    std::string wrong = right;
    wrong[at] ^= 1;
    EXPECT_FALSE(verdict(piece, wrong, 4096)) << at;
  }
}

TEST(AnswerCheck, RefusesTooFewAndTooManyEvents) {
  const AnswerBody stream = answer_body(kStream);
  EXPECT_FALSE(verdict(stream, stream_of(stream, 2), 64));
  EXPECT_FALSE(verdict(stream, stream_of(stream, 4), 64));
}

TEST(AnswerCheck, RefusesAStreamWithoutItsLastEvents) {
  const AnswerBody stream = answer_body(kStream);
  const std::string cut = answer_head(200, stream) + chunk(stream.event) + std::string(wire::kLastChunk);
  EXPECT_FALSE(verdict(stream, cut, 64));
}

TEST(AnswerCheck, RefusesAnotherStatusAndWhatFollowsAnAnswer) {
  const AnswerBody piece = answer_body(kPiece);
  EXPECT_FALSE(verdict(piece, answer_head(503, piece) + piece.tail, 4096));
  EXPECT_FALSE(verdict(piece, piece_of(piece) + "x", 4096));
}

TEST(AnswerCheck, CountsEventsAndIsReadyForTheNextAnswer) {
  const AnswerBody stream = answer_body(kStream);
  const std::string text = stream_of(stream, 3);
  AnswerCheck check(200, stream);
  const std::size_t two_events = text.find(stream.event, text.find(stream.event) + 1) + stream.event.size();
  ASSERT_EQ(check.take(std::string_view(text).substr(0, two_events)), false);
  EXPECT_EQ(check.events(), 2U);
  ASSERT_EQ(check.take(std::string_view(text).substr(two_events)), true);
  EXPECT_EQ(check.take(text), true);
}

}  // namespace
}  // namespace jurymast::bench
