#include <fmt/format.h>

#include "app/exit_code.hpp"
#include "app/incident/incident_command.hpp"
#include "app/incident/incident_log.hpp"
#include "app/incident/incident_record.hpp"
#include "app/incident/incident_words.hpp"
#include "app/log/log_text.hpp"

namespace jurymast::app {
namespace {

using record::IncidentRecord;

/// One incident a route is enough, unless somebody wants two.
Result<void> check_none_open(const IncidentOptions& options, const IncidentPlace& place) {
  const auto open = incident_named(place, options.what);
  if (options.another || (!open && open.error().code == Code::NotFound)) return {};
  if (!open) return tl::unexpected(open.error());
  const std::string id = open->id.to_string();
  return fail(
      Code::Denied,
      "incident {} is open on the route {} since {}; look at it with `jurymast incident show {}`, end it with `jurymast incident "
      "close {}`, or open a second one with --another",
      id, options.what, to_rfc3339(open->said.front().record.at), id, id);
}

Result<IncidentRecord> opening(const IncidentOptions& options, const review::ProposedWindow& window, WallTime now) {
  auto begun = incident_record(options, record::IncidentEvent::Opened, now);
  if (!begun) return begun;
  IncidentRecord& record = *begun;
  const review::IncidentScope& scope = *window.scope;
  record.route = options.what;
  record.from = scope.from;
  record.to = scope.to;
  record.by_person = scope.by_person;
  record.detected_at = scope.detected_at;
  record.detected_by = scope.detected_by;
  const auto by = detected_by_named(options.detected_by);
  if (!by) return tl::unexpected(by.error());
  if (*by) {
    if (record.detected_by != *by) record.detected_at.reset();
    record.detected_by = *by;
  }
  if (!options.detected_at.empty()) {
    const auto at = parse_moment(options.detected_at, now);
    if (!at) return fail(Code::Invalid, "--detected-at: {}", at.error().message);
    record.detected_at = *at;
    if (!*by) record.detected_by.reset();
  }
  if (const auto checked = check_names(record); !checked) return tl::unexpected(checked.error());
  return begun;
}

int say_nothing_rose(const IncidentOptions& options, const review::ProposedWindow& window, const IncidentOutput& output) {
  fmt::print(
      output.complaints,
      "jurymast incident: the log proposes no window for the route {}: {} requests in the last day, and no class of failures rose "
      "beyond chance.\nIf you know better, say when it began: jurymast incident open {} --from 30m{}\n",
      options.what, window.operations, options.what, place_words(options));
  return kHold;
}

/// The same rule for everybody, so that nobody has to guess what was looked at.
void print_why(const review::ProposedWindow& window, std::FILE* out) {
  if (window.scope->by_person) return;
  fmt::print(
      out, "why       among {} requests of the last day these classes rose beyond chance (at most 1 in 100 such looks is wrong):\n",
      window.operations);
  for (const review::Episode& episode : window.episodes) {
    fmt::print(out, "          {} from {} to {}\n", episode.trouble, to_rfc3339(episode.first_at),
               episode.end ? to_rfc3339(episode.last_at) : "now");
  }
  if (window.earlier > 0) fmt::print(out, "          {} earlier episodes are not part of it\n", window.earlier);
}

void print_opened(const IncidentOptions& options, const IncidentRecord& record, const review::ProposedWindow& window,
                  std::FILE* out) {
  const std::string id = record.id.to_string();
  review::IncidentFacts facts;
  facts.scope = *window.scope;
  facts.scope.incident = record.incident;
  if (facts.scope.detected_at != record.detected_at) facts.scope.detected_seq = 0;
  facts.scope.detected_at = record.detected_at;
  facts.scope.detected_by = record.detected_by;
  fmt::print(out, "{}{}", options.dry_run ? "would open: " : "opened: ", scope_text(facts));
  print_why(window, out);
  if (options.dry_run) return;
  const std::string place = place_words(options);
  fmt::print(
      out,
      "\nnext:\n  jurymast incident timeline {0}{1}\n  jurymast incident histogram {0}{1}\n  jurymast incident impact {0}{1}\n"
      "  jurymast incident move {0} --from TIME{1}    where the window is wrong\n"
      "undo: jurymast incident close {0} --text \"no incident\"{1}\n",
      id, place);
}

}  // namespace

int run_incident_open(const IncidentOptions& options, Clock& clock, const IncidentOutput& output) {
  const auto place = place_to_write(options);
  if (!place) return complain(output, place.error());
  const auto ask = ask_of(options, *place, clock.wall_now());
  if (!ask) return complain(output, ask.error());
  if (!ask->patience.contains(options.what)) {
    return complain(output, {Code::Invalid, fmt::format("`{}` is no route of the configuration {}; `jurymast status` shows them",
                                                        options.what, options.config)});
  }
  if (const auto none = check_none_open(options, *place); !none) return complain(output, none.error());
  const auto window = propose_from_log(*ask);
  if (!window) return complain(output, window.error());
  if (!window->scope) return say_nothing_rose(options, *window, output);
  const auto record = opening(options, *window, ask->now);
  if (!record) return complain(output, record.error());
  const auto written = write_record(options, *place, render(*record), output.out);
  if (!written) return complain(output, written.error());
  print_opened(options, *record, *window, options.dry_run ? output.complaints : output.out);
  return kPass;
}

}  // namespace jurymast::app
