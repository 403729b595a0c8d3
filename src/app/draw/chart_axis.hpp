#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "sim/tally.hpp"

namespace jurymast::app {

/// How many pieces a curve has at most; where a run has more seconds, each piece is the mean of several.
inline constexpr std::size_t kCurvePiecesMax = 100;

/// The time of a run, from its beginning to its end, cut into pieces of whole seconds.
class TimeAxis {
 public:
  explicit TimeAxis(Duration length);

  std::int64_t seconds() const { return seconds_; }
  /// How far along an axis of that length a moment stands.
  int position(Duration at, int length) const;
  /// Round moments, a handful.
  std::vector<Duration> ticks() const;
  Duration begin_of(std::size_t piece) const { return std::chrono::seconds(static_cast<std::int64_t>(piece) * piece_seconds_); }
  /// The mean of a count in each piece, in thousandths a second. Seconds that a tally has not are empty.
  std::vector<std::uint64_t> rates(const std::vector<sim::TallySecond>& tally,
                                   const std::function<std::uint64_t(const sim::TallySecond&)>& count) const;

 private:
  std::int64_t seconds_;
  std::int64_t piece_seconds_;
};

/// How rates are spread over an axis.
enum class Spread : unsigned char {
  Even,
  Decades,  ///< from nothing to 1 evenly, and from there on each tenfold as far as that: a trickle is seen beside a flood
};

/// Rates from nothing to the next round number above the greatest, in thousandths a second.
class RateAxis {
 public:
  RateAxis(std::uint64_t most_milli, Spread spread);

  int position(std::uint64_t milli, int length) const;
  /// Nothing, the middle and the end; or nothing, 1, 10, and so on.
  std::vector<std::uint64_t> ticks() const;

 private:
  std::uint64_t end_milli_;
  Spread spread_;
};

/// `250`, `2.5`: a rate from thousandths.
std::string rate_text(std::uint64_t milli);

}  // namespace jurymast::app
