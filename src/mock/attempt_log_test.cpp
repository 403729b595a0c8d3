#include "mock/attempt_log.hpp"

#include <gtest/gtest.h>

#include "mock/mock_desk.hpp"
#include "mock/plan_probe.hpp"

namespace jurymast::mock {
namespace {

TEST(AttemptLog, NumbersGoOnAfterItWasCleared_AndBeginAgainAfterAReset) {
  AttemptLog log;
  log.add({});
  EXPECT_EQ(log.add({})->n, 2U);
  log.clear();
  EXPECT_TRUE(log.all().empty());
  EXPECT_EQ(log.add({})->n, 3U);
  log.reset();
  EXPECT_EQ(log.add({})->n, 1U);
}

TEST(AttemptLog, KeepsABoundedNumber) {
  AttemptLog log;
  for (std::size_t i = 0; i < kAttemptsKept + 5; ++i) log.add({});
  EXPECT_EQ(log.all().size(), kAttemptsKept);
  EXPECT_EQ(log.all().front().n, 6U);
}

TEST(AttemptLog, WhatIsWrittenLaterShows) {
  AttemptLog log;
  const auto attempt = log.add({});
  EXPECT_EQ(probe::json_of(log.json())[0]["ended"], "in_progress");
  attempt->ended = AttemptEnd::ClientGone;
  attempt->ended_at = Duration(7);
  const Json json = probe::json_of(log.json())[0];
  EXPECT_EQ(json["ended"], "client_gone");
  EXPECT_EQ(json["cancelled"], true);
  EXPECT_EQ(json["cancelled_at_ns"], 7);
}

TEST(AttemptLog, OnlyAClientThatLeftCountsAsCancelled) {
  AttemptLog log;
  const auto attempt = log.add({});
  attempt->ended = AttemptEnd::Complete;
  attempt->ended_at = Duration(7);
  const Json json = probe::json_of(log.json())[0];
  EXPECT_EQ(json["cancelled"], false);
  EXPECT_TRUE(json["cancelled_at_ns"].is_null());
  EXPECT_EQ(json["ended_at_ns"], 7);
}

TEST(Describe, KeepsNamesAndDigests_NeverACredentialOrABody) {
  const std::string text =
      "POST /v1/chat/completions?x=1 HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer sk-secret\r\nX-Request-Id: r-1\r\n"
      "x-stainless-retry-count: 2\r\n\r\n";
  wire::RequestHead head;
  wire::RequestHeadReader reader;
  ASSERT_EQ(reader.read(text, head), wire::ParseState::Done);
  const std::string body = R"({"model":"m","stream":true,"messages":[{"role":"user","content":"private"}]})";
  AttemptLog log;
  log.add(describe(head, body, read_incoming(head.method, head.target, body)));
  const std::string json = log.json();
  EXPECT_EQ(json.find("sk-secret"), std::string::npos);
  EXPECT_EQ(json.find("private"), std::string::npos);
  const Json first = probe::json_of(json)[0];
  EXPECT_EQ(first["path"], "/v1/chat/completions");
  EXPECT_EQ(first["model"], "m");
  EXPECT_EQ(first["family"], "chat_completions");
  EXPECT_EQ(first["stream"], true);
  EXPECT_EQ(first["request_id"], "r-1");
  EXPECT_EQ(first["stainless_retry_count"], "2");
  EXPECT_EQ(first["header_names"], (Json{"Host", "Authorization", "X-Request-Id", "x-stainless-retry-count"}));
  EXPECT_EQ(first["body_bytes"], body.size());
  EXPECT_EQ(first["body_sha256"].get<std::string>().size(), 64U);
  // sha256sum of `Bearer sk-secret`, first eight digits.
  EXPECT_EQ(first["authorization_digest"], "afa6f8ec");
}

TEST(RawHead, IsTheHeadAsItCame) {
  for (const std::string last : {"X-Odd:   spaced", "X-Empty:"}) {
    const std::string text = "GET /v1/models HTTP/1.1\r\nHost: h\r\n" + last + "\r\n\r\n";
    wire::RequestHead head;
    wire::RequestHeadReader reader;
    ASSERT_EQ(reader.read(text, head), wire::ParseState::Done);
    EXPECT_EQ(raw_head(head), text);
  }
}

}  // namespace
}  // namespace jurymast::mock
