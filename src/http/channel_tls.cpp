#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "base/limits.hpp"
#include "http/channel.hpp"

namespace jurymast::http {
namespace {

constexpr std::size_t kRecordBytesMax = 16 * limits::kKiB;

/// Walks over pieces as one stream of bytes.
class PieceCursor {
 public:
  explicit PieceCursor(std::span<const std::string_view> pieces) : pieces_(pieces) {}

  /// What the next record should hold: straight from a piece where it can fill the record, else several copied into `record`.
  std::string_view next(std::span<char> record) const {
    std::size_t filled = 0;
    std::size_t offset = offset_;
    for (const std::string_view& piece : pieces_) {
      const std::string_view rest = piece.substr(offset);
      offset = 0;
      const bool alone = filled == 0 && (rest.size() >= record.size() || &piece == &pieces_.back());
      if (alone) return rest.substr(0, record.size());
      const std::size_t taken = std::min(rest.size(), record.size() - filled);
      std::memcpy(record.data() + filled, rest.data(), taken);
      filled += taken;
      if (filled == record.size()) break;
    }
    return {record.data(), filled};
  }

  void advance(std::size_t bytes) {
    offset_ += bytes;
    while (!pieces_.empty() && offset_ >= pieces_.front().size()) {
      offset_ -= pieces_.front().size();
      pieces_ = pieces_.subspan(1);
    }
  }

 private:
  std::span<const std::string_view> pieces_;
  std::size_t offset_ = 0;
};

}  // namespace

IoResult Channel::handshake_now() {
  if (!is_open()) return {IoState::Error, 0};
  if (tls_ == nullptr || tls_ready_) return {IoState::Ok, 0};
  ERR_clear_error();
  wants_write_ = false;
  const int done = SSL_do_handshake(tls_);
  if (done != 1) return tls_blocked_or_failed(done, wants_write_);
  tls_ready_ = true;
  // What came along with the peer's last handshake message has left the socket already.
  more_behind_read_ = true;
  return {IoState::Ok, 0};
}

IoResult Channel::read_tls(std::span<char> into) {
  std::size_t total = 0;
  wants_write_ = false;
  more_behind_read_ = false;
  while (total < into.size()) {
    ERR_clear_error();
    std::size_t received = 0;
    const int done = SSL_read_ex(tls_, into.data() + total, into.size() - total, &received);
    if (done != 1) {
      const IoResult stopped = tls_blocked_or_failed(done, wants_write_);
      if (total == 0) return stopped;
      // An end or a failure shows again at the next read, for which the socket need not become readable.
      ended_behind_read_ = stopped.state != IoState::WouldBlock;
      return {IoState::Ok, total};
    }
    total += received;
    if (SSL_has_pending(tls_) == 0) return {IoState::Ok, total};
  }
  more_behind_read_ = true;
  return {IoState::Ok, total};
}

IoResult Channel::write_tls(std::span<const std::string_view> pieces) {
  std::array<char, kRecordBytesMax> record;
  PieceCursor cursor(pieces);
  std::size_t total = 0;
  write_wants_read_ = false;
  cursor.advance(0);
  for (std::string_view next = cursor.next(record); !next.empty(); next = cursor.next(record)) {
    ERR_clear_error();
    std::size_t written = 0;
    const int done = SSL_write_ex(tls_, next.data(), next.size(), &written);
    if (done != 1) {
      bool wants_write = false;
      const IoResult stopped = tls_blocked_or_failed(done, wants_write);
      write_wants_read_ = stopped.state == IoState::WouldBlock && !wants_write;
      return {stopped.state, total};
    }
    total += written;
    cursor.advance(written);
  }
  return {IoState::Ok, total};
}

IoResult Channel::tls_blocked_or_failed(int returned, bool& wants_write) {
  const int reason = SSL_get_error(tls_, returned);
  if (reason == SSL_ERROR_WANT_READ) return {IoState::WouldBlock, 0};
  if (reason == SSL_ERROR_WANT_WRITE) {
    wants_write = true;
    return {IoState::WouldBlock, 0};
  }
  if (reason == SSL_ERROR_ZERO_RETURN) return {IoState::End, 0};
  tls_ready_ = false;
  const bool cut = reason == SSL_ERROR_SSL && ERR_GET_REASON(ERR_peek_error()) == SSL_R_UNEXPECTED_EOF_WHILE_READING;
  ERR_clear_error();
  return {cut ? IoState::End : IoState::Error, 0};
}

bool Channel::has_buffered_bytes() const {
  return tls_ != nullptr && (ended_behind_read_ || (more_behind_read_ && SSL_has_pending(tls_) != 0));
}

void Channel::say_farewell() {
  if (!tls_ready_) return;
  tls_ready_ = false;
  ERR_clear_error();
  SSL_shutdown(tls_);
  ERR_clear_error();
}

}  // namespace jurymast::http
