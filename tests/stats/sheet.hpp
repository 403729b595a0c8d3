#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace jurymast::stats {

/// Between which values a figure was found before, in percent or in operations.
struct Expected {
  double low = 0;
  double high = 0;
};

/// How long it took in each run until a test decided.
struct Detection {
  std::vector<std::uint64_t> operations;
  std::vector<std::uint64_t> canary;    ///< of those
  std::vector<std::uint64_t> failures;  ///< of the canary's
};

struct ExpectedDetection {
  std::uint64_t operations = 0;
  std::uint64_t operations_p90 = 0;
  std::uint64_t canary = 0;
  std::uint64_t failures = 0;
};

std::uint64_t median(std::vector<std::uint64_t> values);

/// Prints each figure beside what is expected of it, and counts those that are outside.
class Sheet {
 public:
  /// A sheet that is not whole leaves two rows out of three out.
  Sheet(std::uint64_t runs, bool whole) : runs_(runs), whole_(whole) {}
  std::uint64_t runs() const { return runs_; }
  std::uint64_t outside() const { return outside_; }
  std::uint64_t figures() const { return figures_; }

  void section(std::string_view title);
  /// Whether the next row is to be computed at all.
  bool takes_row() { return whole_ || rows_++ % 3 == 0; }
  /// A share of runs: within three points and three standard deviations.
  void share(std::string_view what, std::uint64_t runs, Expected percent);
  /// A share of runs that a test promises not to exceed, but for three standard deviations.
  void at_most(std::string_view what, std::uint64_t runs, double percent);
  /// A median: within 20 %, or two operations where that is more.
  void median_of(std::string_view what, const std::vector<std::uint64_t>& operations, Expected expected);
  /// The three medians of a detection, each as above; its 90th percentile is told.
  void detection(std::string_view what, const Detection& seen, const ExpectedDetection& expected);
  /// A figure that leaves nothing to chance.
  void exact(std::string_view what, std::uint64_t value, std::uint64_t expected);
  /// A value that must not be above a bound.
  void bounded(std::string_view what, double value, double bound);
  /// A share of runs of which nothing is expected.
  void told(std::string_view what, std::uint64_t runs);
  /// A median of which nothing is expected, and its 90th percentile.
  void told_median(std::string_view what, const std::vector<std::uint64_t>& operations);

 private:
  double percent(std::uint64_t runs) const { return 100 * static_cast<double>(runs) / static_cast<double>(runs_); }
  double three_deviations(double percent) const;
  void row(std::string_view what, std::string_view seen, std::string_view expected, bool inside);

  std::uint64_t runs_;
  bool whole_;
  std::uint64_t rows_ = 0;
  std::uint64_t figures_ = 0;
  std::uint64_t outside_ = 0;
};

}  // namespace jurymast::stats
