#include "http/channel.hpp"

#include <fcntl.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

namespace jurymast::http {
namespace {

constexpr std::size_t kPiecesPerSend = 64;

IoResult failed_io() {
  const bool later = errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
  return {later ? IoState::WouldBlock : IoState::Error, 0};
}

IoResult receive(int fd, std::span<char> into, int flags) {
  const ssize_t received = ::recv(fd, into.data(), into.size(), MSG_DONTWAIT | flags);
  if (received > 0) return {IoState::Ok, static_cast<std::size_t>(received)};
  return received == 0 ? IoResult{IoState::End, 0} : failed_io();
}

/// One sendmsg of the first pieces; `offered` is what it would have taken.
IoResult send_batch(int fd, std::span<const std::string_view> pieces, std::size_t& offered) {
  std::array<iovec, kPiecesPerSend> vectors;
  const std::size_t count = std::min(pieces.size(), vectors.size());
  offered = 0;
  for (std::size_t i = 0; i < count; ++i) {
    vectors[i] = {const_cast<char*>(pieces[i].data()), pieces[i].size()};
    offered += pieces[i].size();
  }
  msghdr message{};
  message.msg_iov = vectors.data();
  message.msg_iovlen = count;
  const ssize_t sent = ::sendmsg(fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
  if (sent < 0) return failed_io();
  return {IoState::Ok, static_cast<std::size_t>(sent)};
}

IoResult write_plain(int fd, std::span<const std::string_view> pieces) {
  std::size_t total = 0;
  while (!pieces.empty()) {
    std::size_t offered = 0;
    const IoResult sent = send_batch(fd, pieces, offered);
    total += sent.bytes;
    if (sent.state != IoState::Ok) return {sent.state, total};
    if (sent.bytes < offered) return {IoState::WouldBlock, total};
    pieces = pieces.subspan(std::min(pieces.size(), kPiecesPerSend));
  }
  return {IoState::Ok, total};
}

}  // namespace

Channel::Channel(Loop& loop, int socket, ssl_st* tls)
    : loop_(loop), socket_(std::make_shared<Watched>(socket)), tls_(tls), opened_at_(loop.now()) {
  ::fcntl(socket, F_SETFL, ::fcntl(socket, F_GETFL) | O_NONBLOCK);
  const int on = 1;
  // A Unix socket has no such option and needs none.
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (tls_ != nullptr) SSL_set_fd(tls_, socket);
}

Channel::~Channel() {
  socket_->reader = socket_->writer = {};
  close();
  SSL_free(tls_);
}

void Channel::wait(Watched::Wait& wait, bool for_room, Ready ready) {
  if (!is_open()) return loop_.post([ready = std::move(ready)] { ready(false); });
  loop_.poller().wait(socket_, wait, for_room ? EPOLLOUT : EPOLLIN, std::move(ready));
}

void Channel::wait_readable(Ready ready) { wait(socket_->reader, wants_write_, std::move(ready)); }
void Channel::wait_writable(Ready ready) { wait(socket_->writer, !write_wants_read_, std::move(ready)); }

IoResult Channel::read_now(std::span<char> into) {
  if (!is_open()) return {IoState::Error, 0};
  if (tls_ != nullptr) return read_tls(into);
  return receive(fd(), into, 0);
}

IoResult Channel::write_now(std::span<const std::string_view> pieces) {
  if (!is_open()) return {IoState::Error, 0};
  return tls_ != nullptr ? write_tls(pieces) : write_plain(fd(), pieces);
}

bool Channel::looks_alive() {
  if (!is_open()) return false;
  char byte = 0;
  if (tls_ == nullptr) return receive(fd(), {&byte, 1}, MSG_PEEK).state == IoState::WouldBlock;
  // TLS peers send session tickets and the like in between; only a look through TLS tells them from an answer or an end.
  const int peeked = SSL_peek(tls_, &byte, 1);
  return peeked <= 0 && tls_blocked_or_failed(peeked, wants_write_).state == IoState::WouldBlock;
}

bool Channel::was_silent() { return tls_ == nullptr && is_open() ? !socket_->unclaimed : looks_alive(); }

bool Channel::is_open() const { return fd() >= 0; }

void Channel::shutdown_send(bool clean) {
  if (!is_open()) return;
  if (clean) say_farewell();
  ::shutdown(fd(), SHUT_WR);
}

IoResult Channel::discard_now(std::span<char> scratch) {
  if (!is_open()) return {IoState::Error, 0};
  return receive(fd(), scratch, 0);
}

void Channel::close() {
  if (!is_open()) return;
  say_farewell();
  end();
}

void Channel::reset() {
  if (!is_open()) return;
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(fd(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  end();
}

void Channel::end() {
  for (Watched::Wait* wait : {&socket_->reader, &socket_->writer}) {
    auto ready = std::exchange(wait->ready, nullptr);
    if (!ready) continue;
    loop_.post([ready = std::move(ready), alive = std::weak_ptr(socket_)] {
      if (!alive.expired()) ready(false);
    });
  }
  loop_.poller().close(socket_);
}

}  // namespace jurymast::http
