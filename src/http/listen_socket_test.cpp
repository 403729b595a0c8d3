#include "http/listen_socket.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>

namespace jurymast::http {
namespace {

int connected_to(const ListenSocket& socket) {
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_port = htons(socket.port());
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  EXPECT_EQ(::connect(fd, reinterpret_cast<const sockaddr*>(&at), sizeof at), 0);
  return fd;
}

TEST(ListenSocket, SharedAndLetGo_LeavesWhatWaitsToTheNext) {
  const auto owner = ListenSocket::open("127.0.0.1:0");
  ASSERT_TRUE(owner);
  int client = -1;
  {
    const auto first = ListenSocket::share(owner->fd());
    ASSERT_TRUE(first);
    EXPECT_EQ(first->port(), owner->port());
    EXPECT_FALSE(first->is_unix());
    client = connected_to(*first);
  }
  const auto second = ListenSocket::share(owner->fd());
  ASSERT_TRUE(second);
  const int accepted = ::accept(second->fd(), nullptr, nullptr);
  EXPECT_GE(accepted, 0) << "the connection outlived the listener that it was made to";
  EXPECT_LT(::accept(second->fd(), nullptr, nullptr), 0) << "and an empty queue does not block";
  ::close(accepted);
  ::close(client);
}

TEST(ListenSocket, Shared_KeepsThePathOfAUnixSocket) {
  const std::filesystem::path path = std::filesystem::temp_directory_path() / ("listen-socket-" + std::to_string(::getpid()));
  const auto owner = ListenSocket::open("unix:" + path.string());
  ASSERT_TRUE(owner);
  {
    const auto shared = ListenSocket::share(owner->fd());
    ASSERT_TRUE(shared);
    EXPECT_TRUE(shared->is_unix());
    EXPECT_EQ(bound_address(shared->fd()), "unix:" + path.string());
  }
  EXPECT_TRUE(std::filesystem::exists(path));
}

TEST(ListenSocket, CannotShareWhatIsNoDescriptor) {
  const auto none = ListenSocket::share(-1);
  ASSERT_FALSE(none);
  EXPECT_NE(none.error().message.find("cannot share the listening socket -1"), std::string::npos) << none.error().message;
  EXPECT_EQ(bound_address(-1), "");
}

}  // namespace
}  // namespace jurymast::http
