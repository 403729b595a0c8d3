#include <fmt/format.h>

#include "app/exit_code.hpp"
#include "app/incident/incident_command.hpp"
#include "app/incident/incident_record.hpp"
#include "app/log/log_text.hpp"
#include "record/note.hpp"
#include "review/calendar.hpp"
#include "review/incident/incident_said.hpp"
#include "review/incident/review_question.hpp"

namespace jurymast::app {
namespace {

using record::IncidentEvent;
using record::IncidentRecord;
using review::IncidentStory;

Result<void> take_time(const std::string& text, const char* option, WallTime now, std::optional<WallTime>& time) {
  if (text.empty()) return {};
  const auto read = parse_moment(text, now);
  if (!read) return fail(Code::Invalid, "{}: {}", option, read.error().message);
  time = *read;
  return {};
}

Result<void> fill_move(const IncidentOptions& options, const IncidentStory& /*story*/, IncidentRecord& record) {
  if (const auto taken = take_time(options.from, "--from", record.at, record.from); !taken) return taken;
  if (const auto taken = take_time(options.to, "--to", record.at, record.to); !taken) return taken;
  if (const auto taken = take_time(options.detected_at, "--detected-at", record.at, record.detected_at); !taken) return taken;
  const auto by = detected_by_named(options.detected_by);
  if (!by) return tl::unexpected(by.error());
  record.detected_by = *by;
  record.by_person = record.from || record.to;
  if (record.from && record.to && *record.to <= *record.from) {
    return fail(Code::Invalid, "--to {} is not after --from {}", options.to, options.from);
  }
  if (record.by_person || record.detected_at || record.detected_by) return {};
  return fail(Code::Invalid, "nothing to move: give --from, --to, --detected-at or --detected-by");
}

/// A text that must not be empty, and where it is from if that is told.
Result<void> fill_text(const IncidentOptions& options, const char* what, IncidentRecord& record) {
  auto text = typed_text(options.text, what);
  if (!text) return tl::unexpected(text.error());
  if (text->empty()) return fail(Code::Invalid, "{} is empty; say it in a sentence", what);
  auto source = typed_link(options.source, "--source");
  if (!source) return tl::unexpected(source.error());
  record.text = *std::move(text);
  record.source = *std::move(source);
  return {};
}

Result<void> fill_figure(const IncidentOptions& options, const IncidentStory& /*story*/, IncidentRecord& record) {
  record.subject = options.figure;
  if (options.source.empty()) return fail(Code::Invalid, "a figure has a source: --source URL says where it is from");
  return fill_text(options, "the value", record);
}

Result<void> fill_answer(const IncidentOptions& options, const IncidentStory& /*story*/, IncidentRecord& record) {
  if (review::review_question(options.question) == nullptr) {
    std::vector<std::string_view> names;
    for (const review::ReviewQuestion& one : review::review_questions()) names.push_back(one.name);
    return fail(Code::Invalid, "no question is called {}; there are: {}", options.question, fmt::join(names, ", "));
  }
  record.subject = options.question;
  return fill_text(options, "the answer", record);
}

Result<void> fill_follow_up(const IncidentOptions& options, const IncidentStory& /*story*/, IncidentRecord& record) {
  if (options.owner.empty()) return fail(Code::Invalid, "nobody is named who does it; add --owner WHO");
  const auto due = review::parse_date(options.due);
  if (!due) return fail(Code::Invalid, "`{}` is no day; write --due 2026-07-31", options.due);
  if (*due < std::chrono::floor<std::chrono::days>(std::chrono::sys_time<Duration>(record.at.since_epoch))) {
    return fail(Code::Invalid, "the day {} is over; name one that is to come", options.due);
  }
  record.owner = options.owner;
  record.due = options.due;
  return fill_text(options, "what is to be done", record);
}

Result<void> fill_done(const IncidentOptions& options, const IncidentStory& story, IncidentRecord& record) {
  if (!options.owner.empty() || !options.due.empty()) return fail(Code::Invalid, "what is done has no other --owner and no --due");
  const std::vector<review::FollowUp> all = review::follow_ups(story.said);
  if (options.done > all.size()) {
    return fail(Code::Invalid, "--done {}: the incident has {} follow-ups; `jurymast incident review {}` numbers them",
                options.done, all.size(), story.id.to_string());
  }
  const review::FollowUp& one = all[options.done - 1];
  if (one.done) return fail(Code::Denied, "--done {}: it is {} already", options.done, review::state_of(one));
  record.subject = one.id.to_string();
  return options.text.empty() ? Result<void>() : fill_text(options, "what became of it", record);
}

Result<void> fill_close(const IncidentOptions& options, const IncidentStory& /*story*/, IncidentRecord& record) {
  auto text = typed_text(options.text, "--text");
  if (!text) return tl::unexpected(text.error());
  record.text = *std::move(text);
  return {};
}

using Fill = Result<void> (*)(const IncidentOptions&, const IncidentStory&, IncidentRecord&);

/// What all changes to an incident have in common: it is there, and is not closed.
Result<IncidentRecord> change(const IncidentOptions& options, const IncidentPlace& place, IncidentRecord record, Fill fill) {
  const auto story = incident_named(place, options.what);
  if (!story) return tl::unexpected(story.error());
  record.incident = story->id;
  record.route = story->route;
  if (record.event == IncidentEvent::Closed && !story->is_open())
    return fail(Code::Denied, "incident {} is closed already", story->id.to_string());
  if (const auto filled = fill(options, *story, record); !filled) return tl::unexpected(filled.error());
  if (const auto checked = check_names(record); !checked) return tl::unexpected(checked.error());
  return record;
}

/// Makes the record of a change and has it written.
int run_change(const IncidentOptions& options, const Result<IncidentRecord>& begun, Fill fill, const IncidentOutput& output) {
  if (!begun) return complain(output, begun.error());
  const auto place = place_to_write(options);
  if (!place) return complain(output, place.error());
  const auto record = change(options, *place, *begun, fill);
  if (!record) return complain(output, record.error());
  const auto written = write_record(options, *place, render(*record), output.out);
  if (!written) return complain(output, written.error());
  if (!options.dry_run) {
    fmt::print(output.out, "{}: incident {} on route {}, recorded as {}\n", name_of(record->event), record->incident.to_string(),
               record->route, record->id.to_string());
  }
  return kPass;
}

}  // namespace

int run_incident_move(const IncidentOptions& options, Clock& clock, const IncidentOutput& output) {
  return run_change(options, incident_record(options, IncidentEvent::Moved, clock.wall_now()), fill_move, output);
}

int run_incident_enter(const IncidentOptions& options, Clock& clock, const IncidentOutput& output) {
  return run_change(options, incident_record(options, IncidentEvent::Entered, clock.wall_now()), fill_figure, output);
}

int run_incident_answer(const IncidentOptions& options, Clock& clock, const IncidentOutput& output) {
  return run_change(options, incident_record(options, IncidentEvent::Answered, clock.wall_now()), fill_answer, output);
}

int run_incident_follow_up(const IncidentOptions& options, Clock& clock, const IncidentOutput& output) {
  const WallTime now = clock.wall_now();
  return options.done == 0 ? run_change(options, incident_record(options, IncidentEvent::FollowUp, now), fill_follow_up, output)
                           : run_change(options, incident_record(options, IncidentEvent::FollowUpDone, now), fill_done, output);
}

int run_incident_close(const IncidentOptions& options, Clock& clock, const IncidentOutput& output) {
  return run_change(options, incident_record(options, IncidentEvent::Closed, clock.wall_now()), fill_close, output);
}

int run_incident_note(const IncidentOptions& options, Clock& clock, const IncidentOutput& output) {
  const auto place = place_to_write(options);
  if (!place) return complain(output, place.error());
  const auto story = incident_named(*place, options.what);
  if (!story) return complain(output, story.error());
  const auto author = incident_record(options, IncidentEvent::Moved, clock.wall_now());
  if (!author) return complain(output, author.error());
  if (const auto checked = check_names(*author); !checked) return complain(output, checked.error());
  auto text = typed_text(options.text, "the note");
  if (!text) return complain(output, text.error());
  if (text->empty()) return complain(output, {Code::Invalid, "the note is empty"});
  auto link = typed_link(options.source, "--source");
  if (!link) return complain(output, link.error());
  const record::Grounds grounds = options.inference ? record::Grounds::Inference : record::Grounds::Fact;
  const record::NoteRecord note{author->at, author->id, author->author, story->id, grounds, *text, *link, options.ticket};
  const auto written = write_record(options, *place, render(note), output.out);
  if (!written) return complain(output, written.error());
  if (!options.dry_run) fmt::print(output.out, "noted: incident {}, recorded as {}\n", story->id.to_string(), note.id.to_string());
  return kPass;
}

}  // namespace jurymast::app
