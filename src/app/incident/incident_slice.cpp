#include "app/incident/incident_slice.hpp"

#include <algorithm>

#include "app/incident/incident_log.hpp"
#include "review/incident/incident_fold.hpp"
#include "review/incident/window_fold.hpp"

namespace jurymast::app {
namespace {

constexpr Duration kLook = std::chrono::minutes(review::kSlotsMax);

/// What is asked for, found: whose window it is, and what the first pass over the log is about.
struct Found {
  std::string route;
  std::vector<record::IncidentRecord> said;
  WallTime look_from;
  WallTime look_to;
};

/// The day that ends now, or the one in which that moment lies with the baseline before it.
void place_look(Found& found, std::optional<WallTime> from, WallTime now) {
  found.look_from = from ? std::min(*from - review::kBaselineMax, now) : std::max(WallTime(), now - kLook);
  found.look_to = std::min(now, found.look_from + kLook);
}

Result<Found> find(const IncidentAsk& ask, ReadingProgress& progress) {
  const auto book = read_incident_book(ask.state_directory, progress);
  if (!book) return tl::unexpected(book.error());
  Found found;
  found.route = ask.what;
  const auto id = OperationId::parse(ask.what);
  const auto named = id ? Result<const review::IncidentStory*>(book->find(*id)) : book->open_on(ask.what);
  // A window that a person names needs no incident.
  if (!named && !ask.from) return tl::unexpected(named.error());
  const review::IncidentStory* const story = named ? *named : nullptr;
  if (id && story == nullptr) {
    return fail(Code::NotFound, "no incident {} was opened in this log; `jurymast incident list` shows those that were", ask.what);
  }
  std::optional<WallTime> from = ask.from;
  if (story != nullptr && (id || !from)) {
    found.route = story->route;
    found.said = story->records();
    for (const record::IncidentRecord& record : found.said) {
      if (!ask.from && record.from) from = record.from;
    }
    if (!from) from = found.said.front().at;
  }
  place_look(found, from, ask.now);
  return found;
}

Result<review::WindowFold> read_window(const IncidentAsk& ask, const Found& found, ReadingProgress& progress) {
  review::WindowFold fold(found.route, found.look_from, found.look_to);
  const auto read =
      for_each_line_since(ask.state_directory, found.look_from, progress, [&fold](std::string_view line) { fold.take(line); });
  if (!read) return tl::unexpected(read.error());
  return fold;
}

Result<review::IncidentScope> choose_scope(const IncidentAsk& ask, const Found& found, const review::WindowFold& window) {
  const review::WindowLook look = window.look(ask.now);
  if (ask.from) {
    review::IncidentScope scope = review::scope_of_person(look, *ask.from, ask.to);
    if (!found.said.empty()) scope.incident = found.said.front().incident;
    return scope;
  }
  if (!found.said.empty()) return review::scope_as_said(found.said, look);
  if (window.counts().operations() == 0) {
    return fail(Code::NotFound, "the log has no request of the route {} between {} and {}; `jurymast status` shows the routes",
                found.route, to_rfc3339(found.look_from), to_rfc3339(found.look_to));
  }
  review::ProposedWindow proposed = review::propose_window(look);
  if (proposed.scope) return *proposed.scope;
  return fail(
      Code::NotFound,
      "no class of failures rose on the route {} beyond chance since {}, among {} requests; name a window yourself with --from "
      "and --to",
      found.route, to_rfc3339(found.look_from), proposed.operations);
}

}  // namespace

Result<review::ProposedWindow> propose_from_log(const IncidentAsk& ask) {
  ReadingProgress progress(ask.progress, ask.state_directory);
  Found found;
  found.route = ask.what;
  place_look(found, ask.from, ask.now);
  const auto window = read_window(ask, found, progress);
  if (!window) return tl::unexpected(window.error());
  const review::WindowLook look = window->look(ask.now);
  review::ProposedWindow proposed = review::propose_window(look);
  if (ask.from) proposed.scope = review::scope_of_person(look, *ask.from, ask.to);
  return proposed;
}

Result<review::IncidentFacts> incident_facts(const IncidentAsk& ask) {
  ReadingProgress progress(ask.progress, ask.state_directory);
  const auto found = find(ask, progress);
  if (!found) return tl::unexpected(found.error());
  const auto window = read_window(ask, *found, progress);
  if (!window) return tl::unexpected(window.error());
  const auto scope = choose_scope(ask, *found, *window);
  if (!scope) return tl::unexpected(scope.error());
  const auto patience = ask.patience.find(found->route);
  review::IncidentFold fold(*scope, patience == ask.patience.end() ? review::UserPatience() : patience->second);
  // What was in force is told at the beginning of a process's life, which may be long before.
  const auto read =
      for_each_line_since(ask.state_directory, WallTime(), progress, [&fold](std::string_view line) { fold.take(line); });
  if (!read) return tl::unexpected(read.error());
  return fold.finish();
}

}  // namespace jurymast::app
