#include "http/poller.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <span>
#include <utility>

namespace jurymast::http {
namespace {

/// Sockets served before others on the loop have their turn.
constexpr std::size_t kEventsInARow = 64;
constexpr std::uint32_t kBroken = EPOLLERR | EPOLLHUP;

}  // namespace

Poller::Poller(boost::asio::io_context& context, EventTime& time) : time_(time), epoll_(context, ::epoll_create1(EPOLL_CLOEXEC)) {
  listen();
}

Poller::~Poller() = default;

void Poller::wait(const std::shared_ptr<Watched>& socket, Watched::Wait& wait, std::uint32_t events, Ready ready) {
  wait = {events, std::move(ready)};
  socket->unclaimed = false;
  const std::uint32_t interest = socket->interest | events;
  if (socket->registered && interest == socket->interest) return;
  if (change(*socket, interest)) return;
  boost::asio::post(epoll_.get_executor(), [ready = std::exchange(wait.ready, nullptr)] { ready(true); });
}

void Poller::close(const std::shared_ptr<Watched>& socket) {
  if (socket->fd < 0) return;
  ::close(std::exchange(socket->fd, -1));
  socket->reader = socket->writer = {};
  if (dispatching_) closed_.push_back(socket);
}

void Poller::listen() {
  epoll_.async_wait(boost::asio::posix::stream_descriptor::wait_read, [this](const boost::system::error_code& failed) {
    if (failed) return;
    dispatch();
    listen();
  });
}

void Poller::dispatch() {
  std::array<epoll_event, kEventsInARow> events;
  const int count = ::epoll_wait(epoll_.native_handle(), events.data(), static_cast<int>(events.size()), 0);
  dispatching_ = true;
  for (const epoll_event& event : std::span(events).first(static_cast<std::size_t>(std::max(count, 0)))) {
    time_.begin_event();
    deliver(*static_cast<Watched*>(event.data.ptr), event.events);
  }
  dispatching_ = false;
  closed_.clear();
  end_turn();
}

void Poller::at_turn_end(std::shared_ptr<TurnEnd> work) {
  at_turn_end_.push_back(std::move(work));
  if (dispatching_ || std::exchange(turn_end_posted_, true)) return;
  boost::asio::post(epoll_.get_executor(), [this] { end_turn(); });
}

void Poller::end_turn() {
  turn_end_posted_ = false;
  // What is asked for by those that are called has its turn after them.
  ending_.swap(at_turn_end_);
  for (const std::shared_ptr<TurnEnd>& work : ending_) {
    time_.begin_event();
    work->turn_ended();
  }
  time_.end_event();
  ending_.clear();
}

void Poller::deliver(Watched& socket, std::uint32_t events) {
  // What is broken is for both to find out.
  if ((events & kBroken) != 0) events |= EPOLLIN | EPOLLOUT;
  std::uint32_t claimed = 0;
  for (Watched::Wait* wait : {&socket.reader, &socket.writer}) {
    if (socket.fd < 0) return;
    if (!wait->ready || (wait->events & events) == 0) continue;
    claimed |= wait->events;
    std::exchange(wait->ready, nullptr)(true);
  }
  if (socket.fd < 0) return;
  // Whoever was called may be waiting again.
  for (const Watched::Wait* wait : {&socket.reader, &socket.writer}) claimed |= wait->ready ? wait->events : 0;
  const std::uint32_t left = events & ~claimed & socket.interest;
  if (left != 0) stop_reporting(socket, left);
}

void Poller::stop_reporting(Watched& socket, std::uint32_t events) {
  if ((events & EPOLLIN) != 0) socket.unclaimed = true;
  change(socket, socket.interest & ~events);
}

bool Poller::change(Watched& socket, std::uint32_t interest) {
  epoll_event event{};
  event.events = interest;
  event.data.ptr = &socket;
  // A broken socket is reported even where no interest is left, so it is taken out then.
  const int with_interest = socket.registered ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
  const int operation = interest == 0 ? EPOLL_CTL_DEL : with_interest;
  const bool done = ::epoll_ctl(epoll_.native_handle(), operation, socket.fd, &event) == 0;
  if (done) socket.registered = interest != 0;
  if (done) socket.interest = interest;
  return done;
}

}  // namespace jurymast::http
