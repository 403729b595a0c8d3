#include "sim/invariants/breaker_watch.hpp"

#include <algorithm>

namespace jurymast::sim {
namespace {

enum class Blame : unsigned char { None, Target, Nobody };

Blame blame_for(FailureClass failure_class) {
  switch (failure_class) {
    case FailureClass::WrongSurface:
    case FailureClass::Overloaded:
    case FailureClass::UpstreamError:
    case FailureClass::TimeoutConnect:
    case FailureClass::TimeoutFirstToken:
    case FailureClass::TimeoutStall:
    case FailureClass::TimeoutTotal:
    case FailureClass::NetworkDns:
    case FailureClass::NetworkConnect:
    case FailureClass::NetworkTls:
    case FailureClass::NetworkReset:
    case FailureClass::Truncated:
    case FailureClass::Malformed:
    case FailureClass::Empty:
    case FailureClass::ContractMismatch:
      return Blame::Target;
    case FailureClass::Auth:
    case FailureClass::RateLimited:
    case FailureClass::QuotaExhausted:
    case FailureClass::Cancelled:
      return Blame::Nobody;
    default:
      return Blame::None;
  }
}

/// The breaker counts by whole seconds, so its window may reach that much further back.
constexpr Duration kWindowSlack = std::chrono::seconds(1);
/// No window is longer than a minute.
constexpr Duration kResultsKept = std::chrono::seconds(62);

std::int64_t part_of(unsigned whole, unsigned percent) { return (static_cast<std::int64_t>(whole) * percent + 99) / 100; }

}  // namespace

void BreakerWatch::admitted(record::BreakerState before, bool probe, const Where& where) {
  using record::BreakerState;
  const bool guarded = before == BreakerState::Open || (before == BreakerState::HalfOpen && !probe);
  where.ledger.require(Invariant::OpenMeansClosed, !guarded, where.slot);
  probes_ += probe ? 1 : 0;
  where.ledger.measure(Invariant::OneProbe, {probes_, 1, where.slot});
}

void BreakerWatch::settled(const policy::Settlement& settlement, std::uint32_t epoch_before, MonotonicTime now) {
  probes_ -= settlement.probe ? 1 : 0;
  const Blame blame = blame_for(settlement.failure_class);
  if (settlement.breaker_epoch != epoch_before || blame == Blame::Nobody) return;
  bad_in_a_row_ = blame == Blame::Target ? bad_in_a_row_ + 1 : 0;
  while (!results_.empty() && results_.front().at < now - kResultsKept) results_.pop_front();
  results_.push_back({now, blame == Blame::Target, settlement.streamed && settlement.slow_first_token});
}

void BreakerWatch::opened(const policy::BreakerSettings& settings, bool was_closed, MonotonicTime now, const Where& where) {
  opened_at_ = now;
  chances_ = 0;
  if (!was_closed) return;
  where.ledger.measure(Invariant::OpensForCause, {std::max<std::int64_t>(missing_cause(settings), 0), 0, where.slot});
}

/// How many failures there were too few, by the rule that came closest.
std::int64_t BreakerWatch::missing_cause(const policy::BreakerSettings& settings) const {
  const MonotonicTime oldest = results_.empty() ? MonotonicTime{} : results_.back().at - settings.window - kWindowSlack;
  std::int64_t bad = 0;
  std::int64_t slow = 0;
  for (const Result& result : results_) {
    if (result.at < oldest) continue;
    bad += result.bad ? 1 : 0;
    slow += result.slow ? 1 : 0;
  }
  return std::min({static_cast<std::int64_t>(settings.consecutive) - bad_in_a_row_,
                   part_of(settings.ratio_attempts_min, settings.ratio_percent) - bad,
                   part_of(settings.slow_streams_min, settings.slow_percent) - slow});
}

void BreakerWatch::arrival_asked(const policy::BreakerSettings& settings, record::BreakerState before, MonotonicTime now) {
  const bool open = before == record::BreakerState::Open || before == record::BreakerState::HalfOpen;
  if (open && probes_ == 0 && now - opened_at_ >= settings.open_cap) ++chances_;
}

}  // namespace jurymast::sim
