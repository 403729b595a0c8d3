#include "http/server_session.hpp"

#include <array>
#include <utility>

#include "http/session_state.hpp"

namespace jurymast::http {

ServerSession::ServerSession() = default;
ServerSession::~ServerSession() = default;

std::shared_ptr<ServerSession> ServerSession::start(std::unique_ptr<Channel> channel, const SessionLimits& limits,
                                                    std::unique_ptr<SessionHandler> handler, std::string peer_address) {
  const std::shared_ptr<ServerSession> session(new ServerSession());
  session->peer_address_ = std::move(peer_address);
  session->state_ = std::make_unique<State>(*session, std::move(channel), limits, std::move(handler));
  session->state_->begin();
  return session;
}

void ServerSession::write(std::span<const std::string_view> pieces) { state_->write(pieces); }

void ServerSession::write(std::string_view text) {
  const std::array<std::string_view, 1> pieces{text};
  state_->write(pieces);
}

std::size_t ServerSession::pending_bytes() const { return state_->pending(); }
void ServerSession::end_answer() { state_->end_answer(); }

void ServerSession::abort_answer() {
  state_->aborting = true;
  close_after_answer_ = true;
  state_->end_answer();
}

void ServerSession::close(bool with_reset) { state_->close(with_reset); }

void ServerSession::close_after_next_answer() { state_->draining = true; }

void ServerSession::drain() {
  state_->draining = true;
  close_after_answer_ = true;
  if (state_->phase == State::Phase::Handshake) return state_->close(false);
  const bool idle = state_->phase == State::Phase::Idle && state_->input.empty() && state_->ahead.empty();
  // A request that has arrived but was not read yet still gets its answer.
  if (idle && state_->channel->looks_alive()) state_->close(false);
}

void ServerSession::when_closed(std::function<void()> closed) { state_->closed_call = std::move(closed); }
Loop& ServerSession::loop() { return state_->loop; }
Channel& ServerSession::channel() { return *state_->channel; }

ServerSession::State::State(ServerSession& owner, std::unique_ptr<Channel> on, const SessionLimits& with,
                            std::unique_ptr<SessionHandler> to)
    : session(owner), loop(on->loop()), limits(with), channel(std::move(on)), handler(std::move(to)), timer(loop) {}

void ServerSession::State::begin() {
  phase_until = loop.now() + limits.head_timeout;
  phase = channel->is_tls() ? Phase::Handshake : Phase::Idle;
  set_clock();
  wait_for_input();
}

void ServerSession::State::shake_hands() {
  const IoResult result = channel->handshake_now();
  if (result.state == IoState::Error || result.state == IoState::End) return close(false);
  if (result.state == IoState::Ok) phase = Phase::Idle;
  wait_for_input();
}

void ServerSession::State::close(bool with_reset) {
  if (phase == Phase::Closed) return;
  // An orderly end comes behind what was written.
  if (std::exchange(write_due, false) && !with_reset) send_pending();
  phase = Phase::Closed;
  timer.cancel();
  if (with_reset) {
    channel->reset();
  } else {
    channel->close();
  }
  input.clear(0);
  ahead.clear(0);
  output.clear();
  output_sent = 0;
  // The handler may be what called, and may hold the session in turn: both are let go from the loop.
  const std::shared_ptr<SessionHandler> last(std::move(handler));
  loop.post([last, self = session.shared_from_this()] {});
  keep.reset();
  if (const auto call = std::exchange(closed_call, nullptr)) call();
}

void ServerSession::State::lost() {
  const bool answering = phase == Phase::Answering;
  SessionHandler* const informed = handler.get();
  close(false);
  if (answering) informed->on_client_gone(session);
}

void ServerSession::State::close_soon() {
  loop.post([self = session.shared_from_this()] {
    if (self->state_->phase != Phase::Closed) self->state_->lost();
  });
}

}  // namespace jurymast::http
