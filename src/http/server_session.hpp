#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "http/channel.hpp"
#include "wire/http_head.hpp"

namespace jurymast::http {

/// The limits of one server's sessions.
struct SessionLimits {
  std::size_t body_bytes_max;
  Duration head_timeout;        ///< for a whole head, from its first byte; on a new connection also until that byte
  Duration keep_alive_timeout;  ///< idle between requests
  std::size_t body_rate_floor_bytes_per_second;
  Duration body_rate_grace;
  Duration write_stall_max = std::chrono::seconds(60);  ///< output pending and nothing accepted for so long: closed
};

class ServerSession;

/// What a server does with the requests of one connection; made per connection, called on its loop.
class SessionHandler {
 public:
  virtual ~SessionHandler() = default;
  /// A head was accepted. Returning a text sends it as the whole answer, instead of reading the body, and closes the connection
  /// (the text must be a complete response with `Connection: close`).
  virtual std::optional<std::string> on_head(ServerSession& session, const wire::RequestHead& head) = 0;
  /// A whole request is there. `head` and `body` stay valid until end_answer(); at least wire::PaddedText::kPadding bytes behind the body
  /// are readable. The handler answers now or later, with write() and end_answer().
  virtual void on_request(ServerSession& session, const wire::RequestHead& head, std::string_view body) = 0;
  /// The client's connection ended while a request was being answered. The session is closed; no further call comes.
  virtual void on_client_gone(ServerSession& session) = 0;
  /// Output fell below half the high watermark again after write() had gone over it.
  virtual void on_output_drained(ServerSession& session) = 0;
  /// The whole response for a message that was refused before it became a request (framing, limits, 413, 408).
  virtual std::string on_rejected(ServerSession& session, const wire::Rejection& rejection) = 0;
};

/// One client connection: reads requests strictly one after the other (keep-alive, pipelining up to limits::kPipelinedBytesMax held back
/// while an answer runs, chunked bodies, `Expect: 100-continue`), keeps the clocks of SessionLimits, and watches for the client leaving
/// while an answer is on its way: a FIN, too, means that it left. It lives as long as one of its handlers is outstanding; the handler
/// dies with it, or soon after it closed.
class ServerSession : public std::enable_shared_from_this<ServerSession> {
 public:
  static std::shared_ptr<ServerSession> start(std::unique_ptr<Channel> channel, const SessionLimits& limits,
                                              std::unique_ptr<SessionHandler> handler, std::string peer_address);
  ~ServerSession();
  ServerSession(const ServerSession&) = delete;
  ServerSession& operator=(const ServerSession&) = delete;

  /// Sends the pieces, at once as far as the socket takes them (one gathering send), the rest is copied and follows. Never blocks, and
  /// calls no handler from within. Ignored once the session is closed.
  void write(std::span<const std::string_view> pieces);
  void write(std::string_view text);
  /// Bytes taken by write() that the socket has not.
  std::size_t pending_bytes() const;
  /// The answer is whole. The connection goes on with the next request, or closes if the request or close_after_answer() said so.
  void end_answer();
  void close_after_answer() { close_after_answer_ = true; }
  /// Sends what is pending, then closes without anything that could pass for a clean end. (The answer must be one that has an end of its
  /// own, by length or chunks; TLS's farewell is left out.)
  void abort_answer();
  /// Closes at once; with a reset if asked. on_client_gone is not called.
  void close(bool with_reset = false);
  /// True if the answer in progress must say `Connection: close`.
  bool will_close() const { return close_after_answer_; }
  /// The next request to arrive is the last one that is answered, and its answer says so; an idle connection waits for it.
  void close_after_next_answer();
  /// Asks the session to close once idle (drain): at once between requests, else after the answer in progress.
  void drain();
  /// Calls `closed` once when the session has closed its connection.
  void when_closed(std::function<void()> closed);

  Loop& loop();
  const std::string& peer_address() const { return peer_address_; }
  Channel& channel();

 private:
  struct State;
  ServerSession();
  std::unique_ptr<State> state_;
  std::string peer_address_;
  bool close_after_answer_ = false;
};

}  // namespace jurymast::http
