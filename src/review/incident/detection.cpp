#include "review/incident/detection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace jurymast::review {

using record::DetectedBy;

namespace {

/// Of the gateway's own alerts those about how requests fare.
constexpr std::array<std::string_view, 5> kOfTraffic{"rollout_frozen", "rollout_rolled_back", "target_suspended",
                                                     "primary_degraded", "mitigation_not_effective"};

}  // namespace

bool is_about(const record::AlertRecord& alert, const std::string& route) {
  const auto named =
      std::find_if(alert.labels.begin(), alert.labels.end(), [](const auto& label) { return label.first == "route"; });
  return named == alert.labels.end() || named->second == route;
}

bool tells_of_traffic(const record::AlertRecord& alert) {
  return alert.source != record::AlertSource::Jurymast ||
         std::find(kOfTraffic.begin(), kOfTraffic.end(), alert.name) != kOfTraffic.end();
}

void NoticeWatch::take(std::uint64_t seq, const record::AlertRecord& alert) {
  if (alert.state != record::AlertState::Firing || !is_about(alert, route_) || !tells_of_traffic(alert)) return;
  keep({alert.at, seq, DetectedBy::Alert, fmt::format("the alert {} fired", alert.name)});
}

void NoticeWatch::take(std::uint64_t seq, const record::ProbeRecord& probe) {
  if (probe.question.route != route_ || probe.decision != record::OperatorDecision::Fail) return;
  keep({probe.at, seq, DetectedBy::SyntheticTest, fmt::format("the check {} failed", probe.question.check)});
}

void NoticeWatch::take(std::uint64_t seq, const record::NoteRecord& note) {
  if (!note.about) keep({note.at, seq, std::nullopt, fmt::format("{} wrote a note", note.author)});
}

std::optional<Notice> NoticeWatch::first_in(WallTime from, WallTime to) const {
  const Notice* first = nullptr;
  for (const Notice& notice : notices_) {
    if (notice.at >= from && notice.at < to && (first == nullptr || notice.at < first->at)) first = &notice;
  }
  return first == nullptr ? std::nullopt : std::optional(*first);
}

void NoticeWatch::keep(Notice notice) {
  if (notices_.size() == kNoticesMax) notices_.erase(notices_.begin());
  notices_.push_back(std::move(notice));
}

}  // namespace jurymast::review
