#include "http/listener.hpp"

#include <unistd.h>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <cerrno>
#include <unordered_map>
#include <utility>
#include <vector>

#include "http/listen_socket.hpp"

namespace jurymast::http {
namespace {

/// Connections taken in one go, before others on the loop have their turn.
constexpr unsigned kAcceptsInARow = 64;
/// What a listener waits when the process has no descriptor left.
constexpr Duration kAcceptPause = std::chrono::milliseconds(100);

}  // namespace

struct Listener::State : std::enable_shared_from_this<State> {
  State(Loop& on, Settings with, ListenSocket bound)
      : loop(on), settings(std::move(with)), socket(std::in_place, std::move(bound)), readiness(on.context()), pause(on) {
    boost::system::error_code ignored;
    readiness.assign(socket->fd(), ignored);
  }

  void wait() {
    readiness.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                         [self = shared_from_this()](const boost::system::error_code& failed) {
                           if (!failed && self->socket) self->accept();
                         });
  }

  void accept() {
    if (take_waiting()) return wait();
    pause.set(loop.now() + kAcceptPause, [this] { wait(); });
  }

  /// Accepts what waits; false if the system has no resources for more.
  bool take_waiting() {
    for (unsigned i = 0; i < kAcceptsInARow; ++i) {
      sockaddr_storage peer{};
      socklen_t size = sizeof peer;
      const int fd = ::accept4(socket->fd(), reinterpret_cast<sockaddr*>(&peer), &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (fd >= 0) {
        start(fd, address_text(peer));
        continue;
      }
      if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) return false;
      if (errno == EAGAIN || errno == EWOULDBLOCK) return true;
    }
    return true;
  }

  void start(int fd, std::string address) {
    if (settings.ledger && !settings.ledger->enter(address)) {
      ::close(fd);
      return;
    }
    ssl_st* tls = settings.tls ? settings.tls->new_session() : nullptr;
    auto session = ServerSession::start(std::make_unique<Channel>(loop, fd, tls), settings.limits, settings.make_handler(),
                                        address.empty() ? "unix" : address);
    sessions.emplace(session.get(), session);
    session->when_closed([self = shared_from_this(), gone = session.get(), address] { self->left(gone, address); });
  }

  void left(const ServerSession* session, const std::string& address) {
    sessions.erase(session);
    if (settings.ledger) settings.ledger->leave(address);
  }

  std::vector<std::shared_ptr<ServerSession>> living() const {
    std::vector<std::shared_ptr<ServerSession>> all;
    for (const auto& [pointer, weak] : sessions) {
      if (auto session = weak.lock()) all.push_back(std::move(session));
    }
    return all;
  }

  void stop() {
    pause.cancel();
    boost::system::error_code ignored;
    if (readiness.is_open()) readiness.cancel(ignored);
    if (readiness.is_open()) readiness.release();
    socket.reset();
  }

  Loop& loop;
  const Settings settings;
  std::optional<ListenSocket> socket;
  boost::asio::posix::stream_descriptor readiness;
  Timer pause;
  std::unordered_map<const ServerSession*, std::weak_ptr<ServerSession>> sessions;
};

Listener::Listener(std::shared_ptr<State> state) : state_(std::move(state)) {}

Listener::~Listener() {
  state_->stop();
  close_all();
}

Result<std::unique_ptr<Listener>> Listener::open(Loop& loop, Settings settings) {
  auto socket = settings.shared_fd < 0 ? ListenSocket::open(settings.address) : ListenSocket::share(settings.shared_fd);
  if (!socket) return tl::unexpected(socket.error());
  auto state = std::make_shared<State>(loop, std::move(settings), std::move(*socket));
  state->wait();
  return std::unique_ptr<Listener>(new Listener(std::move(state)));
}

std::uint16_t Listener::port() const { return state_->socket ? state_->socket->port() : 0; }

void Listener::hand_over() {
  state_->stop();
  for (const auto& session : state_->living()) session->close_after_next_answer();
}

void Listener::drain() {
  // Those who are through to the system's queue were told that they are connected.
  if (state_->socket) state_->take_waiting();
  state_->stop();
  for (const auto& session : state_->living()) session->drain();
}

void Listener::close_all() {
  for (const auto& session : state_->living()) session->close();
}

std::size_t Listener::session_count() const { return state_->sessions.size(); }

}  // namespace jurymast::http
