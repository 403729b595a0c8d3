#include "app/alert/alert_watch.hpp"

#include <set>

namespace jurymast::app {
namespace {

using Firing = std::set<record::NamedLabels>;

constexpr Duration kLookInterval = std::chrono::milliseconds(500);

/// What is known of the evidence for the fallbacks of all routes.
struct EvidenceAlerts {
  Firing stale;
  Firing missing;
};

void look_at(proxy::Shared& shared, const policy::Snapshot& snapshot, const policy::Route& route, MonotonicTime now,
             EvidenceAlerts& alerts) {
  const policy::FallbackEvidence shown = shared.evidence_for(snapshot, route, now);
  const auto standings = shared.standings.in_force();
  const auto tomorrow =
      standings ? standings->evidence_for(snapshot, route, std::nullopt, now + kEvidenceNotice) : policy::kNothingShown;
  for (std::size_t i = 0; i < route.fallback.size(); ++i) {
    const record::NamedLabels labels{{"route", route.name}, {"target", snapshot.target(route.fallback[i]).name}};
    const bool proven = i < shown.size() && shown[i] == record::Tri::True;
    const bool still_proven = i < tomorrow.size() && tomorrow[i] == record::Tri::True;
    if (proven && !still_proven) alerts.stale.insert(labels);
    if (!proven && route.evidence == policy::EvidenceRule::Require) alerts.missing.insert(labels);
  }
}

}  // namespace

void AlertWatch::look(proxy::Shared& shared, const policy::Snapshot& snapshot, MonotonicTime now, AlertDesk& desk) {
  if (now < next_look_) return;
  next_look_ = now + kLookInterval;
  Firing killed;
  for (const std::string& route : shared.kill.routes()) killed.insert({{"route", route}});
  desk.settle(AlertName::KillSwitchSet, killed);
  desk.settle(AlertName::RecordsLost, shared.losing_records.load() ? Firing{record::NamedLabels()} : Firing());
  EvidenceAlerts evidence;
  for (const policy::Route& route : snapshot.routes) {
    if (route.mode != policy::Mode::Off) look_at(shared, snapshot, route, now, evidence);
  }
  desk.settle(AlertName::EvidenceStale, evidence.stale);
  desk.settle(AlertName::EvidenceMissing, evidence.missing);
}

}  // namespace jurymast::app
