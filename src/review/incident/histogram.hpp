#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/time.hpp"

namespace jurymast::review {

/// A row of the histogram: what became of an operation, and in which arm. A refusal of the gateway's own is `refused:<why>`.
struct HistogramRow {
  std::string failure_class;
  std::string arm;
  friend auto operator<=>(const HistogramRow&, const HistogramRow&) = default;
};

/// Operations by class, arm and time. Bins are half-open and of one width; the counts add up to the operations of the scope.
struct Histogram {
  WallTime start;
  Duration width{0};
  std::size_t bins = 0;
  std::map<HistogramRow, std::vector<std::uint64_t>> rows;
  std::uint64_t operations = 0;
};

/// So many bins at most, whatever the length.
inline constexpr std::size_t kBinsMax = 60;

/// An empty one over that time: the smallest round width with which kBinsMax bins hold it.
Histogram histogram_over(WallTime from, WallTime to);
/// Counts an operation; what lies outside of the bins is passed over.
void count(Histogram& histogram, const HistogramRow& row, WallTime at);

}  // namespace jurymast::review
