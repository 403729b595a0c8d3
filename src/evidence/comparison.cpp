#include "evidence/comparison.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace jurymast::evidence {
namespace {

using Samples = std::vector<ComparedSample>;
using Flag = bool ComparedSample::*;

constexpr double kZ = 1.959963984540054;  // of the normal distribution, two-sided 95 %
constexpr double kTail = 0.025;
constexpr double kNanosecondsPerSecond = 1e9;

/// Whether more or less of a row's figure is good.
enum class Good : unsigned char { More, Less };

ComparedVerdict judge(const Estimate& primary, const Estimate& fallback, Good good) {
  if (fallback.low > primary.high) return good == Good::More ? ComparedVerdict::Better : ComparedVerdict::Worse;
  if (fallback.high < primary.low) return good == Good::More ? ComparedVerdict::Worse : ComparedVerdict::Better;
  return ComparedVerdict::Equal;
}

/// Fills in the verdict where both sides have the samples that the row needs. Intervals that overlap are not told apart by these samples.
ComparedRow finished(ComparedRow row, std::uint64_t samples_min, Good good) {
  const std::uint64_t fewest = std::min(row.primary ? row.primary->samples : 0, row.fallback ? row.fallback->samples : 0);
  if (!row.primary || !row.fallback || fewest < samples_min) {
    row.why = fmt::format("too few samples: {} of {} needed", fewest, samples_min);
    return row;
  }
  row.verdict = judge(*row.primary, *row.fallback, good);
  return row;
}

std::uint64_t count_of(const Samples& samples, Flag flag) {
  return static_cast<std::uint64_t>(
      std::count_if(samples.begin(), samples.end(), [&](const auto& sample) { return sample.*flag; }));
}

ComparedRow share_row(std::string name, const Samples& primary, const Samples& fallback, Flag flag) {
  return finished({std::move(name),
                   "share",
                   share_of(count_of(primary, flag), primary.size()),
                   share_of(count_of(fallback, flag), fallback.size()),
                   ComparedVerdict::Unknown,
                   {}},
                  kShareSamplesMin, Good::More);
}

template <class Value>
std::vector<double> values_of(const Samples& samples, Value value) {
  std::vector<double> values;
  for (const ComparedSample& sample : samples) {
    // How fast a failure comes says nothing of how fast answers do.
    if (sample.success) values.push_back(value(sample));
  }
  return values;
}

template <class Value>
ComparedRow median_row(std::string name, std::string unit, const Samples& primary, const Samples& fallback, Value value) {
  return finished({std::move(name),
                   std::move(unit),
                   median_of(values_of(primary, value)),
                   median_of(values_of(fallback, value)),
                   ComparedVerdict::Unknown,
                   {}},
                  kMedianSamplesMin, Good::Less);
}

std::uint64_t count_of(const Samples& samples, FailureClass wanted) {
  return static_cast<std::uint64_t>(
      std::count_if(samples.begin(), samples.end(), [&](const auto& sample) { return sample.failure_class == wanted; }));
}

std::vector<ComparedRow> class_rows(const Samples& primary, const Samples& fallback) {
  std::vector<ComparedRow> rows;
  for (std::size_t i = 0; i < kFailureClassCount; ++i) {
    const auto failure_class = static_cast<FailureClass>(i);
    const std::uint64_t there = count_of(primary, failure_class);
    const std::uint64_t here = count_of(fallback, failure_class);
    if (failure_class == FailureClass::Ok || there + here == 0) continue;
    rows.push_back(finished({std::string(name_of(failure_class)),
                             "share",
                             share_of(there, primary.size()),
                             share_of(here, fallback.size()),
                             ComparedVerdict::Unknown,
                             {}},
                            kShareSamplesMin, Good::Less));
  }
  return rows;
}

/// Of what came with a status of success, the share that could not be used: it breaks an application that takes it for an answer.
ComparedRow unusable_row(const Samples& primary, const Samples& fallback) {
  const auto unusable = [](const Samples& samples) {
    return static_cast<std::uint64_t>(
        std::count_if(samples.begin(), samples.end(), [](const auto& sample) { return sample.success && !sample.usable; }));
  };
  return finished({"parse and validation",
                   "unusable",
                   share_of(unusable(primary), primary.size()),
                   share_of(unusable(fallback), fallback.size()),
                   ComparedVerdict::Unknown,
                   {}},
                  kShareSamplesMin, Good::Less);
}

const ComparedRow& row_named(const std::vector<ComparedRow>& rows, std::string_view name) {
  return *std::find_if(rows.begin(), rows.end(), [&](const ComparedRow& row) { return row.name == name; });
}

/// What breaks its reader outranks a status: a clean failure can be dealt with.
void outrank_status(std::vector<ComparedRow>& rows) {
  const ComparedVerdict usable = row_named(rows, "parse and validation").verdict;
  ComparedRow& status = rows.front();
  if (usable == ComparedVerdict::Worse && status.verdict == ComparedVerdict::Better) {
    status.verdict = ComparedVerdict::Worse;
    status.why = "answers that cannot be used are worse than clean failures";
  }
  if (usable == ComparedVerdict::Better && status.verdict == ComparedVerdict::Worse) {
    status.verdict = ComparedVerdict::Equal;
    status.why = "clean failures are no worse than answers that cannot be used";
  }
}

/// A fallback that fails in a way in which the primary does not is no better by failing less in another.
void hold_for_classes(Comparison& comparison) {
  const auto worse = std::find_if(comparison.classes.begin(), comparison.classes.end(),
                                  [](const ComparedRow& row) { return row.verdict == ComparedVerdict::Worse; });
  if (worse == comparison.classes.end()) return;
  comparison.why = fmt::format("{} by status, and worse in {}: which of the two counts is for a person to say",
                               name_of(comparison.verdict), worse->name);
  comparison.verdict = ComparedVerdict::Unknown;
}

void conclude(Comparison& comparison) {
  const auto verdict_of = [&](std::string_view name) { return row_named(comparison.rows, name).verdict; };
  const auto is = [&](ComparedVerdict wanted, std::initializer_list<std::string_view> names) {
    return std::find_if(names.begin(), names.end(), [&](auto name) { return verdict_of(name) == wanted; });
  };
  const std::initializer_list<std::string_view> decisive{"parse and validation", "shape", "status"};
  if (const auto* const worse = is(ComparedVerdict::Worse, decisive); worse != decisive.end()) {
    comparison.verdict = ComparedVerdict::Worse;
    comparison.why = *worse;
  } else if (const auto* const open = is(ComparedVerdict::Unknown, decisive); open != decisive.end()) {
    comparison.why = row_named(comparison.rows, *open).why;
  } else {
    comparison.verdict = verdict_of("status");
    comparison.why = "status";
    hold_for_classes(comparison);
  }
}

}  // namespace

std::optional<Estimate> share_of(std::uint64_t hits, std::uint64_t samples) {
  if (samples == 0) return std::nullopt;
  const double n = static_cast<double>(samples);
  const double share = static_cast<double>(hits) / n;
  const double weight = 1.0 + kZ * kZ / n;
  const double middle = (share + kZ * kZ / (2.0 * n)) / weight;
  const double half = kZ * std::sqrt(share * (1.0 - share) / n + kZ * kZ / (4.0 * n * n)) / weight;
  return Estimate{share, hits == 0 ? 0.0 : middle - half, hits == samples ? 1.0 : middle + half, samples};
}

std::optional<Estimate> median_of(std::vector<double> values) {
  const std::size_t n = values.size();
  // The rank below which fewer than 2.5 % of all repetitions find the median, summed over the coin's distribution.
  double weight = 1.0;
  for (std::size_t i = 0; i < n; ++i) weight /= 2.0;
  double tail = weight;
  std::size_t rank = 0;
  while (tail <= kTail && rank < n / 2) {
    ++rank;
    weight = weight * static_cast<double>(n - rank + 1) / static_cast<double>(rank);
    tail += weight;
  }
  if (rank == 0) return std::nullopt;
  std::sort(values.begin(), values.end());
  const double median = n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2.0;
  return Estimate{median, values[rank - 1], values[n - rank], n};
}

Comparison compare(const Samples& primary, const Samples& fallback) {
  Comparison comparison;
  comparison.rows = {
      share_row("status", primary, fallback, &ComparedSample::success),
      median_row("latency", "s", primary, fallback,
                 [](const ComparedSample& sample) { return static_cast<double>(sample.elapsed.count()) / kNanosecondsPerSecond; }),
      share_row("shape", primary, fallback, &ComparedSample::shape),
      unusable_row(primary, fallback),
      share_row("usage", primary, fallback, &ComparedSample::usage),
      median_row("retries", "attempts", primary, fallback,
                 [](const ComparedSample& sample) { return static_cast<double>(sample.attempts); }),
      share_row("request id", primary, fallback, &ComparedSample::request_id),
  };
  outrank_status(comparison.rows);
  comparison.classes = class_rows(primary, fallback);
  conclude(comparison);
  return comparison;
}

}  // namespace jurymast::evidence
