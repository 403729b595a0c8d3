#pragma once
#include <array>
#include <cstdint>
#include <optional>

#include "base/random.hpp"
#include "base/time.hpp"
#include "policy/class_table.hpp"
#include "policy/fleet_port.hpp"
#include "policy/snapshot.hpp"
#include "record/vocabulary.hpp"

namespace jurymast::policy {

/// The longest window a breaker can look back over.
inline constexpr std::size_t kBreakerWindowSecondsMax = 60;

/// How a question to a breaker was answered.
struct BreakerAnswer {
  record::Denial denial = record::Denial::None;
  bool probe = false;
  std::optional<MonotonicTime> open_again;
};

/// What a breaker is told of an attempt that has ended.
struct BreakerResult {
  BreakerEffect effect = BreakerEffect::Good;
  std::uint32_t epoch = 0;
  bool probe = false;
  bool streamed = false;
  bool slow_first_token = false;
};

/// Keeps requests away from a target that fails: closed → open → probes, one at a time → ramp → closed. Only attempts that began
/// after the last opening count.
class Breaker {
 public:
  /// May this attempt pass? Changes nothing; a draw decides in the ramp.
  BreakerAnswer ask(const BreakerSettings& settings, const AdmissionAsk& attempt, MonotonicTime now, Random& random) const;
  /// The attempt that was let pass as a probe is on its way.
  void begin_probe() { probe_in_flight_ = true; }
  /// Counts how an attempt ended; may open or close.
  void settle(const BreakerSettings& settings, const BreakerResult& result, MonotonicTime now, Random& random);
  /// An operator says that the target is good again; attempts that began before do not count.
  void clear();

  record::BreakerState state(const BreakerSettings& settings, MonotonicTime now) const;
  std::uint32_t epoch() const { return epoch_; }
  bool probe_in_flight() const { return probe_in_flight_; }
  /// When it lets the next probe pass; only of use while it is open.
  MonotonicTime open_until() const { return until_; }
  /// When the trouble began that it has not closed from yet; failed probes and a relapse in the ramp belong to it. None while it is closed.
  std::optional<MonotonicTime> opened_at(const BreakerSettings& settings, MonotonicTime now) const;

 private:
  enum class Form : unsigned char { Closed, Open, Ramp };
  /// One second of the window.
  struct Second {
    std::int64_t number = -1;
    std::uint32_t attempts = 0;
    std::uint32_t bad = 0;
    std::uint32_t streams = 0;
    std::uint32_t slow = 0;
  };

  void count(const BreakerResult& result, MonotonicTime now);
  bool must_open(const BreakerSettings& settings, MonotonicTime now) const;
  void open(const BreakerSettings& settings, MonotonicTime now, Random& random);
  void settle_probe(const BreakerSettings& settings, BreakerEffect effect, MonotonicTime now, Random& random);
  void close(MonotonicTime now);

  Form form_ = Form::Closed;
  bool probe_in_flight_ = false;
  std::uint32_t epoch_ = 0;
  unsigned failed_probes_ = 0;
  unsigned good_probes_ = 0;
  unsigned consecutive_bad_ = 0;
  MonotonicTime until_;
  MonotonicTime opened_at_;
  MonotonicTime ramp_began_;
  std::array<Second, kBreakerWindowSecondsMax + 1> window_{};
};

/// How long a breaker stays open after `failed_probes` failures in a row, without its random part.
Duration open_time(const BreakerSettings& settings, unsigned failed_probes);

}  // namespace jurymast::policy
