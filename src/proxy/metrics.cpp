#include "proxy/metrics.hpp"

#include "base/failure_class.hpp"
#include "base/refusal.hpp"
#include "proxy/live_snapshot.hpp"
#include "proxy/probe_ticket.hpp"

namespace jurymast::proxy {
namespace {

constexpr auto kRefusalNames = [] {
  std::array<std::string_view, kRefusalCount> names;
  for (std::size_t i = 0; i < kRefusalCount; ++i) names[i] = kRefusals[i].name;
  return names;
}();

/// Why a fallback served: a failure class, or behind those the admission that was denied.
constexpr std::size_t kReasonCount = kFailureClassCount + record::kDenialNames.size();
constexpr auto kReasonNames = [] {
  std::array<std::string_view, kReasonCount> names;
  for (std::size_t i = 0; i < kFailureClassCount; ++i) names[i] = kFailureClassNames[i];
  for (std::size_t i = 0; i < record::kDenialNames.size(); ++i) names[kFailureClassCount + i] = record::kDenialNames[i];
  return names;
}();

/// How a probe ended: a failure class, or behind those why the gateway refused it.
constexpr auto kResultNames = [] {
  std::array<std::string_view, kFailureClassCount + kRefusalCount> names;
  for (std::size_t i = 0; i < kFailureClassCount; ++i) names[i] = kFailureClassNames[i];
  for (std::size_t i = 0; i < kRefusalCount; ++i) names[kFailureClassCount + i] = kRefusals[i].name;
  return names;
}();

template <class Enum>
std::uint16_t index_of(Enum value) {
  return static_cast<std::uint16_t>(value);
}

std::uint16_t reason_of(const record::Decision& decision) {
  if (decision.fallback_class) return index_of(*decision.fallback_class);
  return static_cast<std::uint16_t>(kFailureClassCount + index_of(decision.fallback_denial));
}

/// The position among kResultNames of how it ended.
std::uint16_t result_of(const record::Decision& decision) {
  if (decision.failure_class) return index_of(*decision.failure_class);
  return static_cast<std::uint16_t>(kFailureClassCount + index_of(decision.refusal.value_or(Refusal::Internal)));
}

template <class Metric>
std::vector<const telemetry::Family<Metric>*> of_all(std::span<const LoopMetrics* const> loops,
                                                     const telemetry::Family<Metric>* (*pick)(const LoopMetrics&)) {
  std::vector<const telemetry::Family<Metric>*> families;
  for (const LoopMetrics* loop : loops) families.push_back(pick(*loop));
  return families;
}

}  // namespace

MetricHeads::MetricHeads()
    : classes(kFailureClassNames),
      outcomes(record::kOutcomeNames),
      arms(record::kArmNames),
      families(kFamilyNames),
      refusals(kRefusalNames),
      denials(kReasonNames),
      conditions(record::kConditionNames),
      checks(kProbeChecks),
      results(kResultNames),
      requests{"jurymast_requests_total",
               "Client requests that reached a route, by how they ended.",
               {{"route", &routes}, {"family", &families}, {"outcome", &outcomes}, {"arm", &arms}}},
      refused{"jurymast_refusals_total", "Client requests that the gateway itself refused.", {{"refusal", &refusals}}},
      attempts{"jurymast_attempts_total",
               "Upstream requests, by failure class.",
               {{"route", &routes}, {"target", &targets}, {"class", &classes}, {"arm", &arms}}},
      fallbacks{"jurymast_fallbacks_total",
                "Client requests that were moved to another target than the first, by the reason.",
                {{"route", &routes}, {"target", &targets}, {"reason", &denials}, {"arm", &arms}}},
      rescued{"jurymast_rescued_total",
              "Client requests that another target served whole after the first had failed or was not to be had.",
              {{"route", &routes}, {"target", &targets}, {"arm", &arms}}},
      unproven{"jurymast_unproven_fallbacks_total",
               "Fallbacks that were taken although a condition was not known to hold.",
               {{"route", &routes}, {"target", &targets}, {"condition", &conditions}, {"arm", &arms}}},
      passed_over{"jurymast_passed_over_total",
                  "Targets that were not tried, by what denied them.",
                  {{"route", &routes}, {"target", &targets}, {"reason", &denials}, {"arm", &arms}}},
      first_content{"jurymast_time_to_first_content_seconds",
                    "From a request's arrival to its first content for the client.",
                    {{"route", &routes}, {"target", &targets}, {"arm", &arms}}},
      duration{"jurymast_operation_duration_seconds",
               "From a request's arrival to its end.",
               {{"route", &routes}, {"outcome", &outcomes}}},
      in_flight{"jurymast_operations_in_flight", "Client requests being served.", {}},
      probes{"jurymast_probes_total",
             "Probes with a ticket, by failure class or refusal; no other metric counts them.",
             {{"route", &routes}, {"target", &targets}, {"check", &checks}, {"result", &results}}},
      shadow_denials(policy::kShadowDenialNames),
      shadows{"jurymast_shadows_total",
              "Copies of requests that went to a fallback, by failure class or refusal; no other metric counts them.",
              {{"route", &routes}, {"target", &targets}, {"result", &results}}},
      shadows_left_out{"jurymast_shadows_left_out_total",
                       "Requests of the share that is copied which were not, by why.",
                       {{"route", &routes}, {"reason", &shadow_denials}}} {}

LoopMetrics::LoopMetrics(const MetricHeads& heads)
    : requests_(heads.requests),
      refused_(heads.refused),
      attempts_(heads.attempts),
      fallbacks_(heads.fallbacks),
      rescued_(heads.rescued),
      unproven_(heads.unproven),
      passed_over_(heads.passed_over),
      first_content_(heads.first_content),
      duration_(heads.duration),
      in_flight_(heads.in_flight),
      probes_(heads.probes),
      shadows_(heads.shadows),
      shadows_left_out_(heads.shadows_left_out) {}

void LoopMetrics::observe(const record::Operation& operation, const LiveSnapshot& live, std::optional<RouteIndex> route_index) {
  const record::Decision& decision = operation.decision;
  if (decision.refusal) refused_.at({index_of(*decision.refusal)}).add();
  if (!route_index) return;
  const std::uint16_t route = live.route_names[route_index->value];
  const std::uint16_t outcome = index_of(decision.outcome);
  requests_.at({route, index_of(operation.start.family), outcome, index_of(decision.arm)}).add();
  duration_.at({route, outcome}).observe(operation.latency);
  if (operation.first_content && decision.served_by) {
    first_content_.at({route, live.target_names[decision.served_by->value], index_of(decision.arm)})
        .observe(*operation.first_content);
  }
  observe_attempts(decision, live, route);
  if (decision.fallback_taken) observe_fallback(decision, live, route);
}

void LoopMetrics::observe_attempts(const record::Decision& decision, const LiveSnapshot& live, std::uint16_t route) {
  const std::uint16_t arm = index_of(decision.arm);
  for (const record::Attempt& attempt : decision.attempts) {
    attempts_.at({route, live.target_names[attempt.target.value], index_of(attempt.failure_class), arm}).add();
  }
  for (const record::PassedOver& passed : decision.passed_over) {
    const auto reason = static_cast<std::uint16_t>(kFailureClassCount + index_of(passed.denial));
    passed_over_.at({route, live.target_names[passed.target.value], reason, arm}).add();
  }
}

void LoopMetrics::observe_fallback(const record::Decision& decision, const LiveSnapshot& live, std::uint16_t route) {
  if (decision.attempts.empty()) return;
  const std::uint16_t target = live.target_names[decision.served_by.value_or(decision.attempts.back().target).value];
  const std::uint16_t arm = index_of(decision.arm);
  fallbacks_.at({route, target, reason_of(decision), arm}).add();
  if (decision.outcome == record::Outcome::Complete) rescued_.at({route, target, arm}).add();
  for (std::size_t i = 0; i < record::kConditionCount; ++i) {
    if (decision.conditions[i] == record::Tri::Unknown) unproven_.at({route, target, static_cast<std::uint16_t>(i), arm}).add();
  }
}

void LoopMetrics::observe_probe(const record::Decision& decision, const ProbeLabels& labels) {
  const auto check = static_cast<std::uint16_t>(probe_check_index(labels.check).value_or(telemetry::kOtherIndex));
  probes_.at({labels.route, labels.target, check, result_of(decision)}).add();
}

void LoopMetrics::observe_shadow(const record::Decision& decision, const LiveSnapshot& live, const policy::RequestFacts& facts) {
  shadows_.at({live.route_names[facts.route.value], live.target_names[facts.synthetic->forced->value], result_of(decision)}).add();
}

void LoopMetrics::observe_no_shadow(std::uint16_t route, policy::ShadowDenial denial) {
  if (denial == policy::ShadowDenial::Off || denial == policy::ShadowDenial::NotSampled) return;
  shadows_left_out_.at({route, index_of(denial)}).add();
}

void LoopMetrics::write(std::span<const LoopMetrics* const> loops, telemetry::PrometheusText& page) {
  using telemetry::Counter;
  using telemetry::Gauge;
  using telemetry::Histogram;
  page.counters(of_all<Counter>(loops, [](const LoopMetrics& m) { return &m.requests_; }));
  page.counters(of_all<Counter>(loops, [](const LoopMetrics& m) { return &m.refused_; }));
  page.counters(of_all<Counter>(loops, [](const LoopMetrics& m) { return &m.attempts_; }));
  page.counters(of_all<Counter>(loops, [](const LoopMetrics& m) { return &m.fallbacks_; }));
  page.counters(of_all<Counter>(loops, [](const LoopMetrics& m) { return &m.rescued_; }));
  page.counters(of_all<Counter>(loops, [](const LoopMetrics& m) { return &m.unproven_; }));
  page.counters(of_all<Counter>(loops, [](const LoopMetrics& m) { return &m.passed_over_; }));
  page.counters(of_all<Counter>(loops, [](const LoopMetrics& m) { return &m.probes_; }));
  page.counters(of_all<Counter>(loops, [](const LoopMetrics& m) { return &m.shadows_; }));
  page.counters(of_all<Counter>(loops, [](const LoopMetrics& m) { return &m.shadows_left_out_; }));
  page.histograms(of_all<Histogram>(loops, [](const LoopMetrics& m) { return &m.first_content_; }));
  page.histograms(of_all<Histogram>(loops, [](const LoopMetrics& m) { return &m.duration_; }));
  page.gauges(of_all<Gauge>(loops, [](const LoopMetrics& m) { return &m.in_flight_; }));
}

}  // namespace jurymast::proxy
