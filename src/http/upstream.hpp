#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "http/channel.hpp"
#include "http/tls_context.hpp"
#include "wire/http_head.hpp"

namespace jurymast::http {

/// Where and how to connect to one upstream; `key` keeps pools apart (origin and credential).
struct Endpoint {
  std::string key;
  std::string host;
  std::uint16_t port = 443;
  std::shared_ptr<TlsClientContext> tls;  ///< null: plain
  bool allow_private = false;             ///< private and link-local addresses are refused otherwise; loopback is allowed
};

enum class TransportFailure : unsigned char { Dns, Connect, Tls, Reset, EndOfFile, Framing, TooLarge, ForbiddenAddress };

/// The upstream connections of one loop: resolving (cached, in the background), dialling, TLS, and the idle ones kept for reuse
/// (at most limits::kIdleConnectionsPerTargetMax an endpoint, limits::kIdleConnectionTimeMax old, peeked at before reuse).
class UpstreamPool {
 public:
  explicit UpstreamPool(Loop& loop);
  ~UpstreamPool();
  UpstreamPool(const UpstreamPool&) = delete;
  UpstreamPool& operator=(const UpstreamPool&) = delete;
  /// After a stale closure: drops all idle connections of that endpoint opened before now; after two in a row (no good reuse in between)
  /// its connections are fresh for 60 s.
  void note_stale(const std::string& key);
  std::size_t idle_count() const;
  struct State;
  const std::shared_ptr<State>& state() const { return state_; }

 private:
  std::shared_ptr<State> state_;
};

/// One request on one upstream connection, from dialling to the end of the response. Destroying or cancelling it closes the connection
/// unless the response had ended and it went back to the pool; no handler is called after that. Both are safe inside a handler.
class UpstreamCall {
 public:
  class Handler {
   public:
    virtual ~Handler() = default;
    /// The new connection stands; its TLS handshake, if any, follows. Not called for a reused one.
    virtual void on_dialed() = 0;
    /// The request goes out now.
    virtual void on_connected(bool reused) = 0;
    virtual void on_request_sent() = 0;
    /// `head`'s views are valid during the call only. Body bytes follow, until paused.
    virtual void on_head(const wire::ResponseHead& head) = 0;
    /// Body bytes without their framing; valid during the call only.
    virtual void on_body(std::string_view piece) = 0;
    /// The body is whole by its framing; `delimited` false means only that the connection ended.
    virtual void on_end(bool delimited) = 0;
    /// Nothing follows. `bytes_sent` is false only if no byte of the request was handed to the kernel; `response_started` is true from
    /// the first byte of the response on.
    virtual void on_failed(TransportFailure failure, bool bytes_sent, bool response_started) = 0;
  };
  struct Request {
    Endpoint endpoint;
    std::string head;                       ///< complete request head
    std::span<const std::string_view> body; ///< must stay valid until on_request_sent or the end of the call
    bool fresh = false;                     ///< never over a reused connection
    std::size_t body_bytes_max = 0;         ///< of the response; more is TooLarge, so it must be set
  };
  UpstreamCall(UpstreamPool& pool, Handler& handler);
  ~UpstreamCall();
  UpstreamCall(const UpstreamCall&) = delete;
  UpstreamCall& operator=(const UpstreamCall&) = delete;

  /// To be called once. Handlers are called from the loop, never from inside start(). A response that comes before the request is sent
  /// whole is delivered like any other; on_request_sent is left out then.
  void start(Request request);
  /// Stops reading after what is in hand; resume() goes on. For a client that reads slowly.
  void pause();
  void resume();
  /// Ends the call now; the connection is closed (cancelled within this call, the FIN is sent).
  void cancel();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace jurymast::http
