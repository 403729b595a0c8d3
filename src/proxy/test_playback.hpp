#pragma once
#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "http/upstream.hpp"
#include "wire/chunked.hpp"
#include "wire/http_head.hpp"

/// For the tests of this room: an upstream's answer played from memory, read as the upstream call of `http` reads a socket.
namespace jurymast::proxy {

/// How a connection ends behind the bytes it has brought.
enum class End : unsigned char { Reset, Closed, Silent };

struct Script {
  std::string_view bytes;
  End end = End::Silent;
  std::size_t piece_bytes = 1;  ///< what one read of the socket brings
  /// So many bytes come in one piece before the others do; the dripping of whole streams would cost their square.
  std::size_t first_piece_bytes = 0;
};

/// Tells a handler of one answer, read by read; of nothing once it is over or cancelled.
class Playback {
 public:
  Playback(const Script& script, http::UpstreamCall::Handler& handler) : script_(script), left_(script.bytes), handler_(&handler) {}

  bool over() const { return handler_ == nullptr; }
  /// True where nothing will come any more without the connection having ended.
  bool silent() const { return connected_ && left_.empty() && script_.end == End::Silent; }
  void cancel() { handler_ = nullptr; }

  /// Brings the next thing that happens on the connection.
  void go_on() {
    if (!connected_) return connect();
    if (left_.empty()) return end();
    const std::size_t bytes = first_ ? std::max(script_.first_piece_bytes, script_.piece_bytes) : script_.piece_bytes;
    first_ = false;
    const std::string_view piece = left_.substr(0, bytes);
    left_.remove_prefix(piece.size());
    started_ = true;
    take(piece);
  }

 private:
  void connect() {
    connected_ = true;
    handler_->on_dialed();
    if (!over()) handler_->on_connected(false);
    if (!over()) handler_->on_request_sent();
  }

  void end() {
    if (script_.end == End::Silent) return;
    if (script_.end == End::Reset) return fail(http::TransportFailure::Reset);
    if (!head_done_ || framing_ != wire::BodyFraming::UntilClose) return fail(http::TransportFailure::EndOfFile);
    finish();
  }

  void take(std::string_view received) {
    if (head_done_) return take_body(received);
    head_bytes_.append(received);
    wire::ResponseHead head;
    switch (head_reader_.read(head_bytes_, head)) {
      case wire::ParseState::Rejected:
        return fail(http::TransportFailure::Framing);
      case wire::ParseState::NeedMore:
        return;
      case wire::ParseState::Done:
        break;
    }
    head_done_ = true;
    framing_ = head.framing;
    body_left_ = head.content_length;
    handler_->on_head(head);
    if (!over()) take_body(std::string_view(head_bytes_).substr(head.head_bytes));
  }

  void take_body(std::string_view received) {
    switch (framing_) {
      case wire::BodyFraming::None:
        return finish();
      case wire::BodyFraming::Length:
        return take_length_body(received);
      case wire::BodyFraming::Chunked:
        return take_chunked_body(received);
      case wire::BodyFraming::UntilClose:
        deliver(received);
        return;
    }
  }

  void take_length_body(std::string_view received) {
    const auto taken = static_cast<std::size_t>(std::min<std::uint64_t>(body_left_, received.size()));
    body_left_ -= taken;
    if (deliver(received.substr(0, taken)) && body_left_ == 0) finish();
  }

  void take_chunked_body(std::string_view received) {
    while (!received.empty() && chunks_.state() == wire::ParseState::NeedMore) {
      const wire::ChunkedReader::Piece piece = chunks_.read(received);
      received.remove_prefix(piece.consumed);
      if (!deliver(piece.data)) return;
    }
    if (chunks_.state() == wire::ParseState::Rejected) return fail(http::TransportFailure::Framing);
    if (chunks_.state() == wire::ParseState::Done) finish();
  }

  bool deliver(std::string_view piece) {
    if (!piece.empty()) handler_->on_body(piece);
    return !over();
  }

  void finish() { std::exchange(handler_, nullptr)->on_end(framing_ != wire::BodyFraming::UntilClose); }
  void fail(http::TransportFailure failure) { std::exchange(handler_, nullptr)->on_failed(failure, true, started_); }

  Script script_;
  std::string_view left_;
  http::UpstreamCall::Handler* handler_;
  bool connected_ = false;
  bool first_ = true;
  bool started_ = false;
  bool head_done_ = false;
  std::string head_bytes_;
  wire::ResponseHeadReader head_reader_;
  wire::BodyFraming framing_ = wire::BodyFraming::None;
  wire::ChunkedReader chunks_;
  std::uint64_t body_left_ = 0;
};

}  // namespace jurymast::proxy
