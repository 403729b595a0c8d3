#include "app/incident/incident_slice.hpp"

#include <algorithm>

#include "app/incident/incident_log.hpp"
#include "review/incident/incident_fold.hpp"
#include "review/incident/window_fold.hpp"
#include "store/indexed_log.hpp"

namespace jurymast::app {
namespace {

constexpr Duration kLook = std::chrono::minutes(review::kSlotsMax);

/// Of the upper half of an id so many bits are random; those above are its time in milliseconds.
constexpr unsigned kIdRandomBits = 16;

/// What is asked for, found: whose window it is, and what the first pass over the log is about.
struct Found {
  std::string route;
  std::vector<record::IncidentRecord> said;
  WallTime look_from;
  WallTime look_to;
};

/// What is known of a window before the log is looked at.
struct Hint {
  std::optional<WallTime> from;
  std::optional<WallTime> to;  ///< as a person asks for it now
  WallTime now;
};

/// The day that ends now, or the one in which the window lies with the baseline before it; no more of it than is needed behind a given end.
void place_look(Found& found, const Hint& hint) {
  found.look_from = hint.from ? std::min(*hint.from - review::kBaselineMax, hint.now) : std::max(WallTime(), hint.now - kLook);
  found.look_to = std::min(hint.now, found.look_from + kLook);
  if (hint.from && hint.to) found.look_to = std::min(found.look_to, *hint.to + review::kAfterMax);
}

/// The moment that an id was made.
WallTime time_in(OperationId id) {
  return WallTime{std::chrono::milliseconds(static_cast<std::int64_t>(id.high() >> kIdRandomBits))};
}

Result<Found> find(const IncidentAsk& ask, ReadingProgress& progress) {
  Found found;
  found.route = ask.what;
  const auto id = OperationId::parse(ask.what);
  if (!id && ask.from) {
    place_look(found, {ask.from, ask.to, ask.now});
    return found;
  }
  // Nothing was said of an incident before it was opened, which its id tells.
  const auto book = read_incident_book(ask.state_directory, progress, id ? time_in(*id) : WallTime());
  if (!book) return tl::unexpected(book.error());
  const auto named = id ? Result<const review::IncidentStory*>(book->find(*id)) : book->open_on(ask.what);
  if (!named) return tl::unexpected(named.error());
  const review::IncidentStory* const story = named ? *named : nullptr;
  if (id && story == nullptr) {
    return fail(Code::NotFound, "no incident {} was opened in this log; `jurymast incident list` shows those that were", ask.what);
  }
  std::optional<WallTime> from = ask.from;
  if (story != nullptr) {
    found.route = story->route;
    found.said = story->records();
    for (const record::IncidentRecord& record : found.said) {
      if (!ask.from && record.from) from = record.from;
    }
    if (!from) from = found.said.front().at;
  }
  place_look(found, {from, ask.to, ask.now});
  return found;
}

/// Whatever is shown, the fold takes.
template <class Fold>
record::BlockVisitor shown_to(Fold& fold) {
  return {[&fold](const record::PlainLine& line) { fold.take(line); }, [&fold](std::string_view line) { fold.take(line); }};
}

Result<review::WindowFold> read_window(const IncidentAsk& ask, const Found& found, ReadingProgress& progress) {
  review::WindowFold fold(found.route, found.look_from, found.look_to);
  LogWish wish{.span = {found.look_from, found.look_to}, .route = found.route};
  wish.details = false;
  const auto read = for_each_record(ask.state_directory, wish, progress, shown_to(fold));
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
  place_look(found, {ask.from, ask.to, ask.now});
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
  // What was in force is told at the beginning of a process's life, which may be long before; what persons say of it, days later.
  LogWish wish{.span = {scope->baseline_from, scope->until}, .route = found->route};
  wish.all_others = true;
  const auto read = for_each_record(ask.state_directory, wish, progress, shown_to(fold));
  if (!read) return tl::unexpected(read.error());
  return fold.finish([&ask](std::uint64_t seq) { return store::line_numbered(ask.state_directory, seq).value_or(std::nullopt); });
}

}  // namespace jurymast::app
