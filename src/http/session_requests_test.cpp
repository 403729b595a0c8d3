#include <gtest/gtest.h>

#include "http/http_probe.hpp"
#include "support/raw_peer.hpp"

namespace jurymast::http {
namespace {

using probe::Server;
using std::chrono::milliseconds;
using test::RawConnection;

constexpr std::string_view kGet = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";
constexpr std::string_view kPost = "POST /b HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello";
constexpr std::string_view kChunked =
    "POST /c HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n4\r\ndefg\r\n0\r\nTrailer: t\r\n\r\n";

std::string joined(std::initializer_list<std::string_view> parts) {
  std::string all;
  for (const std::string_view part : parts) all.append(part);
  return all;
}

TEST(SessionRequests, KeepsTheConnection_ForOneRequestAfterTheOther) {
  Server server;
  auto client = RawConnection::to(server.port());
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(client.send(kPost));
    EXPECT_EQ(client.read_response().body, "POST /b hello");
  }
  EXPECT_EQ(server.on_loop([&] { return server.listener->session_count(); }), 1U);
}

TEST(SessionRequests, AnswersPipelinedRequests_InOrder) {
  Server server;
  auto client = RawConnection::to(server.port());
  ASSERT_TRUE(client.send(joined({kGet, kPost, kChunked, kGet})));
  EXPECT_EQ(client.read_response().body, "GET /a ");
  EXPECT_EQ(client.read_response().body, "POST /b hello");
  EXPECT_EQ(client.read_response().body, "POST /c abcdefg");
  EXPECT_EQ(client.read_response().body, "GET /a ");
}

TEST(SessionRequests, HoldsAPipelinedRequestBack_UntilTheAnswerBeforeItIsWhole) {
  Server server;
  server.script.request = [](ServerSession&, const wire::RequestHead&, std::string_view) {};
  auto client = RawConnection::to(server.port());
  ASSERT_TRUE(client.send(kPost));
  ASSERT_TRUE(server.thread.eventually([&] { return server.script.bodies.size() == 1; }));
  ASSERT_TRUE(client.send(joined({kGet, kPost})));
  EXPECT_TRUE(client.is_silent_for(milliseconds(50)));
  server.on_loop([&] {
    EXPECT_EQ(server.script.bodies.size(), 1U);
    server.script.request = probe::echo;
    const auto session = server.script.last.lock();
    session->write(probe::answer("first"));
    session->end_answer();
  });
  EXPECT_EQ(client.read_response().body, "first");
  EXPECT_EQ(client.read_response().body, "GET /a ");
  EXPECT_EQ(client.read_response().body, "POST /b hello");
}

TEST(SessionRequests, ReadsTheSame_HoweverTheBytesAreCut) {
  Server server;
  const std::string both = joined({kPost, kChunked});
  const std::uint16_t port = server.port();
  for (std::size_t cut = 1; cut < both.size(); ++cut) {
    auto client = RawConnection::to(port);
    ASSERT_TRUE(client.send(std::string_view(both).substr(0, cut)));
    std::this_thread::sleep_for(milliseconds(1));
    ASSERT_TRUE(client.send(std::string_view(both).substr(cut)));
    ASSERT_EQ(client.read_response().body, "POST /b hello") << cut;
    ASSERT_EQ(client.read_response().body, "POST /c abcdefg") << cut;
  }
}

TEST(SessionRequests, KeepsHeadAndBodyInPlace_UntilTheAnswerEnds) {
  std::vector<std::string> seen;
  Server server;
  server.script.request = [&](ServerSession& session, const wire::RequestHead& head, std::string_view body) {
    session.loop().post([&, self = session.shared_from_this(), target = head.target, body] {
      seen.push_back(fmt::format("{} {}", target, body));
      self->write(probe::answer("done"));
      self->end_answer();
    });
  };
  auto client = RawConnection::to(server.port());
  const std::string body(100'000, 'x');
  ASSERT_TRUE(client.send(fmt::format("POST /large HTTP/1.1\r\nHost: h\r\nContent-Length: {}\r\n\r\n", body.size())));
  std::this_thread::sleep_for(milliseconds(10));
  ASSERT_TRUE(client.send(joined({body, kPost})));
  EXPECT_EQ(client.read_response().body, "done");
  EXPECT_EQ(client.read_response().body, "done");
  EXPECT_EQ(server.on_loop([&] { return seen; }), std::vector<std::string>({"/large " + body, "/b hello"}));
}

TEST(SessionRequests, TakesLargeBodies_WholeInOnePieceOrMany) {
  Server server;
  const std::uint16_t port = server.port();
  for (const std::size_t size : {20'000U, 50'000U, 70'000U, 300'000U, 1'048'576U}) {
    std::string body(size, 'a');
    for (std::size_t i = 0; i < size; ++i) body[i] = static_cast<char>('a' + i * 7 % 23);
    auto client = RawConnection::to(port);
    ASSERT_TRUE(client.send(fmt::format("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: {}\r\n\r\n{}", size, body)));
    ASSERT_EQ(client.read_response().body, "POST / " + body) << size;
  }
}

TEST(SessionRequests, SaysContinue_OnlyWhereTheBodyIsNotThere) {
  Server server;
  constexpr std::string_view kHead = "POST /e HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n";
  auto client = RawConnection::to(server.port());
  ASSERT_TRUE(client.send(kHead));
  EXPECT_EQ(client.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  ASSERT_TRUE(client.send("ok"));
  EXPECT_EQ(client.read_response().body, "POST /e ok");
  ASSERT_TRUE(client.send(joined({kHead, "ok"})));
  EXPECT_EQ(client.read_response().status, 200);
}

TEST(SessionRequests, DoesNotSayContinue_ToARefusedHead) {
  Server server;
  server.script.head = [](const wire::RequestHead&) { return probe::answer("no", true, 401); };
  auto client = RawConnection::to(server.port());
  ASSERT_TRUE(client.send("POST /e HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n"));
  EXPECT_EQ(client.read_response().status, 401);
  EXPECT_TRUE(client.ends_within(milliseconds(500)));
  EXPECT_TRUE(server.on_loop([&] { return server.script.bodies.empty(); }));
}

TEST(SessionRequests, RefusesABodyOverTheLimit_AsSoonAsItIsKnown) {
  Server server;
  auto announced = RawConnection::to(server.port());
  ASSERT_TRUE(announced.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1048577\r\n\r\n"));
  EXPECT_EQ(announced.read_response().status, 413);
  EXPECT_TRUE(announced.ends_within(milliseconds(500)));

  auto chunked = RawConnection::to(server.port());
  ASSERT_TRUE(chunked.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n110000\r\n"));
  const std::string part(65536, 'x');
  for (int i = 0; i < 17 && chunked.send(part); ++i) {
  }
  EXPECT_EQ(chunked.read_response().status, 413);
  EXPECT_TRUE(server.on_loop([&] { return server.script.bodies.empty(); }));
}

TEST(SessionRequests, RefusesWhatIsNotHttp_AndClosesInAnOrderlyWay) {
  Server server;
  for (const std::string_view bad :
       {"GET / HTTP/1.1\nHost: h\n\n", "GET / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n"}) {
    auto client = RawConnection::to(server.port());
    ASSERT_TRUE(client.send(bad));
    const auto response = client.read_response();
    EXPECT_EQ(response.status, 400) << bad;
    EXPECT_TRUE(response.whole);
    EXPECT_TRUE(client.ends_within(milliseconds(500)));
  }
  EXPECT_EQ(server.on_loop([&] { return server.script.rejections; }), std::vector<int>({400, 400, 400}));
}

TEST(SessionRequests, LetsTheClientReadARefusal_ThoughItsBodyIsStillComing) {
  Server server;
  server.script.head = [](const wire::RequestHead&) { return probe::answer("no", true, 401); };
  auto client = RawConnection::to(server.port());
  ASSERT_TRUE(client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 50000\r\n\r\n"));
  std::this_thread::sleep_for(milliseconds(20));
  ASSERT_TRUE(client.send(std::string(50'000, 'x')));
  std::this_thread::sleep_for(milliseconds(20));
  const auto response = client.read_response();
  EXPECT_EQ(response.status, 401);
  EXPECT_EQ(response.body, "no");
}

TEST(SessionRequests, ClosesAfterTheAnswer_WhereTheClientAskedForIt) {
  Server server;
  auto client = RawConnection::to(server.port());
  ASSERT_TRUE(client.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"));
  EXPECT_NE(client.read_response().head.find("Connection: close"), std::string::npos);
  EXPECT_TRUE(client.ends_within(milliseconds(500)));
}

}  // namespace
}  // namespace jurymast::http
