#include <algorithm>
#include <utility>

#include "http/session_state.hpp"

namespace jurymast::http {
namespace {

/// From so many missing bytes on, a body is received straight into its buffer.
constexpr std::size_t kDirectReceiveMin = 16 * limits::kKiB;
/// What a body's buffer may begin with on the word of a Content-Length alone.
constexpr std::size_t kTrustedLengthMax = 64 * limits::kKiB;
/// A receive of at least so much is kept as it is instead of being copied.
constexpr std::size_t kAdoptMin = 16 * limits::kKiB;
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
constexpr wire::Rejection kBodyTooLarge{413, "request body over the limit"};

}  // namespace

bool ServerSession::State::wants_input() const {
  switch (phase) {
    case Phase::Closed: return false;
    case Phase::Answering:
    case Phase::Flushing: return !input_over && ahead.size() < limits::kPipelinedBytesMax;
    default: return true;
  }
}

void ServerSession::State::wait_for_input() {
  if (reading || !wants_input()) return;
  reading = true;
  auto ready = [self = session.shared_from_this()](bool ok) { self->state_->on_readable(ok); };
  if (channel->has_buffered_bytes()) return loop.post([ready] { ready(true); });
  channel->wait_readable(std::move(ready));
}

void ServerSession::State::on_readable(bool ok) {
  reading = false;
  if (phase == Phase::Closed) return;
  if (!ok) return lost();
  if (phase == Phase::Handshake) return shake_hands();
  if (phase == Phase::Lingering) return discard();
  if (wants_input()) receive();
}

void ServerSession::State::receive() {
  if (phase == Phase::Body && head.framing == wire::BodyFraming::Length && body_left >= kDirectReceiveMin) {
    return receive_body_directly();
  }
  {
    ReceiveBuffer buffer(loop);
    const bool held_back = phase == Phase::Answering || phase == Phase::Flushing;
    const std::size_t room = held_back ? limits::kPipelinedBytesMax - ahead.size() : ReceiveBuffer::kBytes;
    const IoResult result = channel->read_now(buffer.space().first(room));
    if (result.state == IoState::End) return input_ended();
    if (result.state == IoState::Error) return lost();
    if (result.state == IoState::Ok) take_input(buffer, result.bytes);
  }
  wait_for_input();
}

void ServerSession::State::receive_body_directly() {
  // Its buffer doubles as bytes arrive; a length that was only announced costs nothing.
  const bool fits = body.capacity() - body.size() >= kDirectReceiveMin;
  const std::size_t growth = fits ? 0 : std::max(body.size(), kTrustedLengthMax);
  const std::span<char> room = body.room(static_cast<std::size_t>(std::min<std::uint64_t>(body_left, growth)));
  const auto most = static_cast<std::size_t>(std::min<std::uint64_t>(body_left, room.size()));
  const IoResult result = channel->read_now(room.first(most));
  if (result.state == IoState::End || result.state == IoState::Error) return lost();
  body.grew(result.bytes);
  body_left -= result.bytes;
  body_received += result.bytes;
  if (body_left == 0) {
    hand_over(body.view());
    advance();
  }
  wait_for_input();
}

void ServerSession::State::take_input(ReceiveBuffer& buffer, std::size_t bytes) {
  const std::string_view received(buffer.space().data(), bytes);
  switch (phase) {
    case Phase::Answering:
    case Phase::Flushing: return ahead.append(received);
    case Phase::Body: take_body(received); break;
    default:
      if (input.empty()) std::swap(input, ahead);
      if (input.empty() && bytes >= kAdoptMin) {
        input.adopt(buffer.take(), bytes);
      } else {
        input.append(received);
      }
  }
  advance();
}

void ServerSession::State::input_ended() {
  if (phase != Phase::Flushing) return lost();
  // The answer is whole and only has to be sent; a client may well say that it will ask no more.
  input_over = true;
  session.close_after_answer_ = true;
}

void ServerSession::State::advance() {
  if (std::exchange(advancing, true)) return;
  while (phase == Phase::Idle || phase == Phase::Head) {
    if (input.empty() && !ahead.empty()) std::swap(input, ahead);
    if (input.empty()) break;
    read_head();
    if (phase == Phase::Head) break;
  }
  advancing = false;
}

void ServerSession::State::read_head() {
  const wire::ParseState read = head_reader.read(input.view(), head);
  if (read == wire::ParseState::Rejected) return reject(head_reader.rejection());
  if (read == wire::ParseState::Done) return head_accepted();
  if (phase == Phase::Head) return;
  phase = Phase::Head;
  phase_until = loop.now() + limits.head_timeout;
  set_clock();
}

void ServerSession::State::head_accepted() {
  session.close_after_answer_ = !head.keep_alive || draining;
  phase = Phase::Body;
  const std::optional<std::string> refused = handler->on_head(session, head);
  if (phase == Phase::Closed) return;
  if (refused) return answer_and_close(*refused);
  body_left = head.framing == wire::BodyFraming::Length ? head.content_length : 0;
  if (body_left > limits.body_bytes_max) return reject(kBodyTooLarge);
  const std::string_view behind = input.view().substr(head.head_bytes);
  if (head.framing == wire::BodyFraming::Chunked || behind.size() < body_left) return begin_body();
  const auto body_bytes = static_cast<std::size_t>(body_left);
  ahead.append(behind.substr(body_bytes));
  hand_over(behind.substr(0, body_bytes));
}

void ServerSession::State::begin_body() {
  body_began = loop.now();
  body_received = 0;
  chunks = wire::ChunkedReader();
  phase_until = body_began + limits.body_rate_grace;
  set_clock();
  const std::string_view behind = input.view().substr(head.head_bytes);
  if (head.expect_continue && behind.empty()) session.write(kContinue);
  if (phase == Phase::Closed) return;
  // The head's bytes must not move any more, so what belongs to the body leaves them.
  body.room(static_cast<std::size_t>(std::min<std::uint64_t>(body_left, kTrustedLengthMax)));
  input.truncate(head.head_bytes);
  if (!behind.empty()) take_body(behind);
}

void ServerSession::State::take_body(std::string_view received) {
  body_received += received.size();
  if (head.framing == wire::BodyFraming::Length) return take_length_body(received);
  take_chunked_body(received);
}

void ServerSession::State::take_length_body(std::string_view received) {
  const auto taken = static_cast<std::size_t>(std::min<std::uint64_t>(body_left, received.size()));
  body.append(received.substr(0, taken));
  ahead.append(received.substr(taken));
  body_left -= taken;
  if (body_left == 0) hand_over(body.view());
}

void ServerSession::State::take_chunked_body(std::string_view received) {
  while (!received.empty() && chunks.state() == wire::ParseState::NeedMore) {
    const wire::ChunkedReader::Piece piece = chunks.read(received);
    if (piece.data.size() > limits.body_bytes_max - body.size()) return reject(kBodyTooLarge);
    body.append(piece.data);
    received.remove_prefix(piece.consumed);
  }
  if (chunks.state() == wire::ParseState::Rejected) return reject(chunks.rejection());
  if (chunks.state() != wire::ParseState::Done) return;
  ahead.append(received);
  if (body.empty()) body.room(1);  // so that the padding exists behind an empty body, too
  hand_over(body.view());
}

void ServerSession::State::hand_over(std::string_view whole) {
  phase = Phase::Answering;
  phase_until = MonotonicTime::never();
  set_clock();
  keep = session.shared_from_this();
  handler->on_request(session, head, whole);
}

void ServerSession::State::reject(const wire::Rejection& rejection) {
  session.close_after_answer_ = true;
  answer_and_close(handler->on_rejected(session, rejection));
}

void ServerSession::State::answer_and_close(std::string_view text) {
  if (phase == Phase::Closed) return;
  session.close_after_answer_ = true;
  phase = Phase::Answering;
  session.write(text);
  end_answer();
}

}  // namespace jurymast::http
