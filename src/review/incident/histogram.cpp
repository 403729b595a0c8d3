#include "review/incident/histogram.hpp"

#include <algorithm>
#include <array>

namespace jurymast::review {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::array<Duration, 13> kWidths{seconds(1),  seconds(5),  seconds(10), seconds(30), minutes(1), minutes(2), minutes(5),
                                           minutes(10), minutes(15), minutes(30), hours(1),    hours(6),   hours(24)};

Duration width_for(Duration length) {
  const auto fits = [&](Duration width) { return length <= width * static_cast<std::int64_t>(kBinsMax - 1); };
  const auto found = std::find_if(kWidths.begin(), kWidths.end(), fits);
  return found != kWidths.end() ? *found : length / static_cast<std::int64_t>(kBinsMax - 1) + Duration(1);
}

}  // namespace

Histogram histogram_over(WallTime from, WallTime to) {
  Histogram histogram;
  histogram.width = width_for(std::max(to - from, Duration(1)));
  // Bins of a round width begin at round times, so that two charts can be laid beside each other.
  histogram.start = WallTime{from.since_epoch - from.since_epoch % histogram.width};
  const Duration length = std::max(to - histogram.start, Duration(1));
  histogram.bins = static_cast<std::size_t>((length + histogram.width - Duration(1)) / histogram.width);
  return histogram;
}

void count(Histogram& histogram, const HistogramRow& row, WallTime at) {
  if (at < histogram.start) return;
  const auto bin = static_cast<std::uint64_t>((at - histogram.start) / histogram.width);
  if (bin >= histogram.bins) return;
  auto [counts, added] = histogram.rows.try_emplace(row);
  if (added) counts->second.resize(histogram.bins);
  ++counts->second[bin];
  ++histogram.operations;
}

}  // namespace jurymast::review
