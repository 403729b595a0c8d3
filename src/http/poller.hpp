#pragma once
#include <sys/epoll.h>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace jurymast::http {

/// Called once, on the loop: true where it is worth trying, false where the socket was closed first.
using Ready = std::function<void(bool ok)>;

/// A socket that a poller watches. It is registered once, when it is first waited for, so that a wait costs no system call.
struct Watched {
  /// Somebody who waits, and for what.
  struct Wait {
    std::uint32_t events = 0;
    Ready ready;
  };
  explicit Watched(int descriptor) : fd(descriptor) {}

  int fd;  ///< negative: closed
  std::uint32_t interest = 0;
  bool registered = false;
  bool unclaimed = false;  ///< there was something to read, or the end, while nobody waited for it
  Wait reader;
  Wait writer;
};

/// Tells one loop which of its connected sockets are ready. It stands behind a descriptor of its own in the loop's context: one wait there
/// for as many sockets as are ready at once.
class Poller {
 public:
  explicit Poller(boost::asio::io_context& context);
  ~Poller();
  Poller(const Poller&) = delete;
  Poller& operator=(const Poller&) = delete;

  /// `ready` is called when one of the events is there; `wait` is one of the socket's two. A socket that cannot be registered is ready at
  /// once: the system says then what is wrong with it.
  void wait(const std::shared_ptr<Watched>& socket, Watched::Wait& wait, std::uint32_t events, Ready ready);
  /// Closes the socket's descriptor; nobody who waits is called. The socket itself lives on until no event can refer to it.
  void close(const std::shared_ptr<Watched>& socket);

 private:
  void listen();
  void dispatch();
  void deliver(Watched& socket, std::uint32_t events);
  void stop_reporting(Watched& socket, std::uint32_t events);
  bool change(Watched& socket, std::uint32_t interest);

  boost::asio::posix::stream_descriptor epoll_;
  bool dispatching_ = false;
  std::vector<std::shared_ptr<Watched>> closed_;  ///< during a dispatch
};

}  // namespace jurymast::http
