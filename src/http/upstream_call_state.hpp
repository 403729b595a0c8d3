#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "http/dial.hpp"
#include "http/receive_buffer.hpp"
#include "http/upstream_pool_state.hpp"
#include "wire/chunked.hpp"

namespace jurymast::http {

/// The inside of an UpstreamCall. upstream_call.cpp connects and sends, upstream_reader.cpp reads the response. After every call of the
/// handler it may be over: `handler` is null then.
struct UpstreamCall::State : std::enable_shared_from_this<State>, Dial::Handler, TurnEnd {
  State(std::shared_ptr<UpstreamPool::State> from, UpstreamCall::Handler& to);

  void turn_ended() override;
  void begin();
  void dialed() override;
  void connected(std::unique_ptr<Channel> fresh) override;
  void dial_failed(TransportFailure failure) override;
  void use(std::unique_ptr<Channel> chosen, bool is_reused);
  void send();
  void wait_to_send();
  void sent(std::size_t bytes);
  void cancel();
  bool over() const { return handler == nullptr; }

  void wait_to_read();
  void resume();
  void on_readable();
  void take(std::string_view received);
  void take_head(std::string_view received);
  void head_read(const wire::ResponseHead& head);
  void take_body(std::string_view received);
  void take_length_body(std::string_view received);
  void take_chunked_body(std::string_view received);
  /// False if the call is over after it.
  bool deliver(std::string_view piece);
  void connection_ended();
  void finish(bool surplus);
  void fail(TransportFailure failure);

  const std::shared_ptr<UpstreamPool::State> pool;
  Loop& loop;
  UpstreamCall::Handler* handler;
  Request request;
  std::shared_ptr<Dial> dial;
  std::unique_ptr<Channel> channel;
  bool reused = false;

  std::vector<std::string_view> unsent;  ///< pieces of head and body; the first one's sent part is cut off
  bool bytes_sent = false;
  bool request_complete = false;
  bool sending_failed = false;
  bool sending = false;  ///< a wait for room is outstanding
  bool reading = false;  ///< a wait for input is outstanding
  bool paused = false;

  wire::ResponseHeadReader head_reader;
  std::string head_bytes;  ///< of a head that came in several pieces
  bool response_started = false;
  bool head_done = false;
  bool keep_alive = false;
  wire::BodyFraming framing = wire::BodyFraming::None;
  wire::ChunkedReader chunks;
  std::uint64_t body_left = 0;
  std::size_t body_taken = 0;
};

}  // namespace jurymast::http
