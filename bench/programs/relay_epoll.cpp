#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <span>
#include <utility>
#include <vector>

#include "relay.hpp"

namespace jurymast::bench {
namespace {

/// As many as the gateway's poller takes at once.
constexpr std::size_t kEventsInARow = 64;

Descriptor make_epoll() { return Descriptor(epoll_create1(EPOLL_CLOEXEC)); }

void watch(const Descriptor& epoll, int fd, void* what) {
  epoll_event event{.events = EPOLLIN, .data = {.ptr = what}};
  JURYMAST_ASSERT(epoll_ctl(epoll.fd(), EPOLL_CTL_ADD, fd, &event) == 0);
}

/// Receives what is ready, and sends all of it at the end of the turn, as the gateway does.
class EpollRelay {
 public:
  EpollRelay(const RelayPlan& plan, bool nested) : listener_(plan.listener), pairs_(plan.upstream), nested_(nested) {
    watch(inner_, listener_.fd(), nullptr);
    watch(outer_, inner_.fd(), nullptr);
  }

  [[noreturn]] void run() {
    for (;;) turn();
  }

 private:
  struct Received {
    RelayEnd* end;
    std::size_t bytes;
  };

  void turn() {
    epoll_event any;
    if (nested_) epoll_wait(outer_.fd(), &any, 1, -1);
    std::array<epoll_event, kEventsInARow> events;
    const int count = epoll_wait(inner_.fd(), events.data(), static_cast<int>(events.size()), nested_ ? 0 : -1);
    for (const epoll_event& event : std::span(events).first(static_cast<std::size_t>(std::max(count, 0)))) {
      if (event.data.ptr == nullptr) {
        accept_one();
      } else {
        receive(*static_cast<RelayEnd*>(event.data.ptr));
      }
    }
    for (const Received& received : received_) send(*received.end, received.bytes);
    received_.clear();
    for (const RelayEnd* end : ended_) pairs_.end(*end);
    ended_.clear();
  }

  void accept_one() {
    Descriptor client(accept4(listener_.fd(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (client.fd() < 0) return;
    RelayPair& pair = pairs_.begin(std::move(client));
    watch(inner_, pair.client.fd(), &pair.client);
    watch(inner_, pair.upstream.fd(), &pair.upstream);
  }

  void receive(RelayEnd& end) {
    const ssize_t count = recv(end.fd(), end.buffer.data(), end.buffer.size(), MSG_DONTWAIT);
    if (count > 0) {
      received_.push_back({&end, static_cast<std::size_t>(count)});
    } else if (count == 0 || errno != EAGAIN) {
      finish(end);
    }
  }

  void send(RelayEnd& end, std::size_t bytes) {
    iovec piece{end.buffer.data(), bytes};
    msghdr message{};
    message.msg_iov = &piece;
    message.msg_iovlen = 1;
    // So little always fits where the partner reads; one that does not is gone.
    if (sendmsg(end.partner->fd(), &message, MSG_NOSIGNAL | MSG_DONTWAIT) != static_cast<ssize_t>(bytes)) finish(end);
  }

  void finish(RelayEnd& end) {
    if (std::exchange(end.over, true) || std::exchange(end.partner->over, true)) return;
    ended_.push_back(&end);
  }

  const Descriptor& listener_;
  RelayPairs pairs_;
  bool nested_;
  Descriptor inner_ = make_epoll();
  Descriptor outer_ = make_epoll();
  std::vector<Received> received_;
  std::vector<RelayEnd*> ended_;
};

}  // namespace

Result<void> relay_by_epoll(const RelayPlan& plan, RelayEngine engine) {
  EpollRelay(plan, engine == RelayEngine::NestedEpoll).run();
}

}  // namespace jurymast::bench
