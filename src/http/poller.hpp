#pragma once
#include <sys/epoll.h>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "base/time.hpp"

namespace jurymast::http {

/// Called once, on the loop: true where it is worth trying, false where the socket was closed first.
using Ready = std::function<void(bool ok)>;

/// The time, read at most once an event: nobody's share of an event lasts long enough to tell the difference.
class EventTime {
 public:
  explicit EventTime(Clock& clock) : clock_(clock) {}
  MonotonicTime now() {
    if (!in_event_) return clock_.now();
    if (!now_) now_ = clock_.now();
    return *now_;
  }
  WallTime wall_now() {
    if (!in_event_) return clock_.wall_now();
    if (!wall_) wall_ = clock_.wall_now();
    return *wall_;
  }
  void begin_event() {
    in_event_ = true;
    now_.reset();
    wall_.reset();
  }
  void end_event() { in_event_ = false; }

 private:
  Clock& clock_;
  bool in_event_ = false;
  std::optional<MonotonicTime> now_;
  std::optional<WallTime> wall_;
};

/// Work that waits until all events that were ready together have been handed out: what is sent then goes out in one burst, and the peers
/// are woken once instead of once an event.
class TurnEnd {
 public:
  virtual ~TurnEnd() = default;
  /// Called once for each time it was asked for.
  virtual void turn_ended() = 0;
};

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
  Poller(boost::asio::io_context& context, EventTime& time);
  ~Poller();
  Poller(const Poller&) = delete;
  Poller& operator=(const Poller&) = delete;

  /// `ready` is called when one of the events is there; `wait` is one of the socket's two. A socket that cannot be registered is ready at
  /// once: the system says then what is wrong with it.
  void wait(const std::shared_ptr<Watched>& socket, Watched::Wait& wait, std::uint32_t events, Ready ready);
  /// Closes the socket's descriptor; nobody who waits is called. The socket itself lives on until no event can refer to it.
  void close(const std::shared_ptr<Watched>& socket);
  /// True while events are handed out.
  bool is_dispatching() const { return dispatching_; }
  /// Calls `work` when the events at hand have been handed out; soon, where there are none.
  void at_turn_end(std::shared_ptr<TurnEnd> work);

 private:
  void listen();
  void dispatch();
  void end_turn();
  void deliver(Watched& socket, std::uint32_t events);
  void stop_reporting(Watched& socket, std::uint32_t events);
  bool change(Watched& socket, std::uint32_t interest);

  EventTime& time_;
  boost::asio::posix::stream_descriptor epoll_;
  bool dispatching_ = false;
  bool turn_end_posted_ = false;
  std::vector<std::shared_ptr<Watched>> closed_;  ///< during a dispatch
  std::vector<std::shared_ptr<TurnEnd>> at_turn_end_;
  std::vector<std::shared_ptr<TurnEnd>> ending_;  ///< those that are being called
};

}  // namespace jurymast::http
