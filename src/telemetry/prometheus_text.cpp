#include "telemetry/prometheus_text.hpp"

#include <fmt/format.h>

#include <map>
#include <vector>

namespace jurymast::telemetry {
namespace {

constexpr std::uint64_t kNanosecondsPerSecond = 1'000'000'000;

/// Escapes as the format asks: backslash and line break everywhere, the quote in label values.
std::string escaped(std::string_view text, bool in_label) {
  std::string out;
  for (const char c : text) {
    if (c == '\n') {
      out += "\\n";
    } else if (c == '\\' || (c == '"' && in_label)) {
      out += '\\';
      out += c;
    } else {
      out += c;
    }
  }
  return out;
}

/// Nanoseconds as seconds, exact: no sum of figures may depend on how a double was rounded.
std::string seconds_text(std::uint64_t ns) {
  std::string text = fmt::format("{}.{:09}", ns / kNanosecondsPerSecond, ns % kNanosecondsPerSecond);
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text;
}

/// `route="a",target="b"`, without braces; `extra` is added at the end.
std::string labels_text(const MetricHead& metric, const SeriesKey& key, const std::string& extra) {
  std::vector<std::string> pairs;
  for (std::size_t i = 0; i < metric.labels.size() && i < kLabelsMax; ++i) {
    pairs.push_back(
        fmt::format("{}=\"{}\"", metric.labels[i].name, escaped(metric.labels[i].values->name(key[i]), true)));
  }
  if (!extra.empty()) pairs.push_back(extra);
  return pairs.empty() ? std::string() : fmt::format("{{{}}}", fmt::join(pairs, ","));
}

/// Series of several loops added up. Keyed by the written labels: two indices without a name are the same `other`.
template <class Metric, class Total, class Add>
std::map<std::string, std::pair<SeriesKey, Total>> folded(std::span<const Family<Metric>* const> loops, Add add) {
  std::map<std::string, std::pair<SeriesKey, Total>> totals;
  for (const Family<Metric>* family : loops) {
    family->each([&](const SeriesKey& key, const Metric& metric) {
      auto& [first_key, total] = totals.try_emplace(labels_text(family->head(), key, {}), key, Total{}).first->second;
      add(total, metric);
    });
  }
  return totals;
}

struct HistogramTotal {
  Bounds bounds;
  std::array<std::uint64_t, kBucketsMax + 1> buckets{};
  std::uint64_t sum_ns = 0;
};

void add_histogram(HistogramTotal& total, const Histogram& histogram) {
  total.bounds = histogram.bounds();
  for (std::size_t i = 0; i <= total.bounds.size(); ++i) total.buckets[i] += histogram.in_bucket(i);
  total.sum_ns += histogram.sum_ns();
}

void write_histogram(std::string& text, const MetricHead& metric, const SeriesKey& key, const HistogramTotal& total) {
  std::uint64_t cumulative = 0;
  for (std::size_t i = 0; i <= total.bounds.size(); ++i) {
    cumulative += total.buckets[i];
    const bool last = i == total.bounds.size();
    const std::string bound = last ? "+Inf" : seconds_text(static_cast<std::uint64_t>(total.bounds[i].count()));
    text += fmt::format("{}_bucket{} {}\n", metric.name, labels_text(metric, key, fmt::format("le=\"{}\"", bound)),
                        cumulative);
  }
  const std::string labels = labels_text(metric, key, {});
  text += fmt::format("{}_sum{} {}\n{}_count{} {}\n", metric.name, labels, seconds_text(total.sum_ns), metric.name,
                      labels, cumulative);
}

}  // namespace

void PrometheusText::counters(std::span<const Family<Counter>* const> loops) {
  if (loops.empty()) return;
  const MetricHead& metric = loops[0]->head();
  head(metric.name, metric.help, "counter");
  const auto totals =
      folded<Counter, std::uint64_t>(loops, [](std::uint64_t& total, const Counter& c) { total += c.value(); });
  for (const auto& [labels, series] : totals) text_ += fmt::format("{}{} {}\n", metric.name, labels, series.second);
}

void PrometheusText::gauges(std::span<const Family<Gauge>* const> loops) {
  if (loops.empty()) return;
  const MetricHead& metric = loops[0]->head();
  head(metric.name, metric.help, "gauge");
  const auto totals =
      folded<Gauge, std::int64_t>(loops, [](std::int64_t& total, const Gauge& g) { total += g.value(); });
  for (const auto& [labels, series] : totals) text_ += fmt::format("{}{} {}\n", metric.name, labels, series.second);
}

void PrometheusText::histograms(std::span<const Family<Histogram>* const> loops) {
  if (loops.empty()) return;
  const MetricHead& metric = loops[0]->head();
  head(metric.name, metric.help, "histogram");
  for (const auto& [labels, series] : folded<Histogram, HistogramTotal>(loops, add_histogram)) {
    write_histogram(text_, metric, series.first, series.second);
  }
}

void PrometheusText::counter(std::string_view name, std::string_view help, std::uint64_t value) {
  head(name, help, "counter");
  text_ += fmt::format("{} {}\n", name, value);
}

void PrometheusText::gauge(std::string_view name, std::string_view help, std::int64_t value) {
  head(name, help, "gauge");
  text_ += fmt::format("{} {}\n", name, value);
}

void PrometheusText::head(std::string_view name, std::string_view help, std::string_view type) {
  text_ += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, escaped(help, false), name, type);
}

}  // namespace jurymast::telemetry
