#pragma once
#include <span>
#include <string>
#include <string_view>

#include "telemetry/family.hpp"

namespace jurymast::telemetry {

inline constexpr std::string_view kPrometheusContentType = "text/plain; version=0.0.4; charset=utf-8";

/// Writes metrics in the Prometheus text format 0.0.4. The families of one call are the loops' families of one metric;
/// series with the same labels are added up. Each metric is written once a page.
class PrometheusText {
 public:
  void counters(std::span<const Family<Counter>* const> loops);
  void gauges(std::span<const Family<Gauge>* const> loops);
  /// Durations in seconds.
  void histograms(std::span<const Family<Histogram>* const> loops);
  /// A single number without labels.
  void counter(std::string_view name, std::string_view help, std::uint64_t value);
  void gauge(std::string_view name, std::string_view help, std::int64_t value);

  const std::string& text() const { return text_; }

 private:
  void head(std::string_view name, std::string_view help, std::string_view type);
  std::string text_;
};

}  // namespace jurymast::telemetry
