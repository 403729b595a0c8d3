#include "review/incident/detection.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace jurymast::review {

using record::DetectedBy;

bool is_about(const record::AlertRecord& alert, const std::string& route) {
  const auto named =
      std::find_if(alert.labels.begin(), alert.labels.end(), [](const auto& label) { return label.first == "route"; });
  return named == alert.labels.end() || named->second == route;
}

void NoticeWatch::take(std::uint64_t seq, const record::AlertRecord& alert) {
  if (alert.state != record::AlertState::Firing || !is_about(alert, route_)) return;
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
