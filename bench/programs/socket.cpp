#include "socket.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <utility>

#include "base/assert.hpp"

namespace jurymast::bench {
namespace {

constexpr std::size_t kReadyMax = 256;

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

const sockaddr* generic(const sockaddr_in& address) { return reinterpret_cast<const sockaddr*>(&address); }

}  // namespace

Descriptor::~Descriptor() {
  if (fd_ >= 0) close(fd_);
}

Descriptor::Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

Result<Descriptor> listen_on_loopback() {
  Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  const sockaddr_in address = loopback(0);
  if (bind(socket.fd(), generic(address), sizeof address) != 0 || listen(socket.fd(), SOMAXCONN) != 0)
    return fail(Code::Unavailable, "cannot listen on 127.0.0.1: {}", std::strerror(errno));
  return socket;
}

std::uint16_t port_of(const Descriptor& socket) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  JURYMAST_ASSERT(getsockname(socket.fd(), reinterpret_cast<sockaddr*>(&address), &size) == 0);
  return ntohs(address.sin_port);
}

Result<Descriptor> connect_to(std::uint16_t port) {
  Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const sockaddr_in address = loopback(port);
  // On loopback this returns as soon as the listener's queue has a place.
  if (connect(socket.fd(), generic(address), sizeof address) != 0)
    return fail(Code::Unavailable, "cannot connect to 127.0.0.1:{}: {}", port, std::strerror(errno));
  make_prompt(socket.fd());
  return socket;
}

void make_prompt(int fd) {
  const int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

Poller::Poller() : epoll_(epoll_create1(EPOLL_CLOEXEC)), ready_(kReadyMax) {
  JURYMAST_ASSERT(epoll_.fd() >= 0);
  // Otherwise the kernel ends every wait up to 50 us late, which is more than the distance between two events of a busy run.
  prctl(PR_SET_TIMERSLACK, 1UL);
}

void Poller::add(int fd) {
  epoll_event event{.events = EPOLLIN, .data = {.fd = fd}};
  JURYMAST_ASSERT(epoll_ctl(epoll_.fd(), EPOLL_CTL_ADD, fd, &event) == 0);
}

void Poller::want_room(int fd, bool wanted) {
  epoll_event event{.events = wanted ? EPOLLIN | EPOLLOUT : EPOLLIN, .data = {.fd = fd}};
  JURYMAST_ASSERT(epoll_ctl(epoll_.fd(), EPOLL_CTL_MOD, fd, &event) == 0);
}

std::span<const epoll_event> Poller::wait(Duration patience) {
  const auto left = std::max(patience, Duration{0});
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(left);
  const timespec limit{.tv_sec = seconds.count(), .tv_nsec = (left - seconds).count()};
  const int count = epoll_pwait2(epoll_.fd(), ready_.data(), static_cast<int>(ready_.size()), &limit, nullptr);
  JURYMAST_ASSERT(count >= 0 || errno == EINTR);
  return {ready_.data(), static_cast<std::size_t>(std::max(count, 0))};
}

}  // namespace jurymast::bench
