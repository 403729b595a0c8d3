#include "stream.hpp"

#include <fcntl.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "base/assert.hpp"

namespace jurymast::bench {
namespace {

constexpr std::size_t kUnreadBytesMax = 1024 * 1024;

}  // namespace

Stream::Stream(Descriptor socket, TlsSession session) : socket_(std::move(socket)), session_(std::move(session)) {
  JURYMAST_ASSERT(fcntl(socket_.fd(), F_SETFL, O_NONBLOCK) == 0);
}

Result<std::optional<std::size_t>> Stream::receive(std::span<char> into) {
  errno = 0;
  if (!session_) {
    const ssize_t count = recv(fd(), into.data(), into.size(), 0);
    if (count >= 0) return static_cast<std::size_t>(count);
    if (errno == EAGAIN) return std::nullopt;
    return fail(Code::Unavailable, "receiving failed: {}", std::strerror(errno));
  }
  std::size_t count = 0;
  const int done = SSL_read_ex(session_.get(), into.data(), into.size(), &count);
  if (done == 1) return count;
  const int reason = SSL_get_error(session_.get(), done);
  if (reason == SSL_ERROR_WANT_READ) return std::nullopt;
  if (reason == SSL_ERROR_ZERO_RETURN) return 0;
  return fail(Code::Unavailable, "receiving by TLS failed: {}", tls_reason());
}

bool Stream::holds_received() const { return session_ && SSL_has_pending(session_.get()) == 1; }

Result<std::size_t> Stream::write(std::string_view bytes) {
  errno = 0;
  if (!session_) {
    const ssize_t sent = ::send(fd(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno != EAGAIN) return fail(Code::Unavailable, "sending failed: {}", std::strerror(errno));
    return static_cast<std::size_t>(std::max<ssize_t>(sent, 0));
  }
  std::size_t sent = 0;
  while (!bytes.empty()) {
    std::size_t count = 0;
    const int done = SSL_write_ex(session_.get(), bytes.data(), bytes.size(), &count);
    if (done != 1 && SSL_get_error(session_.get(), done) != SSL_ERROR_WANT_WRITE)
      return fail(Code::Unavailable, "sending by TLS failed: {}", tls_reason());
    if (done != 1) break;
    sent += count;
    bytes.remove_prefix(count);
  }
  return sent;
}

Result<void> Stream::send(std::string_view bytes) {
  if (unsent_.empty()) {
    const auto sent = write(bytes);
    if (!sent) return tl::unexpected(sent.error());
    bytes.remove_prefix(*sent);
  }
  if (unsent_.size() + bytes.size() > kUnreadBytesMax)
    return fail(Code::Exhausted, "the peer leaves more than {} bytes unread", kUnreadBytesMax);
  unsent_ += bytes;
  return {};
}

Result<void> Stream::flush() {
  const std::string rest = std::exchange(unsent_, {});
  return rest.empty() ? Result<void>{} : send(rest);
}

}  // namespace jurymast::bench
