#include "app/alert/alert_desk.hpp"

#include <nlohmann/json.hpp>
#include <vector>

#include "telemetry/family.hpp"

namespace jurymast::app {

void AlertDesk::raise(AlertName name, const record::NamedLabels& labels) {
  const Alert alert{name, labels};
  if (firing_.contains(alert)) return;
  if (firing_.size() >= kAlertsFiringMax) {
    ++untold_;
    return;
  }
  firing_.emplace(alert, parts_.wall_now());
  tell(alert, record::AlertState::Firing);
}

void AlertDesk::resolve(AlertName name, const record::NamedLabels& labels) {
  const Alert alert{name, labels};
  if (firing_.erase(alert) > 0) tell(alert, record::AlertState::Resolved);
}

void AlertDesk::settle(AlertName name, const std::set<record::NamedLabels>& firing) {
  std::vector<record::NamedLabels> over;
  for (const auto& [alert, since] : firing_) {
    if (alert.first == name && !firing.contains(alert.second)) over.push_back(alert.second);
  }
  for (const record::NamedLabels& labels : over) resolve(name, labels);
  for (const record::NamedLabels& labels : firing) raise(name, labels);
}

void AlertDesk::tell(const Alert& alert, record::AlertState state) {
  record::AlertRecord record;
  record.at = parts_.wall_now();
  record.id = parts_.new_id();
  record.state = state;
  record.severity = severity_of(alert.first);
  record.name = name_of(alert.first);
  record.labels = alert.second;
  if (auto summary = record::PlainText::make(summary_of(alert.first))) record.summary = std::move(*summary);
  parts_.write(render(record));
  if (parts_.told) parts_.told(record);
}

void AlertDesk::write_metrics(telemetry::PrometheusText& page) const {
  const telemetry::Words names(kAlertNames);
  const telemetry::MetricHead head{"jurymast_alert", "How many alerts of that name fire.", {{"name", &names}}};
  telemetry::Family<telemetry::Gauge> gauges(head);
  for (std::uint16_t i = 0; i < kAlertNameCount; ++i) gauges.at({i}).set(0);
  for (const auto& [alert, since] : firing_) gauges.at({static_cast<std::uint16_t>(alert.first)}).add(1);
  const auto* const family = &gauges;
  page.gauges({&family, 1});
  page.counter("jurymast_alerts_untold_total", "Alerts that were raised while too many fired, and told nowhere else.", untold_);
}

std::string AlertDesk::json() const {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const auto& [alert, since] : firing_) {
    nlohmann::ordered_json labels = nlohmann::ordered_json::object();
    for (const auto& [label, value] : alert.second) labels[label] = value;
    list.push_back({{"name", name_of(alert.first)},
                    {"severity", record::kSeverityNames[static_cast<std::size_t>(severity_of(alert.first))]},
                    {"since", to_rfc3339(since)},
                    {"labels", std::move(labels)},
                    {"summary", summary_of(alert.first)}});
  }
  return list.dump();
}

}  // namespace jurymast::app
