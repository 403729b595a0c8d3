#pragma once
#include <sys/epoll.h>

#include <cstdint>
#include <span>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace jurymast::bench {

/// Owns one file descriptor and closes it.
class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}
  ~Descriptor();
  Descriptor(Descriptor&& other) noexcept;
  Descriptor& operator=(Descriptor&& other) noexcept;
  int fd() const { return fd_; }

 private:
  int fd_;
};

/// Connections of one program at a time.
inline constexpr std::size_t kConnectionsMax = 16384;
/// What is read from a socket at once.
inline constexpr std::size_t kReceiveBytes = 128 * 1024;

/// A listening socket on 127.0.0.1 at any free port.
Result<Descriptor> listen_on_loopback();
std::uint16_t port_of(const Descriptor& socket);
/// A connection to a port of 127.0.0.1 that sends small pieces at once.
Result<Descriptor> connect_to(std::uint16_t port);
/// Makes an accepted socket do the same.
void make_prompt(int fd);

/// Level-triggered readiness of many sockets, with waits exact to the microsecond.
class Poller {
 public:
  Poller();
  void add(int fd);
  /// Whether to tell of room to send, besides of bytes to read.
  void want_room(int fd, bool wanted);
  /// What is ready, valid until the next call; empty once `patience` is over.
  std::span<const epoll_event> wait(Duration patience);

 private:
  Descriptor epoll_;
  std::vector<epoll_event> ready_;
};

}  // namespace jurymast::bench
