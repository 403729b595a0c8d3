#include "review/incident/window.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace jurymast::review {
namespace {

/// Times are written in these: an end stands behind the last operation by one.
constexpr Duration kTick = std::chrono::microseconds(1);

void surround(IncidentScope& scope, const WindowLook& look) {
  scope.route = look.route;
  scope.baseline_from = std::min(scope.from, std::max(look.counts.start(), scope.from - kBaselineMax));
  const WallTime end = scope.to.value_or(look.now);
  const Duration after = std::clamp(end - scope.from, kAfterMin, kAfterMax);
  scope.until = scope.to ? std::max(end, std::min(look.now + kTick, end + after)) : look.now + kTick;
  const auto notice = look.notices.first_in(scope.from - kNoticeLead, scope.until);
  if (!notice) return;
  scope.detected_at = notice->at;
  scope.detected_by = notice->by;
  scope.detected_seq = notice->seq;
  scope.detected_what = notice->what;
}

WallTime end_of(const Episode& episode, WallTime now) { return episode.end ? episode.last_at : now; }

/// The first of those episodes that make up the newest incident; all of them come after it.
std::size_t first_of_newest(const std::vector<Episode>& episodes, WallTime now) {
  std::size_t first = 0;
  WallTime end = end_of(episodes.front(), now);
  for (std::size_t i = 1; i < episodes.size(); ++i) {
    if (episodes[i].first_at > end + kEpisodesApartMax) first = i;
    end = std::max(end, end_of(episodes[i], now));
  }
  return first;
}

/// Where the episodes that follow each other from that moment on are all over; nothing where there are none, or where one goes on.
std::optional<WallTime> end_in_log(const WindowLook& look, WallTime from) {
  std::optional<WallTime> end;
  for (const Episode& episode : find_episodes(look.counts)) {
    if (end_of(episode, look.now) < from || (end && episode.first_at > *end + kEpisodesApartMax)) continue;
    if (!episode.end) return std::nullopt;
    end = std::max(end.value_or(from), episode.last_at + kTick);
  }
  return end;
}

/// The newest word on what a member of the records says; nothing where none says anything of it.
template <class Value>
Value newest(const std::vector<record::IncidentRecord>& said, Value record::IncidentRecord::* member) {
  for (auto record = said.rbegin(); record != said.rend(); ++record) {
    if ((*record).*member) return (*record).*member;
  }
  return {};
}

/// When it was over: as a person said; else as the log shows; else when a person closed it.
std::optional<WallTime> end_as_said(const std::vector<record::IncidentRecord>& said, const WindowLook& look, WallTime from) {
  if (const auto to = newest(said, &record::IncidentRecord::to)) return to;
  if (const auto end = end_in_log(look, from)) return end;
  const auto closed = std::find_if(
      said.begin(), said.end(), [](const record::IncidentRecord& record) { return record.event == record::IncidentEvent::Closed; });
  return closed == said.end() ? std::nullopt : std::optional(closed->at);
}

}  // namespace

ProposedWindow propose_window(const WindowLook& look) {
  ProposedWindow proposed;
  proposed.operations = look.counts.operations();
  const std::vector<Episode> episodes = find_episodes(look.counts);
  if (episodes.empty()) return proposed;
  proposed.earlier = first_of_newest(episodes, look.now);
  proposed.episodes.assign(episodes.begin() + static_cast<std::ptrdiff_t>(proposed.earlier), episodes.end());
  IncidentScope scope;
  scope.from = proposed.episodes.front().first_at;
  const bool over =
      std::all_of(proposed.episodes.begin(), proposed.episodes.end(), [](const Episode& e) { return e.end.has_value(); });
  if (over) {
    scope.to = scope.from;
    for (const Episode& episode : proposed.episodes) scope.to = std::max(*scope.to, episode.last_at + kTick);
  }
  surround(scope, look);
  proposed.scope = scope;
  return proposed;
}

IncidentScope scope_of_person(const WindowLook& look, WallTime from, std::optional<WallTime> to) {
  IncidentScope scope;
  scope.from = from;
  scope.to = to;
  scope.by_person = true;
  surround(scope, look);
  return scope;
}

IncidentScope scope_as_said(const std::vector<record::IncidentRecord>& said, const WindowLook& look) {
  JURYMAST_ASSERT(!said.empty());
  const auto from = newest(said, &record::IncidentRecord::from);
  const WallTime begin = from.value_or(said.front().at);
  IncidentScope scope = scope_of_person(look, begin, end_as_said(said, look, begin));
  scope.by_person = std::any_of(said.begin(), said.end(), [](const record::IncidentRecord& record) { return record.by_person; });
  scope.incident = said.front().incident;
  if (const auto detected_at = newest(said, &record::IncidentRecord::detected_at)) {
    if (detected_at != scope.detected_at) {
      scope.detected_seq = 0;
      scope.detected_what.clear();
      scope.detected_by.reset();
    }
    scope.detected_at = detected_at;
  }
  if (const auto by = newest(said, &record::IncidentRecord::detected_by)) scope.detected_by = by;
  return scope;
}

}  // namespace jurymast::review
