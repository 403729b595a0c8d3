#include <gtest/gtest.h>

#include "http/upstream_probe.hpp"
#include "support/raw_peer.hpp"

namespace jurymast::http {
namespace {

using probe::Client;
using probe::get;
using std::chrono::milliseconds;
using test::RawConnection;
using test::RawServer;
using Events = std::vector<std::string>;

const Events kWholeExchange{"dialed", "connected", "sent", "head", "body", "end"};

/// Reads one request, sends `text`, and closes.
RawServer::Script says(std::string text) {
  return [text](RawConnection& connection, unsigned) {
    connection.read_request();
    connection.send(text);
  };
}

TEST(UpstreamCall, ReadsABody_ByItsLength) {
  RawServer server(says("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"));
  Client client;
  const auto call = client.finished_call(get(server.port()));
  EXPECT_EQ(call->events, kWholeExchange);
  EXPECT_EQ(call->status, 200);
  EXPECT_EQ(call->body, "hello");
  EXPECT_TRUE(call->delimited);
}

TEST(UpstreamCall, ReadsAChunkedBody_HoweverItIsCut) {
  const std::string text = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;x\r\n world\r\n0\r\n\r\n";
  Client client;
  for (std::size_t cut = 1; cut < text.size(); ++cut) {
    RawServer server([&](RawConnection& connection, unsigned) {
      connection.read_request();
      connection.send(std::string_view(text).substr(0, cut));
      std::this_thread::sleep_for(milliseconds(1));
      connection.send(std::string_view(text).substr(cut));
    });
    const auto call = client.finished_call(get(server.port()));
    ASSERT_EQ(call->events, kWholeExchange) << cut;
    ASSERT_EQ(call->body, "hello world") << cut;
    ASSERT_TRUE(call->delimited);
  }
}

TEST(UpstreamCall, ReadsABodyWithoutFraming_UntilTheConnectionEnds) {
  RawServer server(says("HTTP/1.1 200 OK\r\n\r\nsome"));
  Client client;
  const auto call = client.finished_call(get(server.port()));
  EXPECT_EQ(call->events, kWholeExchange);
  EXPECT_EQ(call->body, "some");
  EXPECT_FALSE(call->delimited);
  EXPECT_EQ(client.idle_count(), 0U);
}

TEST(UpstreamCall, EndsAtOnce_WhereThereIsNoBody_AndSkipsInterimHeads) {
  RawServer server(says("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\n\r\nHTTP/1.1 204 None\r\n\r\n"));
  Client client;
  const auto call = client.finished_call(get(server.port()));
  EXPECT_EQ(call->events, Events({"dialed", "connected", "sent", "head", "end"}));
  EXPECT_EQ(call->status, 204);
}

TEST(UpstreamCall, SendsHeadAndBody_AsTheyAre) {
  std::string received;
  Client client;
  {
    RawServer server([&](RawConnection& connection, unsigned) {
      received = connection.read_request();
      connection.send("HTTP/1.1 204 None\r\n\r\n");
    });
    std::vector<std::string> parts;
    std::string whole;
    for (int i = 0; i < 150; ++i) whole += parts.emplace_back(std::string(20'000, static_cast<char>('a' + i % 26)));
    const std::vector<std::string_view> pieces(parts.begin(), parts.end());
    auto request = get(server.port());
    request.head = fmt::format("POST / HTTP/1.1\r\nContent-Length: {}\r\n\r\n", whole.size());
    request.body = pieces;
    const std::string expected = request.head + whole;
    const auto call = client.finished_call(std::move(request));
    EXPECT_EQ(call->events, Events({"dialed", "connected", "sent", "head", "end"}));
    client.thread.run([] {});
    EXPECT_EQ(received.size(), expected.size());
    EXPECT_TRUE(received == expected);
  }
}

struct Failing {
  std::string_view name;
  std::string_view text;
  bool with_reset;
  TransportFailure failure;
  bool response_started;
};

TEST(UpstreamCall, SaysHowAResponseFailed) {
  using enum TransportFailure;
  constexpr std::string_view kTooMuch = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8\r\n12345678\r\n8\r\n12345678\r\n0\r\n\r\n";
  const std::vector<Failing> cases{
      {"reset before the head", "", true, Reset, false},
      {"end before the head", "", false, EndOfFile, false},
      {"end inside the head", "HTTP/1.1 200 OK\r\nContent-", false, EndOfFile, true},
      {"end inside a body", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", false, EndOfFile, true},
      {"end inside chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhalf", false, EndOfFile, true},
      {"end before the last chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n", false, EndOfFile, true},
      {"not HTTP", "SSH-2.0-OpenSSH_9.2\r\n\r\n", false, Framing, true},
      {"two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", false, Framing, true},
      {"bad chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", false, Framing, true},
      {"switch of protocols", "HTTP/1.1 101 Switching\r\n\r\n", false, Framing, true},
      {"long by length", "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n", false, TooLarge, true},
      {"long by chunks", kTooMuch, false, TooLarge, true},
      {"long until close", "HTTP/1.1 200 OK\r\n\r\n12345678901", false, TooLarge, true},
  };
  Client client;
  for (const Failing& failing : cases) {
    RawServer server([&](RawConnection& connection, unsigned) {
      connection.read_request();
      connection.send(failing.text);
      if (failing.with_reset) connection.reset();
    });
    auto request = get(server.port());
    request.body_bytes_max = 10;
    const auto call = client.finished_call(std::move(request));
    EXPECT_EQ(call->failure, failing.failure) << failing.name;
    EXPECT_EQ(call->response_started, failing.response_started) << failing.name;
    EXPECT_TRUE(call->bytes_sent) << failing.name;
    EXPECT_LE(call->body.size(), 10U) << failing.name;
    EXPECT_EQ(call->events.back(), "failed") << failing.name;
    EXPECT_EQ(client.idle_count(), 0U) << failing.name;
  }
}

TEST(UpstreamCall, RefusesAHeadOverTheLimit) {
  RawServer server(says("HTTP/1.1 200 OK\r\nX: " + std::string(40'000, 'x')));
  Client client;
  EXPECT_EQ(client.finished_call(get(server.port()))->failure, TransportFailure::Framing);
}

TEST(UpstreamCall, SaysThatNothingWasSent_WhereNobodyListens) {
  Client client;
  const auto call = client.finished_call(get(test::unused_port()));
  EXPECT_EQ(call->events, Events({"failed"}));
  EXPECT_EQ(call->failure, TransportFailure::Connect);
  EXPECT_FALSE(call->bytes_sent);
}

TEST(UpstreamCall, SaysThatANameIsUnknown) {
  Client client;
  const auto call = client.finished_call(get(443, "no-such-host.invalid"));
  EXPECT_EQ(call->failure, TransportFailure::Dns);
  EXPECT_FALSE(call->bytes_sent);
}

TEST(UpstreamCall, TriesEveryAddressOfAName) {
  RawServer server(says("HTTP/1.1 204 None\r\n\r\n"));
  Client client;
  // The name stands for ::1, too, where the server does not listen.
  EXPECT_EQ(client.finished_call(get(server.port(), "localhost"))->status, 204);
}

TEST(UpstreamCall, NeverConnectsToAForbiddenAddress) {
  RawServer server(says("HTTP/1.1 204 None\r\n\r\n"));
  Client client;
  for (const std::string host : {"0.0.0.0", "10.0.0.1", "169.254.169.254", "::ffff:192.168.0.1", "::", "fd00:ec2::254"}) {
    const auto call = client.finished_call(get(server.port(), host));
    EXPECT_EQ(call->events, Events({"failed"})) << host;
    EXPECT_EQ(call->failure, TransportFailure::ForbiddenAddress) << host;
  }
  EXPECT_EQ(server.accepted(), 0U);
  auto allowed = get(server.port(), "0.0.0.0");
  allowed.endpoint.allow_private = true;
  EXPECT_EQ(client.finished_call(std::move(allowed))->status, 204);
}

TEST(UpstreamCall, StopsReading_WhilePaused) {
  const std::string body(30'000'000, 'p');
  std::atomic<bool> all_taken{false};
  RawServer server([&](RawConnection& connection, unsigned) {
    connection.read_request();
    connection.send(fmt::format("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.size()));
    connection.send(body);
    all_taken = true;
  });
  Client client;
  const auto call = client.new_call();
  call->act = [&](std::string_view event) {
    if (event == "body" && call->body.size() < 100'000) call->call->pause();
  };
  auto request = get(server.port());
  request.body_bytes_max = body.size();
  call->start(std::move(request));
  ASSERT_TRUE(client.thread.eventually([&] { return !call->body.empty(); }));
  std::this_thread::sleep_for(milliseconds(100));
  EXPECT_LE(client.thread.run([&] { return call->body.size(); }), 64U * 1024U);
  EXPECT_FALSE(all_taken);
  client.thread.run([&] {
    call->act = [](std::string_view) {};
    call->call->resume();
  });
  ASSERT_TRUE(call->wait());
  EXPECT_TRUE(call->ended);
  EXPECT_TRUE(call->body == body);
}

TEST(UpstreamCall, CanBeCancelledOrDestroyed_InsideEveryCallback) {
  Client client;
  for (const bool destroy : {false, true}) {
    for (const std::string event : {"dialed", "connected", "sent", "head", "body", "end", "failed"}) {
      std::atomic<bool> peer_saw_end{false};
      RawServer server([&](RawConnection& connection, unsigned) {
        connection.read_request();
        const bool good = event != "failed";
        connection.send(good ? "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n1\r\nb\r\n0\r\n\r\n" : "nonsense\r\n\r\n");
        if (event != "end") peer_saw_end = connection.ends_within(milliseconds(2000));
      });
      const auto call = client.new_call();
      call->act = [&](std::string_view now) {
        if (now != event) return;
        if (destroy) {
          call->call.reset();
        } else {
          call->call->cancel();
          call->call->pause();
          call->call->resume();
        }
      };
      call->start(get(server.port()));
      ASSERT_TRUE(client.thread.eventually([&] { return !call->events.empty() && call->events.back() == event; })) << event;
      if (event != "end" && event != "dialed") {
        EXPECT_TRUE(client.thread.eventually([&] { return peer_saw_end.load(); })) << event;
      }
      EXPECT_EQ(client.thread.run([&] { return call->events.back(); }), event);
    }
  }
}

TEST(UpstreamCall, ClosesTheConnectionWithinCancel) {
  std::atomic<bool> saw_end{false};
  std::atomic<bool> read{false};
  RawServer server([&](RawConnection& connection, unsigned) {
    connection.read_request();
    read = true;
    saw_end = connection.ends_within(milliseconds(2000));
  });
  Client client;
  const auto call = client.new_call();
  call->start(get(server.port()));
  ASSERT_TRUE(client.thread.eventually([&] { return read.load(); }));
  client.thread.run([&] { call->call->cancel(); });
  EXPECT_TRUE(client.thread.eventually([&] { return saw_end.load(); }, milliseconds(100)));
}

TEST(UpstreamCall, DeliversAnAnswer_ThatComesBeforeTheRequestIsSent) {
  std::atomic<bool> done{false};
  RawServer server([&](RawConnection& connection, unsigned) {
    connection.read_until("\r\n\r\n");
    connection.send("HTTP/1.1 413 Large\r\nContent-Length: 3\r\n\r\nbig");
    while (!done) std::this_thread::sleep_for(milliseconds(1));
  });
  Client client;
  const std::string body(30'000'000, 'b');
  const std::vector<std::string_view> pieces{body};
  auto request = get(server.port());
  request.head = fmt::format("POST / HTTP/1.1\r\nContent-Length: {}\r\n\r\n", body.size());
  request.body = pieces;
  const auto call = client.finished_call(std::move(request));
  done = true;
  EXPECT_EQ(call->status, 413);
  EXPECT_EQ(call->body, "big");
  EXPECT_EQ(call->events, Events({"dialed", "connected", "head", "body", "end"}));
  EXPECT_EQ(client.idle_count(), 0U);
}

}  // namespace
}  // namespace jurymast::http
