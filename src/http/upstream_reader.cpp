#include <algorithm>
#include <utility>

#include "http/upstream_call_state.hpp"

namespace jurymast::http {

void UpstreamCall::State::wait_to_read() {
  if (reading) return;
  reading = true;
  auto ready = [self = shared_from_this()](bool /*ok*/) {
    self->reading = false;
    if (!self->over() && !self->paused) self->on_readable();
  };
  if (channel->has_buffered_bytes()) return loop.post([ready]() mutable { ready(true); });
  channel->wait_readable(std::move(ready));
}

void UpstreamCall::State::resume() {
  if (!std::exchange(paused, false)) return;
  if (!over() && channel) wait_to_read();
}

void UpstreamCall::State::on_readable() {
  {
    ReceiveBuffer buffer(loop);
    const IoResult result = channel->read_now(buffer.space());
    if (result.state == IoState::Error) return fail(TransportFailure::Reset);
    if (result.state == IoState::End) return connection_ended();
    if (result.bytes > 0) {
      response_started = true;
      take({buffer.space().data(), result.bytes});
    }
  }
  if (!over() && !paused) wait_to_read();
}

void UpstreamCall::State::take(std::string_view received) {
  if (head_done) return take_body(received);
  if (head_bytes.empty()) return take_head(received);
  head_bytes.append(received);
  const std::string whole = std::move(head_bytes);
  head_bytes.clear();
  take_head(whole);
}

void UpstreamCall::State::take_head(std::string_view received) {
  wire::ResponseHead head;
  switch (head_reader.read(received, head)) {
    case wire::ParseState::Rejected: return fail(TransportFailure::Framing);
    case wire::ParseState::NeedMore: head_bytes = received; return;
    case wire::ParseState::Done: break;
  }
  head_read(head);
  if (!over()) take_body(received.substr(head.head_bytes));
}

void UpstreamCall::State::head_read(const wire::ResponseHead& head) {
  head_done = true;
  keep_alive = head.keep_alive;
  framing = head.framing;
  body_left = head.content_length;
  handler->on_head(head);
  if (!over() && framing == wire::BodyFraming::Length && body_left > request.body_bytes_max) fail(TransportFailure::TooLarge);
}

void UpstreamCall::State::take_body(std::string_view received) {
  switch (framing) {
    case wire::BodyFraming::None: return finish(!received.empty());
    case wire::BodyFraming::Length: return take_length_body(received);
    case wire::BodyFraming::Chunked: return take_chunked_body(received);
    case wire::BodyFraming::UntilClose: deliver(received); return;
  }
}

void UpstreamCall::State::take_length_body(std::string_view received) {
  const auto taken = static_cast<std::size_t>(std::min<std::uint64_t>(body_left, received.size()));
  body_left -= taken;
  if (deliver(received.substr(0, taken)) && body_left == 0) finish(received.size() > taken);
}

void UpstreamCall::State::take_chunked_body(std::string_view received) {
  while (!received.empty() && chunks.state() == wire::ParseState::NeedMore) {
    const wire::ChunkedReader::Piece piece = chunks.read(received);
    received.remove_prefix(piece.consumed);
    if (!deliver(piece.data)) return;
  }
  if (chunks.state() == wire::ParseState::Rejected) return fail(TransportFailure::Framing);
  if (chunks.state() == wire::ParseState::Done) finish(!received.empty());
}

bool UpstreamCall::State::deliver(std::string_view piece) {
  if (piece.empty()) return true;
  if (piece.size() > request.body_bytes_max - body_taken) {
    fail(TransportFailure::TooLarge);
    return false;
  }
  body_taken += piece.size();
  handler->on_body(piece);
  return !over();
}

void UpstreamCall::State::connection_ended() {
  if (!head_done || framing != wire::BodyFraming::UntilClose) return fail(TransportFailure::EndOfFile);
  finish(false);
}

void UpstreamCall::State::finish(bool surplus) {
  const bool delimited = framing != wire::BodyFraming::UntilClose;
  // Bytes behind the response belong to nobody, and behind half a request no other can follow.
  const bool reusable = keep_alive && delimited && request_complete && !surplus && !channel->has_buffered_bytes();
  if (!reusable) channel->close();
  // A wait that is still outstanding keeps this state alive, not the connection from being used.
  pool->finished(request.endpoint.key, reused, reusable ? std::move(channel) : nullptr);
  std::exchange(handler, nullptr)->on_end(delimited);
}

void UpstreamCall::State::fail(TransportFailure failure) {
  if (channel) channel->close();
  std::exchange(handler, nullptr)->on_failed(failure, bytes_sent, response_started);
}

}  // namespace jurymast::http
