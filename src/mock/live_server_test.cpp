#include "mock/live_probe.hpp"

namespace jurymast::mock {
namespace {

using probe::chat_text;
using probe::request_text;
using probe::soon;
using probe::was_reset;
using std::chrono::milliseconds;
using test::RawConnection;

class LiveServer : public probe::LiveMock {};

TEST_F(LiveServer, TheNextRequestOnAStaleConnectionGetsNoByte) {
  RawConnection connection = connect();
  ASSERT_TRUE(connection.send(chat_text("mock-stale", false)));
  EXPECT_TRUE(connection.read_response().whole);
  ASSERT_TRUE(connection.send(chat_text("m", false)));
  EXPECT_EQ(connection.read_all(), "");
  EXPECT_EQ(ask(chat_text("m", false)).status, 200);
  EXPECT_EQ(server_->attempts().size(), 3U);
}

TEST_F(LiveServer, AnIdleConnectionIsClosedAfterItsTime) {
  RawConnection connection = connect();
  ASSERT_TRUE(connection.send(chat_text("mock-idle-close-50ms", false)));
  EXPECT_TRUE(connection.read_response().whole);
  EXPECT_TRUE(connection.ends_within(milliseconds(2000)));
}

TEST_F(LiveServer, IsDownForAWhileThenHealthyAgainOnItsPort) {
  const std::uint16_t port = server_->port();
  EXPECT_EQ(control("POST", "/_mock/down", R"({"for_ms":300})").status, 200);
  EXPECT_TRUE(soon([&] { return !RawConnection::to(port).is_open(); }));
  EXPECT_TRUE(soon([&] { return RawConnection::to(port).is_open(); }));
  EXPECT_EQ(ask(chat_text("m", false)).status, 200);
}

TEST_F(LiveServer, DownAsAFaultLeavesTheControlReachable) {
  EXPECT_EQ(control("POST", "/_mock/down", R"({"for_ms":300,"as":"503-after-1"})").status, 200);
  EXPECT_EQ(ask(chat_text("m", false)).status, 503);
  EXPECT_EQ(control("GET", "/_mock").status, 200);
  EXPECT_TRUE(soon([&] { return ask(chat_text("m", false)).status == 200; }));
}

TEST_F(LiveServer, RefuseResetsAndThenAcceptsNobodyForItsTime) {
  const std::uint16_t port = server_->port();
  RawConnection connection = connect();
  ASSERT_TRUE(connection.send(chat_text("mock-refuse-300ms", false)));
  std::string received;
  EXPECT_TRUE(was_reset(connection, received));
  EXPECT_TRUE(soon([&] { return !RawConnection::to(port).is_open(); }));
  EXPECT_TRUE(soon([&] { return RawConnection::to(port).is_open(); }));
}

TEST_F(LiveServer, ABrownOutServesInTheOrderTheyCame) {
  server_->set_slots(1);
  std::vector<RawConnection> connections;
  for (unsigned i = 0; i < 4; ++i) {
    connections.push_back(connect());
    ASSERT_TRUE(connections.back().send(chat_text("mock-delay-30ms", false)));
    ASSERT_TRUE(soon([&] { return server_->attempts().size() == i + 1; }));
  }
  for (RawConnection& connection : connections) EXPECT_EQ(connection.read_response().status, 200);
  ASSERT_TRUE(soon([&] { return server_->attempts().back().ended == AttemptEnd::Complete; }));
  const auto attempts = server_->attempts();
  for (std::size_t i = 1; i < attempts.size(); ++i) EXPECT_GE(*attempts[i].answered_at, *attempts[i - 1].ended_at);
}

TEST_F(LiveServer, WhoLeavesTheQueueMakesRoom) {
  server_->set_slots(1);
  RawConnection hanging = connect();
  ASSERT_TRUE(hanging.send(chat_text("mock-silent", false)));
  ASSERT_TRUE(soon([&] { return server_->attempts().size() == 1; }));
  RawConnection leaver = connect();
  ASSERT_TRUE(leaver.send(chat_text("m", false)));
  ASSERT_TRUE(soon([&] { return server_->attempts().size() == 2; }));
  RawConnection waiter = connect();
  ASSERT_TRUE(waiter.send(chat_text("m", false)));
  ASSERT_TRUE(soon([&] { return server_->attempts().size() == 3; }));
  leaver.close();
  hanging.close();
  EXPECT_EQ(waiter.read_response().status, 200);
  EXPECT_EQ(server_->attempts()[1].ended, AttemptEnd::ClientGone);
  EXPECT_EQ(server_->attempts()[1].status, 0);
}

TEST_F(LiveServer, AnEarlyAnswerComesBeforeTheBody) {
  set_fault("early=413");
  RawConnection connection = connect();
  ASSERT_TRUE(connection.send("POST /v1/responses HTTP/1.1\r\nHost: m\r\nContent-Length: 1000000\r\n\r\n"));
  EXPECT_EQ(connection.read_response().status, 413);
  EXPECT_EQ(attempts_when(AttemptEnd::Complete).back().fault, "early=413");
}

TEST_F(LiveServer, AMessageThatIsNoRequestIsLoggedAsRejected) {
  EXPECT_EQ(ask("GET /v1/models HTTP/1.1\r\n\r\n").status, 400);
  EXPECT_EQ(attempts_when(AttemptEnd::Rejected).back().status, 400);
}

TEST_F(LiveServer, FaultsAreSetAndAttemptsReadThroughTheControl) {
  EXPECT_EQ(control("POST", "/_mock/faults", R"({"rules":[{"for_next":1,"fault":"503-after-1"}]})").status, 200);
  EXPECT_EQ(ask(chat_text("m", false)).status, 503);
  EXPECT_EQ(ask(chat_text("m", false)).status, 200);
  const Json attempts = probe::json_of(control("GET", "/_mock/attempts").body);
  ASSERT_EQ(attempts.size(), 2U);
  EXPECT_EQ(attempts[0]["fault"], "status=503,after=1");
  EXPECT_EQ(attempts[0]["status"], 503);
  EXPECT_EQ(attempts[1]["fault"], "");
  EXPECT_LT(attempts[0]["at_ns"].get<std::int64_t>(), attempts[1]["at_ns"].get<std::int64_t>());
}

TEST_F(LiveServer, TheLastRequestIsKeptByteForByteWhereAllowed) {
  MockSettings settings;
  settings.allow_inspect = true;
  start(std::move(settings));
  const std::string body = R"({"model":"m","messages":[],"x":"\u00e9é 1e400"})";
  const std::string text = request_text("POST", probe::kChat, body);
  EXPECT_EQ(ask(text).status, 200);
  EXPECT_EQ(control("GET", "/_mock/last-request").body, text);
  EXPECT_EQ(control("GET", "/_mock/last-request/body").body, body);
}

TEST_F(LiveServer, EndsWithAnswersInProgress) {
  RawConnection silent = connect();
  ASSERT_TRUE(silent.send(chat_text("mock-silent", true)));
  RawConnection streaming = connect();
  ASSERT_TRUE(streaming.send(chat_text("mock-fault:pace=10ms,tokens=1000", true)));
  ASSERT_TRUE(soon([&] { return server_->attempts().size() == 2; }));
  server_.reset();
  EXPECT_TRUE(silent.ends_within(milliseconds(2000)));
  EXPECT_TRUE(streaming.ends_within(milliseconds(2000)));
}

TEST_F(LiveServer, CannotListenWhereItMayNot) {
  MockSettings settings;
  settings.listen = "192.0.2.1:1";
  EXPECT_FALSE(MockServer::start(std::move(settings), clock_));
}

}  // namespace
}  // namespace jurymast::mock
