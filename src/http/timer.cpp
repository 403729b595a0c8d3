#include <algorithm>
#include <boost/asio/steady_timer.hpp>
#include <utility>

#include "http/loop.hpp"

namespace jurymast::http {
namespace {

/// Longer waits are cut into pieces, so that no time of ours can overflow the library's clock.
constexpr Duration kWaitMax = std::chrono::hours(1);
constexpr std::size_t kSpareTimersMax = 64;

}  // namespace

struct TimerState : std::enable_shared_from_this<TimerState> {
  explicit TimerState(Loop& on) : loop(on), timer(on.context()) {}

  void arm(MonotonicTime at) {
    armed = at;
    timer.expires_after(std::clamp(at - loop.now(), Duration(0), kWaitMax));
    timer.async_wait([state = shared_from_this(), at](const boost::system::error_code& failed) {
      // A wait that had run out before it was moved still arrives here; only the last one set counts.
      if (!failed && state->armed == at) state->expired();
    });
  }

  void expired() {
    armed = MonotonicTime::never();
    if (wanted == MonotonicTime::never()) return;
    if (loop.now() < wanted) return arm(wanted);
    wanted = MonotonicTime::never();
    const auto call = std::exchange(fire, nullptr);
    call();
  }

  Loop& loop;
  boost::asio::steady_timer timer;
  MonotonicTime wanted = MonotonicTime::never();
  MonotonicTime armed = MonotonicTime::never();
  std::function<void()> fire;
};

Timer::Timer(Loop& loop) {
  if (loop.spare_timers_.empty()) {
    state_ = std::make_shared<TimerState>(loop);
  } else {
    state_ = std::move(loop.spare_timers_.back());
    loop.spare_timers_.pop_back();
  }
}

Timer::~Timer() {
  cancel();
  Loop& loop = state_->loop;
  if (!loop.ending_ && loop.spare_timers_.size() < kSpareTimersMax) {
    loop.spare_timers_.push_back(std::move(state_));
    return;
  }
  state_->armed = MonotonicTime::never();
  state_->timer.cancel();
}

void Timer::set(MonotonicTime at, std::function<void()> fire) {
  if (at == MonotonicTime::never()) return cancel();
  state_->wanted = at;
  state_->fire = std::move(fire);
  if (at < state_->armed) state_->arm(at);
}

void Timer::cancel() {
  state_->wanted = MonotonicTime::never();
  state_->fire = nullptr;
}

}  // namespace jurymast::http
