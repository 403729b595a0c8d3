#include "sheet.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace jurymast::stats {
namespace {

constexpr double kPoints = 3;
constexpr double kPart = 0.2;
constexpr double kOperations = 2;

std::uint64_t quantile(std::vector<std::uint64_t> values, std::uint64_t percent) {
  if (values.empty()) return 0;
  const std::size_t position = std::min(values.size() - 1, values.size() * percent / 100);
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(position), values.end());
  return values[position];
}

bool is_near(double seen, Expected expected) {
  return seen >= expected.low - std::max(kPart * expected.low, kOperations) &&
         seen <= expected.high + std::max(kPart * expected.high, kOperations);
}

bool is_near(std::uint64_t seen, std::uint64_t expected) {
  return is_near(static_cast<double>(seen), Expected{static_cast<double>(expected), static_cast<double>(expected)});
}

std::string text_of(Expected expected, std::string_view unit) {
  if (expected.low == expected.high) return fmt::format("{:g}{}", expected.low, unit);
  return fmt::format("{:g} to {:g}{}", expected.low, expected.high, unit);
}

}  // namespace

std::uint64_t median(std::vector<std::uint64_t> values) { return quantile(std::move(values), 50); }

void Sheet::section(std::string_view title) { fmt::print("\n{}\n{:<58} {:>26}  {:>26}\n", title, "", "seen", "expected"); }

void Sheet::row(std::string_view what, std::string_view seen, std::string_view expected, bool inside) {
  ++figures_;
  if (!inside) ++outside_;
  fmt::print("{:<58} {:>26}  {:>26}  {}\n", what, seen, expected, inside ? "" : "OUTSIDE");
}

double Sheet::three_deviations(double percent) const {
  return 3 * std::sqrt(percent * (100 - percent) / static_cast<double>(runs_));
}

void Sheet::share(std::string_view what, std::uint64_t runs, Expected expected) {
  const double seen = percent(runs);
  const bool inside = seen >= expected.low - kPoints - three_deviations(expected.low) &&
                      seen <= expected.high + kPoints + three_deviations(expected.high);
  row(what, fmt::format("{:.1f} %", seen), text_of(expected, " %"), inside);
}

void Sheet::at_most(std::string_view what, std::uint64_t runs, double allowed) {
  row(what, fmt::format("{:.1f} %", percent(runs)), fmt::format("at most {:g} %", allowed),
      percent(runs) <= allowed + three_deviations(allowed));
}

void Sheet::median_of(std::string_view what, const std::vector<std::uint64_t>& operations, Expected expected) {
  const std::uint64_t seen = median(operations);
  row(what, fmt::format("{} ({})", seen, quantile(operations, 90)), text_of(expected, ""),
      is_near(static_cast<double>(seen), expected));
}

void Sheet::detection(std::string_view what, const Detection& seen, const ExpectedDetection& expected) {
  const std::uint64_t operations = median(seen.operations);
  const std::uint64_t canary = median(seen.canary);
  const std::uint64_t failures = median(seen.failures);
  row(what, fmt::format("{} ({}), {}, {}", operations, quantile(seen.operations, 90), canary, failures),
      fmt::format("{} ({}), {}, {}", expected.operations, expected.operations_p90, expected.canary, expected.failures),
      is_near(operations, expected.operations) && is_near(canary, expected.canary) && is_near(failures, expected.failures));
}

void Sheet::exact(std::string_view what, std::uint64_t value, std::uint64_t expected) {
  row(what, fmt::format("{}", value), fmt::format("{}", expected), value == expected);
}

void Sheet::bounded(std::string_view what, double value, double bound) {
  row(what, fmt::format("{:.16g}", value), fmt::format("at most {:.16g}", bound), value <= bound);
}

void Sheet::told(std::string_view what, std::uint64_t runs) { row(what, fmt::format("{:.1f} %", percent(runs)), "", true); }

void Sheet::told_median(std::string_view what, const std::vector<std::uint64_t>& operations) {
  row(what, fmt::format("{} ({})", median(operations), quantile(operations, 90)), "", true);
}

}  // namespace jurymast::stats
