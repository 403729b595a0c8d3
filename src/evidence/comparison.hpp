#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/failure_class.hpp"
#include "base/time.hpp"

namespace jurymast::evidence {

/// What one request of a comparison showed.
struct ComparedSample {
  FailureClass failure_class = FailureClass::Ok;
  Duration elapsed{0};
  std::uint64_t attempts = 1;
  bool success = false;  ///< a status of success, and no error in it
  bool shape = false;    ///< the documented category, with what the application reads
  bool usable = false;   ///< read to its end, and within the route's rules
  bool usage = false;
  bool request_id = false;  ///< the caller's id and the operation's arrived
};

/// What the row's figure is better, worse, or neither.
enum class ComparedVerdict : unsigned char { Better, Equal, Worse, Unknown };
inline constexpr std::array<std::string_view, 4> kComparedVerdictNames{"better", "equal", "worse", "unknown"};
constexpr std::string_view name_of(ComparedVerdict v) { return kComparedVerdictNames[static_cast<std::size_t>(v)]; }

/// A figure between two bounds that hold it in at least 95 of 100 repetitions.
struct Estimate {
  double value = 0;
  double low = 0;
  double high = 0;
  std::uint64_t samples = 0;
};

/// One line of the comparison: the fallback beside the primary.
struct ComparedRow {
  std::string name;
  std::string unit;  ///< `share`, `unusable` (share of answers that cannot be used), `s` or `attempts`
  std::optional<Estimate> primary;
  std::optional<Estimate> fallback;
  ComparedVerdict verdict = ComparedVerdict::Unknown;
  std::string why;  ///< of a verdict that is not known, or that another row decides; else empty
};

/// The whole comparison: the seven rows, those of each failure class seen, and what all of them come to.
struct Comparison {
  std::vector<ComparedRow> rows;
  std::vector<ComparedRow> classes;
  ComparedVerdict verdict = ComparedVerdict::Unknown;
  std::string why;
};

/// No share is judged on fewer samples a side, and no median.
inline constexpr std::uint64_t kShareSamplesMin = 10;
inline constexpr std::uint64_t kMedianSamplesMin = 10;

/// Wilson's interval of a share at 95 %; nothing without samples.
std::optional<Estimate> share_of(std::uint64_t hits, std::uint64_t samples);
/// The median, and order statistics around it that hold the true one in at least 95 of 100 repetitions; nothing where there are too few
/// values for such a pair.
std::optional<Estimate> median_of(std::vector<double> values);

/// Compares the fallback with the primary. An answer that cannot be used is worse than a clean failure: where the fallback gives more of them, no
/// better status counts.
Comparison compare(const std::vector<ComparedSample>& primary, const std::vector<ComparedSample>& fallback);

}  // namespace jurymast::evidence
