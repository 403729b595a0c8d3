#pragma once
#include <span>
#include <string>

#include "policy/shadow.hpp"
#include "policy/snapshot.hpp"
#include "record/operation.hpp"
#include "telemetry/family.hpp"
#include "telemetry/prometheus_text.hpp"

namespace jurymast::proxy {

struct LiveSnapshot;

/// What the data plane's metrics are called and which labels they have; one for the process, outlives every loop's numbers.
struct MetricHeads {
  MetricHeads();
  MetricHeads(const MetricHeads&) = delete;
  MetricHeads& operator=(const MetricHeads&) = delete;

  telemetry::Names routes;
  telemetry::Names targets;
  telemetry::Words classes;
  telemetry::Words outcomes;
  telemetry::Words arms;
  telemetry::Words families;
  telemetry::Words refusals;
  telemetry::Words denials;
  telemetry::Words conditions;
  telemetry::Words checks;
  telemetry::Words results;
  telemetry::MetricHead requests;
  telemetry::MetricHead refused;
  telemetry::MetricHead attempts;
  telemetry::MetricHead fallbacks;
  telemetry::MetricHead rescued;
  telemetry::MetricHead unproven;
  telemetry::MetricHead passed_over;
  telemetry::MetricHead first_content;
  telemetry::MetricHead duration;
  telemetry::MetricHead in_flight;
  telemetry::MetricHead probes;
  telemetry::Words shadow_denials;
  telemetry::MetricHead shadows;
  telemetry::MetricHead shadows_left_out;
};

/// Whose probe was finished, as metrics call it.
struct ProbeLabels {
  std::uint16_t route = 0;
  std::uint16_t target = 0;
  std::string_view check;
};

/// The numbers of one loop: written by its thread, read at a scrape, folded over the loops there.
class LoopMetrics {
 public:
  explicit LoopMetrics(const MetricHeads& heads);

  void operation_began() { in_flight_.at({}).add(1); }
  void operation_ended() { in_flight_.at({}).add(-1); }
  /// Counts a finished operation. `live` is the configuration it ran under, `route` its route; neither for a refusal before routing.
  void observe(const record::Operation& operation, const LiveSnapshot& live, std::optional<RouteIndex> route);

  /// Counts a finished probe, which counts nowhere else.
  void observe_probe(const record::Decision& decision, const ProbeLabels& labels);

  /// Counts a finished shadow, which counts nowhere else.
  void observe_shadow(const record::Decision& decision, const LiveSnapshot& live, const policy::RequestFacts& facts);
  /// Counts a request of a route with shadows that has none, unless it was only not of the share.
  void observe_no_shadow(std::uint16_t route, policy::ShadowDenial denial);

  /// Adds the fold of all loops' numbers to a page.
  static void write(std::span<const LoopMetrics* const> loops, telemetry::PrometheusText& page);

 private:
  void observe_attempts(const record::Decision& decision, const LiveSnapshot& live, std::uint16_t route);
  void observe_fallback(const record::Decision& decision, const LiveSnapshot& live, std::uint16_t route);

  telemetry::Family<telemetry::Counter> requests_;
  telemetry::Family<telemetry::Counter> refused_;
  telemetry::Family<telemetry::Counter> attempts_;
  telemetry::Family<telemetry::Counter> fallbacks_;
  telemetry::Family<telemetry::Counter> rescued_;
  telemetry::Family<telemetry::Counter> unproven_;
  telemetry::Family<telemetry::Counter> passed_over_;
  telemetry::Family<telemetry::Histogram> first_content_;
  telemetry::Family<telemetry::Histogram> duration_;
  telemetry::Family<telemetry::Gauge> in_flight_;
  telemetry::Family<telemetry::Counter> probes_;
  telemetry::Family<telemetry::Counter> shadows_;
  telemetry::Family<telemetry::Counter> shadows_left_out_;
};

}  // namespace jurymast::proxy
