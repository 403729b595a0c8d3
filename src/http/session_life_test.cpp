#include <gtest/gtest.h>
#include <unistd.h>

#include "http/http_probe.hpp"
#include "support/raw_peer.hpp"

namespace jurymast::http {
namespace {

using probe::Server;
using std::chrono::milliseconds;
using test::RawConnection;

constexpr std::string_view kGet = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";

void answer_never(ServerSession&, const wire::RequestHead&, std::string_view) {}

SessionLimits short_limits() {
  SessionLimits limits = probe::roomy_limits();
  limits.head_timeout = milliseconds(150);
  limits.keep_alive_timeout = milliseconds(250);
  limits.body_rate_grace = milliseconds(200);
  limits.body_rate_floor_bytes_per_second = 1000;
  limits.write_stall_max = milliseconds(300);
  return limits;
}

milliseconds since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - begin);
}

TEST(SessionLife, AnswersAHeadThatTakesTooLong_With408) {
  Server server(short_limits());
  auto client = RawConnection::to(server.port());
  ASSERT_TRUE(client.send("GET /a HTTP/1.1\r\nHo"));
  EXPECT_EQ(client.read_response().status, 408);
  EXPECT_TRUE(client.ends_within(milliseconds(500)));
}

TEST(SessionLife, ClosesASilentConnection_WithoutAWord) {
  Server server(short_limits());
  auto client = RawConnection::to(server.port());
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(client.read_all(), "");
  EXPECT_GE(since(begin), milliseconds(140));
  EXPECT_LT(since(begin), milliseconds(1500));
}

TEST(SessionLife, ClosesAnIdleConnection_AfterTheKeepAliveTime) {
  Server server(short_limits());
  auto client = RawConnection::to(server.port());
  ASSERT_TRUE(client.send(kGet));
  EXPECT_EQ(client.read_response().status, 200);
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(client.read_all(), "");
  EXPECT_GE(since(begin), milliseconds(240));
  EXPECT_TRUE(server.on_loop([&] { return server.script.rejections.empty(); }));
}

TEST(SessionLife, DripsOfAHead_DoNotMoveItsClock) {
  Server server(short_limits());
  auto client = RawConnection::to(server.port());
  const auto begin = std::chrono::steady_clock::now();
  client.send("GET /a HTTP/1.1\r\nX: ");
  while (client.is_silent_for(milliseconds(30)) && since(begin) < milliseconds(2000)) client.send("x");
  EXPECT_LT(since(begin), milliseconds(1000));
  EXPECT_EQ(client.read_response().status, 408);
}

TEST(SessionLife, AnswersABodyThatComesTooSlowly_With408) {
  Server server(short_limits());
  auto client = RawConnection::to(server.port());
  ASSERT_TRUE(client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10000\r\n\r\n"));
  while (client.is_silent_for(milliseconds(20))) client.send("xx");
  EXPECT_EQ(client.read_response().status, 408);
}

TEST(SessionLife, TakesABodyThatIsFastEnough_LongerThanTheGrace) {
  Server server(short_limits());
  auto client = RawConnection::to(server.port());
  ASSERT_TRUE(client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2000\r\n\r\n"));
  const std::string part(100, 'x');
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(client.send(part));
    std::this_thread::sleep_for(milliseconds(20));
  }
  EXPECT_EQ(client.read_response().status, 200);
}

TEST(SessionLife, NoticesWithin100Milliseconds_ThatTheClientLeft) {
  Server server;
  server.script.request = answer_never;
  for (const bool with_reset : {false, true}) {
    server.on_loop([&] { server.script.gone = 0; server.script.bodies.clear(); });
    auto client = RawConnection::to(server.port());
    ASSERT_TRUE(client.send(kGet));
    ASSERT_TRUE(server.thread.eventually([&] { return !server.script.bodies.empty(); }));
    if (with_reset) client.reset();
    client.close();
    EXPECT_TRUE(server.thread.eventually([&] { return server.script.gone == 1; }, milliseconds(100)));
    EXPECT_TRUE(server.thread.eventually([&] { return server.script.handlers_alive == 0; }, milliseconds(100)));
  }
}

TEST(SessionLife, TakesAHalfClosedClient_ForGone) {
  Server server;
  server.script.request = answer_never;
  auto client = RawConnection::to(server.port());
  ASSERT_TRUE(client.send(kGet));
  client.shutdown_send();
  EXPECT_TRUE(server.thread.eventually([&] { return server.script.gone == 1; }, milliseconds(200)));
}

TEST(SessionLife, NoticesTheClientLeaving_BehindPipelinedBytes) {
  Server server;
  server.script.request = answer_never;
  auto client = RawConnection::to(server.port());
  ASSERT_TRUE(client.send(std::string(kGet) + std::string(kGet)));
  client.close();
  EXPECT_TRUE(server.thread.eventually([&] { return server.script.gone == 1; }, milliseconds(200)));
}

TEST(SessionLife, StopsReadingAhead_AtTheLimit_AndGoesOnAfterTheAnswer) {
  Server server;
  server.script.request = answer_never;
  auto client = RawConnection::to(server.port());
  ASSERT_TRUE(client.send(kGet));
  const std::string body(300'000, 'y');
  ASSERT_TRUE(client.send(fmt::format("POST /big HTTP/1.1\r\nHost: h\r\nContent-Length: {}\r\n\r\n{}", body.size(), body)));
  ASSERT_TRUE(server.thread.eventually([&] { return server.script.bodies.size() == 1; }));
  server.on_loop([&] {
    server.script.request = probe::echo;
    const auto session = server.script.last.lock();
    session->write(probe::answer("first"));
    session->end_answer();
  });
  EXPECT_EQ(client.read_response().body, "first");
  EXPECT_EQ(client.read_response().body, "POST /big " + body);
}

TEST(SessionLife, HoldsBackWhatTheClientDoesNotRead_AndTellsWhenItDrained) {
  int drained = 0;
  std::size_t most_pending = 0;
  std::size_t pending_when_drained = 0;
  const std::string part(100'000, 'z');
  Server server;
  server.script.request = [&](ServerSession& session, const wire::RequestHead&, std::string_view) {
    session.write("HTTP/1.1 200 OK\r\nContent-Length: 12000000\r\n\r\n");
    for (int i = 0; i < 120; ++i) session.write(part);
    most_pending = session.pending_bytes();
  };
  server.script.drained = [&](ServerSession& session) {
    ++drained;
    pending_when_drained = session.pending_bytes();
    session.end_answer();
  };
  auto client = RawConnection::to(server.port());
  ASSERT_TRUE(client.send(kGet));
  ASSERT_TRUE(server.thread.eventually([&] { return most_pending > limits::kStreamWriteHighWatermark; }));
  EXPECT_EQ(server.on_loop([&] { return drained; }), 0);
  const auto response = client.read_response();
  EXPECT_TRUE(response.whole);
  EXPECT_EQ(response.body.size(), 12'000'000U);
  EXPECT_EQ(response.body.find_first_not_of('z'), std::string::npos);
  EXPECT_EQ(server.on_loop([&] { return drained; }), 1);
  EXPECT_LT(pending_when_drained, limits::kStreamWriteHighWatermark / 2);
}

TEST(SessionLife, GivesUpOnAClientThatTakesNothing) {
  const std::string part(1'000'000, 'z');
  Server server(short_limits());
  server.script.request = [&](ServerSession& session, const wire::RequestHead&, std::string_view) {
    for (int i = 0; i < 12; ++i) session.write(part);
  };
  auto client = RawConnection::to(server.port());
  ASSERT_TRUE(client.send(kGet));
  EXPECT_TRUE(server.thread.eventually([&] { return server.script.gone == 1; }));
}

TEST(SessionLife, AnAbortedAnswer_IsSentAsFarAsItGoes_AndHasNoEnd) {
  Server server;
  server.script.request = [](ServerSession& session, const wire::RequestHead&, std::string_view) {
    session.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
    session.abort_answer();
  };
  auto client = RawConnection::to(server.port());
  ASSERT_TRUE(client.send(kGet));
  const auto response = client.read_response();
  EXPECT_EQ(response.body, "hello");
  EXPECT_FALSE(response.whole);
}

TEST(SessionLife, WhatWasWrittenGoesOut_BeforeAnOrderlyEndInTheSameCall) {
  Server server;
  server.script.request = [](ServerSession& session, const wire::RequestHead&, std::string_view) {
    session.write("first, ");
    session.write("second");
    EXPECT_EQ(session.pending_bytes(), std::string_view("first, second").size());
    session.close(false);
  };
  auto client = RawConnection::to(server.port());
  ASSERT_TRUE(client.send(kGet));
  EXPECT_EQ(client.read_all(), "first, second");
}

TEST(SessionLife, ALongAnswerIsSentFromWhereItIs_BehindAShortOne) {
  Server server;
  const std::string body(1'000'000, 'z');
  server.script.request = [&](ServerSession& session, const wire::RequestHead&, std::string_view) {
    session.write(fmt::format("HTTP/1.1 200 Said\r\nContent-Length: {}\r\n\r\n", body.size()));
    session.write(body);
    session.end_answer();
  };
  auto client = RawConnection::to(server.port());
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(client.send(kGet));
    EXPECT_EQ(client.read_response().body, body);
  }
}

TEST(SessionLife, SurvivesBeingClosedInsideItsHandlers) {
  Server server;
  server.script.request = [](ServerSession& session, const wire::RequestHead&, std::string_view) {
    session.write("HTTP/1.1 200 OK\r\n");
    session.close(true);
    session.write("more");
    session.end_answer();
  };
  auto client = RawConnection::to(server.port());
  ASSERT_TRUE(client.send(std::string(kGet) + std::string(kGet)));
  EXPECT_TRUE(client.ends_within(milliseconds(500)));
  EXPECT_TRUE(server.thread.eventually([&] { return server.script.handlers_alive == 0; }));
  EXPECT_EQ(server.on_loop([&] { return server.script.gone; }), 0);
  EXPECT_EQ(server.on_loop([&] { return server.script.bodies.size(); }), 1U);
  EXPECT_EQ(server.ledger->open(), 0U);
}

TEST(SessionLife, FindsTheHandlerAlive_WhenTheAnswerComesFromElsewhere) {
  Server server;
  server.script.request = [](ServerSession& session, const wire::RequestHead&, std::string_view) {
    // Nothing but a plain reference, as a handler's own timer would have it.
    session.loop().post([&session] {
      session.write(probe::answer("late", true));
      session.close_after_answer();
      session.end_answer();
    });
  };
  auto client = RawConnection::to(server.port());
  ASSERT_TRUE(client.send(kGet));
  EXPECT_EQ(client.read_response().body, "late");
  EXPECT_TRUE(client.ends_within(milliseconds(500)));
}

TEST(ListenerLife, DrainsIdleConnectionsAtOnce_AndOthersAfterTheirAnswer) {
  Server server;
  auto idle = RawConnection::to(server.port());
  ASSERT_TRUE(idle.send(kGet));
  EXPECT_EQ(idle.read_response().status, 200);
  server.on_loop([&] { server.script.request = answer_never; });
  auto busy = RawConnection::to(server.port());
  ASSERT_TRUE(busy.send(kGet));
  ASSERT_TRUE(server.thread.eventually([&] { return server.script.bodies.size() == 2; }));
  const std::uint16_t port = server.port();

  server.on_loop([&] { server.listener->drain(); });
  EXPECT_TRUE(idle.ends_within(milliseconds(500)));
  EXPECT_TRUE(busy.is_silent_for(milliseconds(50)));
  EXPECT_FALSE(RawConnection::to(port).is_open());
  server.on_loop([&] {
    const auto session = server.script.last.lock();
    EXPECT_TRUE(session->will_close());
    session->write(probe::answer("whole", true));
    session->end_answer();
  });
  EXPECT_EQ(busy.read_response().body, "whole");
  EXPECT_TRUE(busy.ends_within(milliseconds(500)));
  busy.close();
  EXPECT_TRUE(server.thread.eventually([&] { return server.listener->session_count() == 0; }));
}

TEST(ListenerLife, ListensOnAUnixSocket_AndRemovesItAgain) {
  const std::string path = fmt::format("/tmp/jurymast-http-{}.sock", ::getpid());
  {
    Server server(probe::roomy_limits(), nullptr, "unix:" + path);
    auto client = RawConnection::to_unix(path);
    ASSERT_TRUE(client.is_open());
    ASSERT_TRUE(client.send(kGet));
    EXPECT_EQ(client.read_response().body, "GET /a ");
    EXPECT_EQ(server.on_loop([&] { return server.script.last.lock()->peer_address(); }), "unix");
    const auto second = server.on_loop([&] {
      return Listener::open(server.thread.loop(), {.address = "unix:" + path, .limits = probe::roomy_limits()}).has_value();
    });
    EXPECT_FALSE(second);
  }
  EXPECT_NE(::access(path.c_str(), F_OK), 0);
}

TEST(ListenerLife, RefusesConnectionsOverALimit) {
  Server server;
  server.ledger->enter("elsewhere");
  std::vector<RawConnection> clients;
  for (int i = 0; i < 51; ++i) clients.push_back(RawConnection::to(server.port()));
  EXPECT_TRUE(clients.back().ends_within(milliseconds(500)));
  ASSERT_TRUE(clients.front().send(kGet));
  EXPECT_EQ(clients.front().read_response().status, 200);
  EXPECT_EQ(server.ledger->open(), 51U);
  clients.clear();
  EXPECT_TRUE(server.thread.eventually([&] { return server.ledger->open() == 1; }));
}

TEST(ListenerLife, SaysWhichAddressItCannotTake) {
  Server server;
  const std::vector<std::string> bad{"", "8080", ":8080", "127.0.0.1:", "127.0.0.1:http", "unix:", "203.0.113.1:0",
                                     "unix:/nonexistent/dir/socket"};
  for (const std::string& address : bad) {
    const auto message = server.on_loop([&] {
      const auto opened = Listener::open(server.thread.loop(), {.address = address, .limits = probe::roomy_limits()});
      return opened ? std::string() : opened.error().message;
    });
    EXPECT_NE(message.find("`" + address + "`"), std::string::npos) << address;
  }
}

}  // namespace
}  // namespace jurymast::http
