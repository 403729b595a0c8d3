#include <gtest/gtest.h>

#include "http/upstream_probe.hpp"
#include "support/raw_peer.hpp"

namespace jurymast::http {
namespace {

using probe::Client;
using probe::get;
using std::chrono::milliseconds;
using std::chrono::seconds;
using test::RawConnection;
using test::RawServer;

constexpr std::string_view kAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

/// Answers `count` requests on each connection, then leaves.
RawServer::Script answers(unsigned count, std::string_view text = kAnswer) {
  return [count, text](RawConnection& connection, unsigned) {
    for (unsigned i = 0; i < count && !connection.read_request().empty(); ++i) connection.send(text);
  };
}

RawServer::Script answers_all() { return answers(1000); }

TEST(UpstreamPool, UsesAConnectionAgain_ForTheSameKeyOnly) {
  RawServer server(answers_all());
  Client client;
  EXPECT_FALSE(client.finished_call(get(server.port()))->reused);
  const auto second = client.finished_call(get(server.port()));
  EXPECT_TRUE(second->reused);
  EXPECT_EQ(second->events, std::vector<std::string>({"connected", "sent", "head", "body", "end"}));
  auto other = get(server.port());
  other.endpoint.key = "another credential";
  EXPECT_FALSE(client.finished_call(std::move(other))->reused);
  EXPECT_EQ(server.accepted(), 2U);
  EXPECT_EQ(client.idle_count(), 2U);
}

TEST(UpstreamPool, LeavesIdleConnectionsAlone_WhereAFreshOneIsWanted) {
  RawServer server(answers_all());
  Client client;
  client.finished_call(get(server.port()));
  auto fresh = get(server.port());
  fresh.fresh = true;
  EXPECT_FALSE(client.finished_call(std::move(fresh))->reused);
  EXPECT_EQ(server.accepted(), 2U);
}

TEST(UpstreamPool, NeverReuses_WhatCouldBeOutOfStep) {
  for (const std::string_view text :
       {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok!", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok",
        "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\nHTTP/1.1 200 OK\r\n\r\n"}) {
    RawServer server(answers(1, text));
    Client client;
    const auto call = client.finished_call(get(server.port()));
    EXPECT_TRUE(call->ended) << text;
    EXPECT_EQ(call->body, "ok");
    EXPECT_EQ(client.idle_count(), 0U) << text;
  }
}

TEST(UpstreamPool, SeesThatAnIdleConnectionWasClosed_BeforeItIsUsed) {
  RawServer server(answers(1));
  Client client;
  client.finished_call(get(server.port()));
  EXPECT_EQ(client.idle_count(), 1U);
  std::this_thread::sleep_for(milliseconds(30));
  const auto call = client.finished_call(get(server.port()));
  EXPECT_TRUE(call->ended);
  EXPECT_FALSE(call->reused);
}

TEST(UpstreamPool, SeesBytesNobodyAskedFor_BeforeAConnectionIsUsed) {
  RawServer server([](RawConnection& connection, unsigned) {
    while (!connection.read_request().empty()) {
      connection.send(kAnswer);
      std::this_thread::sleep_for(milliseconds(10));
      connection.send("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison");
    }
  });
  Client client;
  client.finished_call(get(server.port()));
  std::this_thread::sleep_for(milliseconds(40));
  const auto call = client.finished_call(get(server.port()));
  EXPECT_FALSE(call->reused);
  EXPECT_EQ(call->body, "ok");
}

TEST(UpstreamPool, DropsConnectionsThatWereIdleTooLong) {
  auto owned = std::make_unique<ManualClock>();
  ManualClock& clock = *owned;
  RawServer server(answers_all());
  Client client(std::move(owned));
  client.finished_call(get(server.port()));
  client.thread.run([&] { clock.advance(seconds(19)); });
  EXPECT_TRUE(client.finished_call(get(server.port()))->reused);
  client.thread.run([&] { clock.advance(seconds(21)); });
  EXPECT_FALSE(client.finished_call(get(server.port()))->reused);
}

TEST(UpstreamPool, KeepsABoundedNumberIdle) {
  RawServer server(answers_all());
  Client client;
  std::vector<std::unique_ptr<probe::ProbedCall>> calls;
  for (std::size_t i = 0; i < limits::kIdleConnectionsPerTargetMax + 6; ++i) {
    calls.push_back(client.new_call());
    calls.back()->start(get(server.port()));
  }
  for (const auto& call : calls) ASSERT_TRUE(call->wait());
  EXPECT_LE(client.idle_count(), limits::kIdleConnectionsPerTargetMax);
}

/// The first request of each connection is answered; the second is read, and the connection closed.
RawServer::Script goes_stale() {
  return [](RawConnection& connection, unsigned) {
    connection.read_request();
    connection.send(kAnswer);
    connection.read_request();
  };
}

TEST(UpstreamPool, AStaleConnection_IsToldApartFromAFailure) {
  RawServer server(goes_stale());
  Client client;
  client.finished_call(get(server.port()));
  const auto call = client.finished_call(get(server.port()));
  EXPECT_EQ(call->failure, TransportFailure::EndOfFile);
  EXPECT_TRUE(call->reused);
  EXPECT_TRUE(call->bytes_sent);
  EXPECT_FALSE(call->response_started);
}

class StaleNotes : public testing::Test {
 protected:
  StaleNotes() : server(answers_all()), owned(std::make_unique<ManualClock>()), clock(*owned), client(std::move(owned)) {}
  void note_stale() {
    client.thread.run([&] { client.pool->note_stale("key"); });
  }
  bool next_is_reused() { return client.finished_call(get(server.port()))->reused; }

  RawServer server;
  std::unique_ptr<ManualClock> owned;
  ManualClock& clock;
  Client client;
};

TEST_F(StaleNotes, DropTheIdleConnectionsOfThatEndpoint) {
  next_is_reused();
  auto other = get(server.port());
  other.endpoint.key = "other";
  client.finished_call(std::move(other));
  note_stale();
  EXPECT_EQ(client.idle_count(), 1U);
  EXPECT_FALSE(next_is_reused());
  EXPECT_TRUE(next_is_reused());
}

TEST_F(StaleNotes, TwoInARow_MeanFreshConnectionsForAMinute) {
  note_stale();
  note_stale();
  EXPECT_FALSE(next_is_reused());
  EXPECT_FALSE(next_is_reused());
  client.thread.run([&] { clock.advance(seconds(59)); });
  EXPECT_FALSE(next_is_reused());
  EXPECT_EQ(client.idle_count(), 0U);
  client.thread.run([&] { clock.advance(seconds(2)); });
  EXPECT_FALSE(next_is_reused());
  EXPECT_TRUE(next_is_reused());
}

TEST_F(StaleNotes, AGoodReuseInBetween_BreaksTheRow) {
  next_is_reused();
  note_stale();
  EXPECT_FALSE(next_is_reused());
  EXPECT_TRUE(next_is_reused());
  note_stale();
  EXPECT_FALSE(next_is_reused());
  EXPECT_TRUE(next_is_reused());
}

}  // namespace
}  // namespace jurymast::http
