#include <algorithm>

#include "http/session_state.hpp"

namespace jurymast::http {
namespace {

constexpr wire::Rejection kHeadTooSlow{408, "request head took too long"};
constexpr wire::Rejection kBodyTooSlow{408, "request body came too slowly"};

}  // namespace

MonotonicTime ServerSession::State::next_moment() const { return std::min(phase_until, write_until); }

void ServerSession::State::set_clock() {
  timer.set(next_moment(), [this] { on_clock(); });
}

void ServerSession::State::on_clock() {
  const std::shared_ptr<ServerSession> self = session.shared_from_this();
  const MonotonicTime now = loop.now();
  if (now < next_moment()) return set_clock();
  if (now >= write_until) return lost();
  switch (phase) {
    case Phase::Head: return reject(kHeadTooSlow);
    case Phase::Body: return check_body_rate(now);
    default: return close(false);
  }
}

void ServerSession::State::check_body_rate(MonotonicTime now) {
  const std::uint64_t floor = std::max<std::uint64_t>(limits.body_rate_floor_bytes_per_second, 1);
  // What came so far keeps the average above the floor until this moment.
  const MonotonicTime good_until = body_began + std::chrono::microseconds(body_received * 1'000'000 / floor);
  if (good_until <= now) return reject(kBodyTooSlow);
  phase_until = good_until;
  set_clock();
}

}  // namespace jurymast::http
