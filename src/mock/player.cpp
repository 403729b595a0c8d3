#include "mock/player.hpp"

#include <utility>

#include "base/limits.hpp"

namespace jurymast::mock {

void Player::start(http::ServerSession& session, const Plan& plan, std::function<void()> done) {
  session_ = &session;
  cursor_.emplace(plan);
  next_.reset();
  due_ = loop_.now();
  blocked_ = false;
  sent_ = 0;
  done_ = std::move(done);
  advance();
}

void Player::advance() {
  while (true) {
    if (!next_) {
      PlanCursor::Write write;
      if (!cursor_->next(write)) break;
      // Counted from when the last bytes were due, so that a late turn of the loop does not add up.
      due_ = due_ + write.wait;
      next_ = write;
    }
    if (due_ > loop_.now()) return timer_.set(due_, [this] { advance(); });
    if (!next_->bytes.empty()) session_->write(next_->bytes);
    sent_ += next_->bytes.size();
    next_.reset();
    if (session_->pending_bytes() > limits::kStreamWriteHighWatermark) {
      blocked_ = true;
      return;
    }
  }
  // The last call, as what it does may start the next plan.
  const auto done = std::exchange(done_, nullptr);
  done();
}

void Player::on_drained() {
  if (!std::exchange(blocked_, false)) return;
  due_ = loop_.now();
  advance();
}

void Player::stop() {
  timer_.cancel();
  blocked_ = false;
  done_ = nullptr;
}

}  // namespace jurymast::mock
