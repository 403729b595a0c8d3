#include <algorithm>
#include <utility>

#include "http/session_state.hpp"

namespace jurymast::http {
namespace {

/// A buffer larger than this is freed between requests, so that idle connections stay small.
constexpr std::size_t kIdleBufferMax = 4 * limits::kKiB;
// Long enough for a whole body over the limit to arrive from a caller that reads no answer before it has sent everything.
/// What is sent at the end of the turn is copied; more than this is sent at once from where it is.
constexpr std::size_t kWriteSoonBytesMax = 16 * limits::kKiB;
constexpr std::size_t kLingerBytesMax = 2 * limits::kRequestBodyBytesMax;
constexpr Duration kLingerTimeMax = std::chrono::seconds(3);

std::size_t bytes_of(std::span<const std::string_view> pieces) {
  std::size_t bytes = 0;
  for (const std::string_view piece : pieces) bytes += piece.size();
  return bytes;
}

}  // namespace

void ServerSession::State::write(std::span<const std::string_view> pieces) {
  if (phase == Phase::Closed || phase == Phase::Lingering) return;
  std::size_t sent = 0;
  const bool soon = loop.poller().is_dispatching() && bytes_of(pieces) <= kWriteSoonBytesMax;
  if (pending() == 0 && !soon) {
    const IoResult result = channel->write_now(pieces);
    if (result.state == IoState::Ok) return;
    // The handler hears of it from the loop: it is in the middle of writing.
    if (result.state != IoState::WouldBlock) return close_soon();
    sent = result.bytes;
  }
  keep_unsent(pieces, sent);
  if (pending() > limits::kStreamWriteHighWatermark) over_watermark = true;
  if (soon) return write_soon();
  if (!write_due) wait_to_write();
}

void ServerSession::State::write_soon() {
  if (writing || std::exchange(write_due, true)) return;
  loop.poller().at_turn_end(std::shared_ptr<TurnEnd>(session.shared_from_this(), this));
}

void ServerSession::State::turn_ended() {
  if (std::exchange(write_due, false) && pending() > 0) on_writable(true);
}

void ServerSession::State::keep_unsent(std::span<const std::string_view> pieces, std::size_t sent) {
  // Moving the rest to the front is paid for by at least as many bytes sent before.
  if (output_sent > pending()) {
    output.erase(0, output_sent);
    output_sent = 0;
  }
  for (const std::string_view piece : pieces) {
    const std::size_t skipped = std::min(sent, piece.size());
    sent -= skipped;
    output.append(piece.substr(skipped));
  }
}

void ServerSession::State::wait_to_write() {
  if (writing || pending() == 0) return;
  writing = true;
  if (write_until == MonotonicTime::never()) {
    write_until = loop.now() + limits.write_stall_max;
    set_clock();
  }
  channel->wait_writable([self = session.shared_from_this()](bool ok) { self->state_->on_writable(ok); });
}

IoResult ServerSession::State::send_pending() {
  const std::string_view rest = std::string_view(output).substr(output_sent);
  const IoResult result = channel->write_now({&rest, 1});
  output_sent += result.bytes;
  return result;
}

void ServerSession::State::on_writable(bool ok) {
  writing = false;
  if (phase == Phase::Closed) return;
  const IoResult result = ok ? send_pending() : IoResult{IoState::Error, 0};
  if (result.state == IoState::End || result.state == IoState::Error) return lost();
  if (result.bytes > 0) write_until = MonotonicTime::never();
  if (pending() == 0) {
    output_sent = 0;
    output.clear();
    if (output.capacity() > kIdleBufferMax) output.shrink_to_fit();
  }
  wait_to_write();
  if (over_watermark && pending() < limits::kStreamWriteHighWatermark / 2) {
    over_watermark = false;
    if (phase == Phase::Answering && handler) handler->on_output_drained(session);
  }
  if (phase == Phase::Flushing && pending() == 0) answer_sent();
}

void ServerSession::State::end_answer() {
  if (phase != Phase::Answering) return;
  phase = Phase::Flushing;
  input.clear(kIdleBufferMax);
  body.clear(0);
  head_reader.reset();
  over_watermark = false;
  const std::shared_ptr<ServerSession> self = std::exchange(keep, nullptr);
  // Whoever called may have nothing but a reference to the session.
  if (self && self.use_count() == 1) loop.post([self] {});
  if (pending() == 0) answer_sent();
}

void ServerSession::State::answer_sent() {
  if (session.close_after_answer_) return linger(!aborting);
  phase = Phase::Idle;
  phase_until = loop.now() + limits.keep_alive_timeout;
  set_clock();
  if (ahead.empty()) {
    ahead.clear(0);
  } else if (!advancing) {
    loop.post([self = session.shared_from_this()] {
      if (self->state_->phase == Phase::Closed) return;
      self->state_->advance();
      self->state_->wait_for_input();
    });
  }
  wait_for_input();
}

void ServerSession::State::linger(bool clean) {
  phase = Phase::Lingering;
  phase_until = loop.now() + kLingerTimeMax;
  lingered = 0;
  input.clear(0);
  ahead.clear(0);
  channel->shutdown_send(clean);
  if (input_over) return close(false);
  set_clock();
  wait_for_input();
}

void ServerSession::State::discard() {
  ReceiveBuffer buffer(loop);
  const IoResult result = channel->discard_now(buffer.space());
  if (result.state == IoState::End || result.state == IoState::Error) return close(false);
  lingered += result.bytes;
  if (lingered > kLingerBytesMax) return close(false);
  wait_for_input();
}

}  // namespace jurymast::http
