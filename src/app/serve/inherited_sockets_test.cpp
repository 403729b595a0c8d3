#include "app/serve/inherited_sockets.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <memory>

#include "http/listen_socket.hpp"

namespace jurymast::app {
namespace {

constexpr pid_t kSelf = 4711;

class InheritedSocketsTest : public testing::Test {
 protected:
  void TearDown() override {
    for (const char* name : {"LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"}) ::unsetenv(name);
  }

  static void set(const char* pid, const char* count, const char* names) {
    ::setenv("LISTEN_PID", pid, 1);
    ::setenv("LISTEN_FDS", count, 1);
    if (names != nullptr) ::setenv("LISTEN_FDNAMES", names, 1);
  }

  static std::string refusal_of(const char* pid, const char* count, const char* names) {
    set(pid, count, names);
    const auto offer = take_socket_offer(kSelf);
    return offer ? "accepted" : offer.error().message;
  }
};

TEST_F(InheritedSocketsTest, AnOfferIsReadOnce_AndLeavesTheEnvironment) {
  set("4711", "2", "listen:admin");
  const auto offer = take_socket_offer(kSelf);
  ASSERT_TRUE(offer);
  EXPECT_EQ(offer->count, 2U);
  EXPECT_EQ(offer->names, (std::vector<std::string>{"listen", "admin"}));
  for (const char* name : {"LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"}) EXPECT_EQ(std::getenv(name), nullptr) << name;
  EXPECT_EQ(take_socket_offer(kSelf)->count, 0U);
}

TEST_F(InheritedSocketsTest, AnOfferToAnotherProcessIsNone) {
  set("4712", "1", nullptr);
  EXPECT_EQ(take_socket_offer(kSelf)->count, 0U);
  EXPECT_EQ(std::getenv("LISTEN_FDS"), nullptr);
}

TEST_F(InheritedSocketsTest, NamesMayBeMissingOrEmpty) {
  set("4711", "2", nullptr);
  EXPECT_EQ(take_socket_offer(kSelf)->names, (std::vector<std::string>{"", ""}));
  set("4711", "2", ":");
  EXPECT_EQ(take_socket_offer(kSelf)->names, (std::vector<std::string>{"", ""}));
}

TEST_F(InheritedSocketsTest, WhatMakesNoSenseIsAnError) {
  EXPECT_NE(refusal_of("me", "1", nullptr).find("LISTEN_PID=\"me\" is no number"), std::string::npos);
  EXPECT_NE(refusal_of("4711", "-1", nullptr).find("LISTEN_FDS=\"-1\" is no number"), std::string::npos);
  EXPECT_NE(refusal_of("4711", "3", nullptr).find("3 sockets were passed on and there is use for 2"), std::string::npos);
  EXPECT_NE(refusal_of("4711", "1", "listen:admin").find("names 2 sockets and LISTEN_FDS says 1"), std::string::npos);
}

/// Sockets in neighbouring descriptors, as a service manager passes them on.
class PassedSockets {
 public:
  static constexpr int kFirst = 200;

  explicit PassedSockets(const std::vector<std::string>& addresses) {
    for (const std::string& address : addresses) {
      auto socket = http::ListenSocket::open(address);
      EXPECT_TRUE(socket) << address;
      if (!socket) continue;
      ::dup2(socket->fd(), kFirst + static_cast<int>(owners_.size()));
      owners_.push_back(std::make_unique<http::ListenSocket>(std::move(*socket)));
    }
  }
  ~PassedSockets() {
    for (std::size_t i = 0; i < owners_.size(); ++i) ::close(kFirst + static_cast<int>(i));
  }
  PassedSockets(const PassedSockets&) = delete;
  PassedSockets& operator=(const PassedSockets&) = delete;

  std::string address(std::size_t index) const { return http::bound_address(owners_[index]->fd()); }

 private:
  std::vector<std::unique_ptr<http::ListenSocket>> owners_;
};

policy::ServerSettings server_on(std::string listen, std::string admin) {
  policy::ServerSettings server;
  server.listen = std::move(listen);
  server.admin = std::move(admin);
  return server;
}

std::string mismatch_of(const SocketOffer& offer, const policy::ServerSettings& server, int first = PassedSockets::kFirst) {
  const auto sockets = match_sockets(offer, first, server);
  return sockets ? "accepted" : sockets.error().message;
}

TEST(MatchSockets, GoesByNameWherePortsAreLeftOpen) {
  const PassedSockets passed({"127.0.0.1:0", "127.0.0.1:0"});
  const auto sockets = match_sockets({2, {"admin", "listen"}}, PassedSockets::kFirst, server_on("127.0.0.1:0", "localhost:0"));
  ASSERT_TRUE(sockets) << sockets.error().message;
  EXPECT_EQ(sockets->admin, PassedSockets::kFirst);
  EXPECT_EQ(sockets->listen, PassedSockets::kFirst + 1);
  EXPECT_NE(::fcntl(sockets->listen, F_GETFD) & FD_CLOEXEC, 0);
}

TEST(MatchSockets, GoesByAddressWhereNamesSayNothing) {
  const std::string path =
      "unix:" + (std::filesystem::temp_directory_path() / ("inherited-" + std::to_string(::getpid()))).string();
  const PassedSockets passed({path, "127.0.0.1:0", "[::1]:0"});
  const auto sockets = match_sockets({2, {"jurymast.socket", ""}}, PassedSockets::kFirst, server_on(passed.address(1), path));
  ASSERT_TRUE(sockets) << sockets.error().message;
  EXPECT_EQ(sockets->admin, PassedSockets::kFirst);
  EXPECT_EQ(sockets->listen, PassedSockets::kFirst + 1);
  const auto six = match_sockets({1, {""}}, PassedSockets::kFirst + 2, server_on(passed.address(2), "127.0.0.1:1"));
  ASSERT_TRUE(six) << six.error().message;
  EXPECT_EQ(six->listen, PassedSockets::kFirst + 2);
  EXPECT_EQ(six->admin, -1);
}

TEST(MatchSockets, RefusesWhatTheConfigurationDoesNotSay) {
  const PassedSockets passed({"127.0.0.1:0", "127.0.0.1:0"});
  const auto open = server_on("127.0.0.1:0", "127.0.0.1:0");
  EXPECT_NE(mismatch_of({1, {"listen"}}, server_on("10.0.0.1:0", "127.0.0.1:1")).find("and server.listen is `10.0.0.1:0`"),
            std::string::npos);
  EXPECT_NE(mismatch_of({1, {"web"}}, server_on("127.0.0.1:1", "127.0.0.1:2")).find("is neither server.listen"), std::string::npos);
  EXPECT_NE(mismatch_of({1, {""}}, open).find("is neither server.listen"), std::string::npos) << "an open port is no address";
  EXPECT_NE(mismatch_of({2, {"listen", "listen"}}, open).find("two of the sockets passed on are for server.listen"),
            std::string::npos);
}

TEST(MatchSockets, RefusesWhatDoesNotListen) {
  const int file = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  const auto open = server_on("127.0.0.1:0", "127.0.0.1:0");
  EXPECT_NE(mismatch_of({1, {"listen"}}, open, file).find("is no listening stream socket"), std::string::npos);
  ::close(file);
  EXPECT_NE(mismatch_of({1, {"listen"}}, open, file).find("is no listening stream socket"), std::string::npos);
}

}  // namespace
}  // namespace jurymast::app
