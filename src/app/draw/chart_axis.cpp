#include "app/draw/chart_axis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace jurymast::app {
namespace {

constexpr std::int64_t kTicksMax = 8;
constexpr std::array<std::int64_t, 15> kTickSeconds{1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600, 10'800, 21'600, 86'400};

constexpr std::uint64_t kOneMilli = 1000;

/// The logarithms of 1 to 10, in thousandths; between two of them a straight line is near enough for a drawing.
constexpr std::array<std::uint64_t, 10> kLogarithmsMilli{0, 301, 477, 602, 699, 778, 845, 903, 954, 1000};

/// How many decades above 1 a rate is, and one more; below 1 the rate itself. In thousandths.
std::uint64_t decades_milli(std::uint64_t milli) {
  if (milli < kOneMilli) return milli;
  std::uint64_t decades = kOneMilli;
  std::uint64_t unit = kOneMilli;
  for (; milli >= unit * 10; unit *= 10) decades += 1000;
  const std::uint64_t digit = milli / unit;
  const std::uint64_t below = kLogarithmsMilli[digit - 1];
  return decades + below + (kLogarithmsMilli[digit] - below) * (milli - digit * unit) / unit;
}

std::int64_t up_to(std::int64_t whole, std::int64_t parts) { return (whole + parts - 1) / parts; }

}  // namespace

TimeAxis::TimeAxis(Duration length)
    : seconds_(std::max<std::int64_t>(1, length / std::chrono::seconds(1))),
      piece_seconds_(up_to(seconds_, static_cast<std::int64_t>(kCurvePiecesMax))) {}

int TimeAxis::position(Duration at, int length) const { return static_cast<int>(at / std::chrono::seconds(1) * length / seconds_); }

std::vector<Duration> TimeAxis::ticks() const {
  const auto* const step =
      std::find_if(kTickSeconds.begin(), kTickSeconds.end(), [&](std::int64_t seconds) { return seconds_ / seconds <= kTicksMax; });
  const std::int64_t apart = step == kTickSeconds.end() ? up_to(seconds_, kTicksMax) : *step;
  std::vector<Duration> ticks;
  for (std::int64_t at = 0; at <= seconds_; at += apart) ticks.emplace_back(std::chrono::seconds(at));
  return ticks;
}

std::vector<std::uint64_t> TimeAxis::rates(const std::vector<sim::TallySecond>& tally,
                                           const std::function<std::uint64_t(const sim::TallySecond&)>& count) const {
  std::vector<std::uint64_t> rates;
  for (std::int64_t begin = 0; begin < seconds_; begin += piece_seconds_) {
    const std::int64_t end = std::min(begin + piece_seconds_, seconds_);
    std::uint64_t sum = 0;
    for (auto i = static_cast<std::size_t>(begin); i < std::min(static_cast<std::size_t>(end), tally.size()); ++i) {
      sum += count(tally[i]);
    }
    rates.push_back(sum * 1000 / static_cast<std::uint64_t>(end - begin));
  }
  return rates;
}

RateAxis::RateAxis(std::uint64_t most_milli, Spread spread) : end_milli_(kOneMilli), spread_(spread) {
  for (std::uint64_t power = kOneMilli; end_milli_ < most_milli; power *= 10) {
    for (const std::uint64_t factor : {1U, 2U, 3U, 4U, 5U, 6U, 8U, 10U}) {
      end_milli_ = power * factor;
      if (end_milli_ >= most_milli) break;
    }
  }
}

int RateAxis::position(std::uint64_t milli, int length) const {
  const std::uint64_t rate = std::min(milli, end_milli_);
  const bool even = spread_ == Spread::Even;
  const std::uint64_t part = even ? rate : decades_milli(rate);
  return static_cast<int>(part * static_cast<std::uint64_t>(length) / (even ? end_milli_ : decades_milli(end_milli_)));
}

std::vector<std::uint64_t> RateAxis::ticks() const {
  if (spread_ == Spread::Even) return {0, end_milli_ / 2, end_milli_};
  std::vector<std::uint64_t> ticks{0};
  for (std::uint64_t tick = kOneMilli; tick <= end_milli_; tick *= 10) ticks.push_back(tick);
  return ticks;
}

std::string rate_text(std::uint64_t milli) {
  return milli % 1000 == 0 ? std::to_string(milli / 1000) : fmt::format("{}.{}", milli / 1000, milli % 1000 / 100);
}

}  // namespace jurymast::app
