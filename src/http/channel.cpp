#include "http/channel.hpp"

#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "http/channel_state.hpp"

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

Channel::Channel(Loop& loop, Socket socket, ssl_st* tls)
    : loop_(loop), state_(std::make_shared<State>(State{std::move(socket)})), tls_(tls), opened_at_(loop.now()) {
  boost::system::error_code ignored;
  state_->socket.native_non_blocking(true, ignored);
  const int on = 1;
  // A Unix socket has no such option and needs none.
  ::setsockopt(state_->socket.native_handle(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (tls_ != nullptr) SSL_set_fd(tls_, state_->socket.native_handle());
}

Channel::~Channel() {
  state_->dropped = true;
  close();
  SSL_free(tls_);
}

void Channel::wait_readable(Ready ready) {
  const auto what = wants_write_ ? Socket::wait_write : Socket::wait_read;
  state_->socket.async_wait(what, [state = state_, ready = std::move(ready)](const boost::system::error_code& failed) {
    if (!state->dropped) ready(!failed);
  });
}

void Channel::wait_writable(Ready ready) {
  const auto what = write_wants_read_ ? Socket::wait_read : Socket::wait_write;
  state_->socket.async_wait(what, [state = state_, ready = std::move(ready)](const boost::system::error_code& failed) {
    if (!state->dropped) ready(!failed);
  });
}

IoResult Channel::read_now(std::span<char> into) {
  if (!is_open()) return {IoState::Error, 0};
  if (tls_ != nullptr) return read_tls(into);
  return receive(state_->socket.native_handle(), into, 0);
}

IoResult Channel::write_now(std::span<const std::string_view> pieces) {
  if (!is_open()) return {IoState::Error, 0};
  return tls_ != nullptr ? write_tls(pieces) : write_plain(state_->socket.native_handle(), pieces);
}

bool Channel::looks_alive() {
  if (!is_open()) return false;
  char byte = 0;
  if (tls_ == nullptr) return receive(state_->socket.native_handle(), {&byte, 1}, MSG_PEEK).state == IoState::WouldBlock;
  // TLS peers send session tickets and the like in between; only a look through TLS tells them from an answer or an end.
  const int peeked = SSL_peek(tls_, &byte, 1);
  return peeked <= 0 && tls_blocked_or_failed(peeked, wants_write_).state == IoState::WouldBlock;
}

bool Channel::is_open() const { return state_->socket.is_open(); }

void Channel::shutdown_send(bool clean) {
  if (!is_open()) return;
  if (clean) say_farewell();
  ::shutdown(state_->socket.native_handle(), SHUT_WR);
}

IoResult Channel::discard_now(std::span<char> scratch) {
  if (!is_open()) return {IoState::Error, 0};
  return receive(state_->socket.native_handle(), scratch, 0);
}

void Channel::close() {
  if (!is_open()) return;
  say_farewell();
  boost::system::error_code ignored;
  state_->socket.close(ignored);
}

void Channel::reset() {
  if (!is_open()) return;
  boost::system::error_code ignored;
  state_->socket.set_option(boost::asio::socket_base::linger(true, 0), ignored);
  state_->socket.close(ignored);
}

}  // namespace jurymast::http
