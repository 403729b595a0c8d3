#pragma once
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "http/loop.hpp"

struct ssl_st;  // OpenSSL's SSL

namespace jurymast::http {

enum class IoState : unsigned char { Ok, WouldBlock, End, Error };

struct IoResult {
  IoState state = IoState::Ok;
  std::size_t bytes = 0;
};

/// A connected byte stream, plain or TLS, TCP or Unix, on one loop, driven by readiness: wait, then read or write what goes without
/// blocking. TLS is OpenSSL straight on the non-blocking socket, so both kinds work alike and nothing is copied twice.
/// OpenSSL writes without MSG_NOSIGNAL: a process that uses TLS channels must ignore SIGPIPE.
class Channel {
 public:
  /// Takes over a connected socket and makes it non-blocking with TCP_NODELAY. `tls` may be null.
  Channel(Loop& loop, int socket, ssl_st* tls = nullptr);
  /// Closes it; outstanding handlers are dropped without a call.
  ~Channel();
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  /// At most one wait each way at a time. After close() outstanding handlers are called with false.
  void wait_readable(Ready ready);
  void wait_writable(Ready ready);
  /// One receive into `into`. TLS: what it needs written in between is written too.
  IoResult read_now(std::span<char> into);
  /// One gathering send; `bytes` says how many went, over all pieces: all of them with Ok, fewer (or none) with WouldBlock. What is left
  /// must be offered again, unchanged. TLS: WouldBlock may also mean that it waits for the peer.
  IoResult write_now(std::span<const std::string_view> pieces);
  /// Goes on with a TLS handshake (Ok when done; plain: Ok at once). On WouldBlock wait for what handshake_wants_write() says.
  IoResult handshake_now();
  bool handshake_wants_write() const { return wants_write_; }
  /// True if TLS holds bytes, or the end, for which the socket will not become readable again: read on instead of waiting.
  bool has_buffered_bytes() const;
  /// True if the idle connection is still usable: nothing to read and not closed (one peek, no wait).
  bool looks_alive();
  /// As looks_alive(), as far as the loop has heard of it: without a system call where nothing has come.
  bool was_silent();
  bool is_tls() const { return tls_ != nullptr; }

  bool is_open() const;
  /// Says that no more will be written, and goes on receiving. `clean` false leaves TLS's own farewell out, so that the peer can tell
  /// that the stream was cut.
  void shutdown_send(bool clean);
  /// Receives and throws away, past TLS; for the time between shutdown_send() and close().
  IoResult discard_now(std::span<char> scratch);
  /// Ends the connection in an orderly way (TLS close_notify where possible, then FIN).
  void close();
  /// Ends it with a TCP reset.
  void reset();
  Loop& loop() { return loop_; }
  MonotonicTime opened_at() const { return opened_at_; }

 private:
  void wait(Watched::Wait& wait, bool for_room, Ready ready);
  int fd() const { return socket_->fd; }
  IoResult read_tls(std::span<char> into);
  IoResult write_tls(std::span<const std::string_view> pieces);
  IoResult tls_blocked_or_failed(int returned, bool& wants_other_way);
  void say_farewell();
  void end();

  Loop& loop_;
  std::shared_ptr<Watched> socket_;
  ssl_st* tls_;
  MonotonicTime opened_at_;
  bool wants_write_ = false;        ///< a handshake or a TLS read is held up by output
  bool write_wants_read_ = false;   ///< a TLS write is held up by input
  bool tls_ready_ = false;          ///< the handshake is done and nothing fatal happened since
  bool more_behind_read_ = false;   ///< the last read may have left bytes inside TLS
  bool ended_behind_read_ = false;  ///< the end was found behind the bytes of the last read
};

}  // namespace jurymast::http
