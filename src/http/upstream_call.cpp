#include <algorithm>
#include <utility>

#include "http/upstream_call_state.hpp"

namespace jurymast::http {

UpstreamCall::UpstreamCall(UpstreamPool& pool, Handler& handler) : state_(std::make_shared<State>(pool.state(), handler)) {}
UpstreamCall::~UpstreamCall() { state_->cancel(); }

void UpstreamCall::start(Request request) {
  state_->request = std::move(request);
  state_->loop.poller().at_turn_end(state_);
}

void UpstreamCall::pause() { state_->paused = true; }
void UpstreamCall::resume() { state_->resume(); }
void UpstreamCall::cancel() { state_->cancel(); }

UpstreamCall::State::State(std::shared_ptr<UpstreamPool::State> from, UpstreamCall::Handler& to)
    : pool(std::move(from)), loop(pool->loop), handler(&to) {}

void UpstreamCall::State::turn_ended() {
  if (!over()) begin();
}

void UpstreamCall::State::begin() {
  unsent.reserve(1 + request.body.size());
  unsent.push_back(request.head);
  unsent.insert(unsent.end(), request.body.begin(), request.body.end());
  if (auto idle = request.fresh ? nullptr : pool->take(request.endpoint.key)) return use(std::move(idle), true);
  dial = std::make_shared<Dial>(loop, pool->resolver, request.endpoint, *this);
  dial->start();
}

void UpstreamCall::State::dialed() {
  const auto self = shared_from_this();
  handler->on_dialed();
}

void UpstreamCall::State::connected(std::unique_ptr<Channel> fresh) {
  const auto self = shared_from_this();
  dial.reset();
  use(std::move(fresh), false);
}

void UpstreamCall::State::dial_failed(TransportFailure failure) {
  const auto self = shared_from_this();
  fail(failure);
}

void UpstreamCall::State::use(std::unique_ptr<Channel> chosen, bool is_reused) {
  channel = std::move(chosen);
  reused = is_reused;
  handler->on_connected(reused);
  if (over()) return;
  send();
  if (!over() && !paused) wait_to_read();
}

void UpstreamCall::State::send() {
  const IoResult result = channel->write_now(unsent);
  // TLS may have handed part of a record to the kernel before it had to stop.
  bytes_sent = bytes_sent || result.bytes > 0 || (channel->is_tls() && result.state != IoState::Ok);
  sent(result.bytes);
  if (result.state == IoState::WouldBlock) return wait_to_send();
  if (result.state != IoState::Ok) {
    // An answer may have come before the connection broke; reading tells.
    sending_failed = true;
    return;
  }
  request_complete = true;
  request.body = {};
  handler->on_request_sent();
}

void UpstreamCall::State::sent(std::size_t bytes) {
  auto piece = unsent.begin();
  while (piece != unsent.end() && bytes >= piece->size()) {
    bytes -= piece->size();
    ++piece;
  }
  if (piece != unsent.end()) piece->remove_prefix(bytes);
  unsent.erase(unsent.begin(), piece);
}

void UpstreamCall::State::wait_to_send() {
  if (sending) return;
  sending = true;
  channel->wait_writable([self = shared_from_this()](bool /*ok*/) {
    self->sending = false;
    if (!self->over() && !self->sending_failed) self->send();
  });
}

void UpstreamCall::State::cancel() {
  handler = nullptr;
  if (dial) dial->cancel();
  dial.reset();
  if (channel) channel->close();
}

}  // namespace jurymast::http
