#include "policy/breaker.hpp"

#include <algorithm>

namespace jurymast::policy {
namespace {

using record::BreakerState;
using record::Denial;

/// While a probe is out nobody knows when it comes back; it is told as soon.
constexpr Duration kProbeWait = std::chrono::seconds(1);
/// The share of a ramp that passes at its very beginning.
constexpr std::int64_t kRampFloorDivisor = 10;
/// The random part of an open time: 20 % to either side.
constexpr std::int64_t kOpenJitterDivisor = 5;
constexpr auto kWindowMax = static_cast<std::int64_t>(kBreakerWindowSecondsMax);

std::int64_t second_of(MonotonicTime t) { return std::chrono::duration_cast<std::chrono::seconds>(t.since_origin).count(); }

}  // namespace

Duration open_time(const BreakerSettings& settings, unsigned failed_probes) {
  Duration d = std::min(settings.open_base, settings.open_cap);
  for (unsigned i = 0; i < failed_probes && d < settings.open_cap; ++i) d = std::min(d + d / 2, settings.open_cap);
  return d;
}

BreakerState Breaker::state(const BreakerSettings& settings, MonotonicTime now) const {
  if (!settings.enabled) return BreakerState::Closed;
  if (form_ == Form::Open) return now < until_ ? BreakerState::Open : BreakerState::HalfOpen;
  return form_ == Form::Ramp && now - ramp_began_ < settings.ramp ? BreakerState::Ramp : BreakerState::Closed;
}

std::optional<MonotonicTime> Breaker::opened_at(const BreakerSettings& settings, MonotonicTime now) const {
  if (state(settings, now) == BreakerState::Closed) return std::nullopt;
  return opened_at_;
}

BreakerAnswer Breaker::ask(const BreakerSettings& settings, const AdmissionAsk& attempt, MonotonicTime now, Random& random) const {
  const bool arrival = attempt.kind == AttemptKind::Arrival;
  switch (state(settings, now)) {
    case BreakerState::Closed: return {};
    case BreakerState::Open: return {Denial::BreakerOpen, false, until_};
    case BreakerState::HalfOpen: {
      const MonotonicTime last_resort = until_ + settings.open_cap;
      const bool waits = attempt.probing == Probing::LastResort && now < last_resort;
      if (waits && !probe_in_flight_) return {Denial::BreakerOpen, false, last_resort};
      if (!arrival || waits || attempt.probing == Probing::Never || probe_in_flight_) return {Denial::BreakerOpen, false, now + kProbeWait};
      return {Denial::None, true, std::nullopt};
    }
    case BreakerState::Ramp: break;
  }
  if (!arrival || !attempt.has_alternative) return {};
  const Duration passed = std::max(now - ramp_began_, settings.ramp / kRampFloorDivisor);
  const bool passes =
      random.chance(static_cast<std::uint64_t>(passed.count()), static_cast<std::uint64_t>(settings.ramp.count()));
  return passes ? BreakerAnswer{} : BreakerAnswer{Denial::Ramp, false, now};
}

void Breaker::settle(const BreakerSettings& settings, const BreakerResult& result, MonotonicTime now, Random& random) {
  if (result.probe && result.epoch == epoch_) probe_in_flight_ = false;
  if (!settings.enabled || result.epoch != epoch_) return;
  if (form_ == Form::Open) {
    if (result.probe) settle_probe(settings, result.effect, now, random);
    return;
  }
  if (result.effect != BreakerEffect::Good && result.effect != BreakerEffect::Bad) return;
  count(result, now);
  if (!must_open(settings, now)) return;
  if (state(settings, now) == BreakerState::Closed) opened_at_ = now;
  failed_probes_ = 0;
  open(settings, now, random);
}

void Breaker::settle_probe(const BreakerSettings& settings, BreakerEffect effect, MonotonicTime now, Random& random) {
  if (effect == BreakerEffect::Bad) {
    ++failed_probes_;
    open(settings, now, random);
  } else if (effect == BreakerEffect::Good && ++good_probes_ >= settings.probes_to_close) {
    close(now);
  }
}

void Breaker::open(const BreakerSettings& settings, MonotonicTime now, Random& random) {
  const Duration middle = open_time(settings, failed_probes_);
  const Duration spread = middle / kOpenJitterDivisor;
  until_ = now + std::min(middle - spread + random.jitter(2 * spread), settings.open_cap);
  form_ = Form::Open;
  good_probes_ = 0;
  probe_in_flight_ = false;
  ++epoch_;
}

void Breaker::clear() {
  const std::uint32_t next_epoch = epoch_ + 1;
  *this = Breaker();
  epoch_ = next_epoch;
}

void Breaker::close(MonotonicTime now) {
  form_ = Form::Ramp;
  ramp_began_ = now;
  failed_probes_ = 0;
  consecutive_bad_ = 0;
  window_.fill({});
}

void Breaker::count(const BreakerResult& result, MonotonicTime now) {
  const std::int64_t number = second_of(now);
  Second& second = window_[static_cast<std::size_t>(number) % window_.size()];
  if (second.number != number) second = {.number = number};
  const bool bad = result.effect == BreakerEffect::Bad;
  ++second.attempts;
  second.bad += bad ? 1 : 0;
  second.streams += result.streamed ? 1 : 0;
  second.slow += result.streamed && result.slow_first_token ? 1 : 0;
  consecutive_bad_ = bad ? consecutive_bad_ + 1 : 0;
}

bool Breaker::must_open(const BreakerSettings& settings, MonotonicTime now) const {
  if (consecutive_bad_ >= settings.consecutive) return true;
  const std::int64_t asked = std::chrono::duration_cast<std::chrono::seconds>(settings.window).count();
  const std::int64_t seconds = std::clamp<std::int64_t>(asked, 1, kWindowMax);
  const std::int64_t current = second_of(now);
  Second sum;
  for (const Second& second : window_) {
    if (second.number < 0 || second.number > current || second.number <= current - seconds) continue;
    sum.attempts += second.attempts;
    sum.bad += second.bad;
    sum.streams += second.streams;
    sum.slow += second.slow;
  }
  const auto reached = [](std::uint64_t part, std::uint64_t whole, unsigned percent, unsigned whole_min) {
    return whole >= whole_min && whole > 0 && part * 100 >= whole * percent;
  };
  return reached(sum.bad, sum.attempts, settings.ratio_percent, settings.ratio_attempts_min) ||
         reached(sum.slow, sum.streams, settings.slow_percent, settings.slow_streams_min);
}

}  // namespace jurymast::policy
