#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace jurymast::sim {

/// What must hold at every moment of every run.
enum class Invariant : unsigned char {
  WindowBound,
  WireBound,
  RetriesPaid,
  AttemptCaps,
  NothingAfterCommit,
  OneAttemptsBytes,
  EndsOnce,
  EndsInTime,
  RecordedOnce,
  RecordTrue,
  OpenMeansClosed,
  OpensForCause,
  PauseKept,
  OneProbe,
  WithinCaps,
  NoUnsafeResend,
  GoneMeansClosed,
  TokensInRange,
  BreakersRecover,
  ServiceRecovers,
  ErrorsSayHow,
  OneConfiguration,
  WaitsSpread,
  KillObeyed,
  ExposureAllowed,
  ExposureShare,
  ShadowsTeachNothing,
};
inline constexpr std::size_t kInvariantCount = 27;

struct InvariantRow {
  std::string_view name;
  std::string_view meaning;  ///< what the measured value is, and what bounds it
};
const InvariantRow& row_of(Invariant invariant);

/// A value that went over its bound.
struct Violation {
  Invariant invariant = Invariant::WindowBound;
  Duration at{0};
  std::uint32_t subject = 0;  ///< an operation or a target's slot
  std::int64_t value = 0;
  std::int64_t bound = 0;
};
std::string describe(const Violation& violation);

/// Counts what was checked, keeps the worst value of each invariant against its bound and the first violation of all.
class Ledger {
 public:
  struct Entry {
    std::uint64_t checked = 0;
    std::int64_t worst = 0;  ///< the value that came closest to its bound, or went furthest over it
    std::int64_t bound = 0;
  };
  struct Measure {
    std::int64_t value = 0;
    std::int64_t bound = 0;
    std::uint32_t subject = 0;
  };

  void at(Duration elapsed) { elapsed_ = elapsed; }
  void measure(Invariant invariant, Measure measure) {
    Entry& entry = entries_[static_cast<std::size_t>(invariant)];
    if (entry.checked++ == 0 || measure.value - measure.bound > entry.worst - entry.bound) {
      entry.worst = measure.value;
      entry.bound = measure.bound;
    }
    if (measure.value > measure.bound && !violation_) {
      violation_ = Violation{invariant, elapsed_, measure.subject, measure.value, measure.bound};
    }
  }
  /// For what may not happen at all.
  void require(Invariant invariant, bool holds, std::uint32_t subject) { measure(invariant, {holds ? 0 : 1, 0, subject}); }
  /// Adds another run's entries to this one's.
  void merge(const Ledger& other);

  const Entry& entry(Invariant invariant) const { return entries_[static_cast<std::size_t>(invariant)]; }
  const std::optional<Violation>& violation() const { return violation_; }

 private:
  std::array<Entry, kInvariantCount> entries_{};
  std::optional<Violation> violation_;
  Duration elapsed_{0};
};

}  // namespace jurymast::sim
