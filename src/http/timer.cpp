#include <algorithm>
#include <boost/asio/steady_timer.hpp>
#include <utility>

#include "http/loop.hpp"

namespace jurymast::http {
namespace {

/// Longer waits are cut into pieces, so that no time of ours can overflow the library's clock.
constexpr Duration kWaitMax = std::chrono::hours(1);

}  // namespace

struct Timer::State : std::enable_shared_from_this<State> {
  explicit State(Loop& on) : loop(on), timer(on.context()) {}

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

Timer::Timer(Loop& loop) : state_(std::make_shared<State>(loop)) {}

Timer::~Timer() {
  cancel();
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
