#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>

#include "app/exit_code.hpp"
#include "app/incident/histogram_chart.hpp"
#include "app/incident/incident_command.hpp"
#include "app/incident/incident_report.hpp"
#include "app/incident/incident_words.hpp"
#include "app/status/status_words.hpp"

namespace jurymast::app {
namespace {

using Json = nlohmann::ordered_json;
using review::Histogram;
using review::HistogramRow;
using Counts = std::vector<std::uint64_t>;

constexpr std::size_t kRowColumns = 28;
constexpr std::array<const char*, 9> kBars{" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};

std::uint64_t sum(const Counts& counts) { return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}); }

/// One column a bin; the least that is there at all is seen.
std::string bars(const Counts& counts) {
  const std::uint64_t most = std::max<std::uint64_t>(1, *std::max_element(counts.begin(), counts.end()));
  std::string text;
  for (const std::uint64_t count : counts) text += kBars[static_cast<std::size_t>((count * (kBars.size() - 1) + most - 1) / most)];
  return text;
}

std::string text_of(const review::IncidentFacts& facts) {
  const Histogram& histogram = facts.histogram;
  std::string text = scope_text(facts);
  text += fmt::format("bins      {} of {} from {}, half-open; a row's bars have its own scale\n\n", histogram.bins,
                      span_text(histogram.width), to_rfc3339(histogram.start));
  for (const auto& [row, counts] : histogram.rows) {
    text += fmt::format("{}{:>8}  |{}|\n", cell(fmt::format("{} ({})", row.failure_class, row.arm), kRowColumns), sum(counts),
                        bars(counts));
  }
  text += fmt::format("{}{:>8}  callers' operations in all", cell("total", kRowColumns), histogram.operations);
  text += facts.synthetic == 0 ? "\n" : fmt::format("; {} checks are not among them\n", facts.synthetic);
  return text + limits_text(facts);
}

Json json_of(const review::IncidentFacts& facts) {
  const Histogram& histogram = facts.histogram;
  Json rows = Json::array();
  for (const auto& [row, counts] : histogram.rows)
    rows.push_back({{"class", row.failure_class}, {"arm", row.arm}, {"total", sum(counts)}, {"counts", counts}});
  Json json = scope_json(facts);
  json["start"] = to_rfc3339(histogram.start);
  json["bin_ms"] = to_ms(histogram.width);
  json["bins"] = histogram.bins;
  json["operations"] = histogram.operations;
  json["synthetic_operations"] = facts.synthetic;
  json["rows"] = std::move(rows);
  return json;
}

/// One line for each bin of each row that is not empty: what every table program reads.
std::string csv_of(const review::IncidentFacts& facts) {
  const Histogram& histogram = facts.histogram;
  std::string text = "begins,ends,class,arm,operations\n";
  for (const auto& [row, counts] : histogram.rows) {
    for (std::size_t i = 0; i < counts.size(); ++i) {
      if (counts[i] == 0) continue;
      const WallTime begins = histogram.start + histogram.width * static_cast<std::int64_t>(i);
      text += fmt::format("{},{},{},{},{}\n", to_rfc3339(begins), to_rfc3339(begins + histogram.width), row.failure_class, row.arm,
                          counts[i]);
    }
  }
  return text;
}

}  // namespace

int run_incident_histogram(const IncidentOptions& options, Clock& clock, const IncidentOutput& output) {
  const auto facts = read_facts(options, clock);
  if (!facts) return complain(output, facts.error());
  const std::string format = options.json ? "json" : options.format;
  std::string text;
  if (format == "json") {
    text = json_of(*facts).dump(2) + "\n";
  } else if (format == "csv") {
    text = csv_of(*facts);
  } else if (format == "svg") {
    text = histogram_document(*facts);
  } else {
    text = text_of(*facts);
  }
  fmt::print(output.out, "{}", text);
  return kPass;
}

}  // namespace jurymast::app
