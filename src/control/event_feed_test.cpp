#include "control/event_feed.hpp"

#include <gtest/gtest.h>

#include <future>
#include <thread>

#include "control/admin_handler.hpp"
#include "http/listener.hpp"
#include "support/raw_peer.hpp"

namespace jurymast::control {
namespace {

using namespace std::chrono_literals;
using test::RawConnection;

constexpr std::size_t kRecordBytes = 64 * 1024;

/// An admin listener whose one endpoint is the feed, on a thread of its own.
class Feed : public ::testing::Test {
 protected:
  Feed() : loop_(clock_), feed_({.access = plane_.access, .snapshot = [] { return std::string(R"({"all":"of it"})"); }}) {
    plane_.access = AdminAccess({.hosts = {"localhost"}, .local = true});
    plane_.access.set_local(crypto::sha256("local"));
    set_token("night", Role::View);
    plane_.routes = {{{.method = "GET", .path = "/events", .role = Role::View, .summary = "what happens"},
                      {},
                      [this](const AdminFollower& follower) { return feed_.attach(follower); }}};
    listener_ = *http::Listener::open(loop_, {.address = "127.0.0.1:0",
                                              .limits = {.body_bytes_max = 1024,
                                                         .head_timeout = 5s,
                                                         .keep_alive_timeout = 5s,
                                                         .body_rate_floor_bytes_per_second = 1,
                                                         .body_rate_grace = 5s},
                                              .make_handler = [this] { return std::make_unique<AdminHandler>(plane_); }});
    thread_ = std::thread([this] { loop_.run(); });
  }
  ~Feed() override {
    loop_.stop();
    thread_.join();
  }

  void set_token(const std::string& name, Role role) {
    plane_.access.set_made(AdminTokens{{.name = name, .role = role, .digest = crypto::sha256(name)}});
  }
  template <class Work>
  auto on_loop(Work work) {
    std::packaged_task<decltype(work())()> task(std::move(work));
    auto done = task.get_future();
    loop_.post([&task] { task(); });
    return done.get();
  }
  void tell(std::uint64_t seq, const std::string& record = "{}") {
    on_loop([&] { feed_.tell({seq, "alert", record}); });
  }
  void ready() {
    on_loop([this] { feed_.ready(); });
  }
  RawConnection listen(const std::string& more = {}) {
    auto peer = RawConnection::to(listener_->port());
    peer.send("GET /events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer night\r\n" + more + "\r\n");
    return peer;
  }
  static std::string beginning(RawConnection& peer) {
    peer.read_until("\r\n\r\n");
    return peer.read_until("\n\n");
  }
  void look() {
    looked_ = looked_ + kFeedTokenInterval;
    on_loop([this] { feed_.look(loop_.wall_now(), loop_.now() + looked_); });
  }

  SystemClock clock_;
  http::Loop loop_;
  AdminPlane plane_;
  EventFeed feed_;
  std::unique_ptr<http::Listener> listener_;
  std::thread thread_;
  Duration looked_{0};
};

TEST_F(Feed, TellsEverythingFirst_ThenEachChangeOnce) {
  tell(4);
  ready();
  auto peer = listen();
  const std::string head = peer.read_until("\r\n\r\n");
  EXPECT_NE(head.find("HTTP/1.1 200"), std::string::npos) << head;
  EXPECT_NE(head.find("text/event-stream"), std::string::npos) << head;
  EXPECT_EQ(peer.read_until("\n\n"), "id: 4\nevent: snapshot\ndata: {\"all\":\"of it\"}\n\n");
  tell(7, R"({"name":"kill_switch_set"})");
  tell(7);
  tell(9);
  EXPECT_EQ(peer.read_until("\n\n"), "id: 7\nevent: alert\ndata: {\"name\":\"kill_switch_set\"}\n\n");
  EXPECT_EQ(peer.read_until("\n\n"), "id: 9\nevent: alert\ndata: {}\n\n");
}

TEST_F(Feed, GoesOnWhereAListenerWas_OrBeginsAnewWhereThatIsForgotten) {
  for (const unsigned seq : {3U, 5U, 8U}) tell(seq);
  ready();
  auto back = listen("Last-Event-ID: 5\r\n");
  EXPECT_EQ(beginning(back), ": \n\n");
  EXPECT_EQ(back.read_until("\n\n"), "id: 8\nevent: alert\ndata: {}\n\n");
  for (const char* const seen : {"2", "99", "x", "-1", ""}) {
    auto other = listen("Last-Event-ID: " + std::string(seen) + "\r\n");
    EXPECT_TRUE(beginning(other).starts_with("id: 8\nevent: snapshot\n")) << seen;
  }
  for (std::uint64_t seq = 9; seq < 9 + kFeedEventsMax; ++seq) tell(seq);
  auto late = listen("Last-Event-ID: 5\r\n");
  EXPECT_NE(beginning(late).find("event: snapshot"), std::string::npos);
}

TEST_F(Feed, RefusesUntilTheLogIsRead_BeyondItsBound_AndOnceItHasEnded) {
  auto early = listen();
  EXPECT_EQ(early.read_response().status, 503);
  ready();
  std::vector<RawConnection> all;
  for (std::size_t i = 0; i < kListenersMax; ++i) {
    all.push_back(listen());
    beginning(all.back());
  }
  auto beyond = listen();
  EXPECT_EQ(beyond.read_response().status, 429);
  all.clear();
  for (int i = 0; i < 100 && on_loop([this] { return feed_.listeners(); }) > 0; ++i) {
    std::this_thread::sleep_for(20ms);
    tell(10 + static_cast<std::uint64_t>(i));
  }
  auto again = listen();
  EXPECT_NE(beginning(again).find("snapshot"), std::string::npos) << "there is room where somebody left";
  on_loop([this] { feed_.end(); });
  EXPECT_EQ(again.read_all(), "");
  auto after = listen();
  EXPECT_EQ(after.read_response().status, 503);
}

TEST_F(Feed, CutsOffWhoDoesNotKeepUp_AndNobodyElse) {
  ready();
  auto slow = listen();
  slow.set_receive_buffer(4096);
  beginning(slow);
  auto good = listen();
  beginning(good);
  const std::string record = "\"" + std::string(kRecordBytes, 'x') + "\"";
  for (std::uint64_t seq = 1; seq <= 400; ++seq) {
    tell(seq, record);
    EXPECT_TRUE(good.read_until("\n\n").starts_with("id: " + std::to_string(seq) + "\n"));
    if (on_loop([this] { return feed_.cut_off(); }) > 0) break;
  }
  EXPECT_EQ(on_loop([this] { return feed_.cut_off(); }), 1U);
  EXPECT_EQ(on_loop([this] { return feed_.listeners(); }), 1U);
}

TEST_F(Feed, EndsWhereATokenIsRevoked) {
  ready();
  auto peer = listen();
  beginning(peer);
  look();
  EXPECT_EQ(peer.read_until("\n\n"), ": \n\n") << "the heartbeat";
  on_loop([this] { set_token("somebody-else", Role::View); });
  look();
  EXPECT_EQ(on_loop([this] { return feed_.listeners(); }), 0U);
  EXPECT_EQ(peer.read_all(), "");
}

TEST(StillMay, FollowsRoleAndExpiry) {
  AdminAccess access({.hosts = {"localhost"}, .local = true});
  access.set_made(AdminTokens{{.name = "a", .role = Role::Report, .digest = crypto::sha256("a")},
                              {.name = "b", .role = Role::View, .digest = crypto::sha256("b"), .expires_at = WallTime{2s}}});
  EXPECT_FALSE(access.still_may(crypto::sha256("a"), Role::View, WallTime{1s}));
  EXPECT_TRUE(access.still_may(crypto::sha256("b"), Role::View, WallTime{1s}));
  EXPECT_FALSE(access.still_may(crypto::sha256("b"), Role::View, WallTime{2s}));
  EXPECT_FALSE(access.still_may(std::nullopt, Role::View, WallTime{1s}));
}

}  // namespace
}  // namespace jurymast::control
