#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/exit_code.hpp"
#include "app/incident/incident_command.hpp"
#include "app/incident/incident_log.hpp"
#include "app/incident/incident_record.hpp"
#include "app/status/status_words.hpp"

namespace jurymast::app {
namespace {

using Json = nlohmann::ordered_json;
using record::IncidentRecord;

constexpr std::size_t kIndent = 4;

Json as_json(const IncidentRecord& record) { return Json::parse(render(record)); }

std::string span_of(const IncidentRecord& record) {
  if (!record.from) return "";
  return fmt::format(" from {}{}", to_rfc3339(*record.from), record.to ? " to " + to_rfc3339(*record.to) : ", and no end is said");
}

std::string detection_of(const IncidentRecord& record) {
  if (!record.detected_at && !record.detected_by) return "";
  return fmt::format("; noticed{}{}", record.detected_at ? " " + to_rfc3339(*record.detected_at) : "",
                     record.detected_by ? fmt::format(" by {}", name_of(*record.detected_by)) : "");
}

std::string row(const IncidentRecord& record, std::uint64_t seq) {
  std::string text =
      fmt::format("{}  {}{} by {}{}{}", to_rfc3339(record.at), name_of(record.event),
                  record.subject.empty() ? "" : " " + record.subject, record.author, span_of(record), detection_of(record));
  if (!record.text.empty()) text += ": " + record.text.text();
  if (!record.source.empty()) text += fmt::format(" ({})", record.source.text());
  if (!record.owner.empty()) text += fmt::format("; {} until {}", record.owner, record.due);
  return wrap(text + fmt::format(" [line {}]", seq), kIndent);
}

Json story_json(const review::IncidentStory& story) {
  Json said = Json::array();
  for (const auto& cited : story.said) {
    Json one = as_json(cited.record);
    one["seq"] = cited.seq;
    said.push_back(std::move(one));
  }
  return {{"id", story.id.to_string()}, {"route", story.route}, {"open", story.is_open()}, {"said", std::move(said)}};
}

}  // namespace

int run_incident_list(const IncidentOptions& options, Clock& clock, const IncidentOutput& output) {
  const auto place = place_to_read(options);
  if (!place) return complain(output, place.error());
  ReadingProgress progress(stderr, place->state_directory);
  const auto book = read_incident_book(place->state_directory, progress);
  if (!book) return complain(output, book.error());
  Json all = Json::array();
  for (auto story = book->stories().rbegin(); story != book->stories().rend(); ++story) {
    const IncidentRecord& opened = story->said.front().record;
    all.push_back(story_json(*story));
    if (options.json) continue;
    fmt::print(output.out, "{}  {}  route {}, opened {} ago by {}{}\n", story->id.to_string(),
               story->is_open() ? "open  " : "closed", story->route, span_text(clock.wall_now() - opened.at), opened.author,
               opened.ticket.empty() ? "" : ", " + opened.ticket);
  }
  if (options.json) fmt::print(output.out, "{}\n", all.dump(2));
  if (book->stories().empty()) {
    fmt::print(output.complaints, "no incident was opened in this log; `jurymast incident open ROUTE` opens one\n");
  }
  if (book->left_out() > 0) fmt::print(output.complaints, "{} older records are not listed\n", book->left_out());
  return kPass;
}

int run_incident_show(const IncidentOptions& options, Clock&, const IncidentOutput& output) {
  const auto place = place_to_read(options);
  if (!place) return complain(output, place.error());
  const auto story = incident_named(*place, options.what);
  if (!story) return complain(output, story.error());
  if (options.json) {
    fmt::print(output.out, "{}\n", story_json(*story).dump(2));
    return kPass;
  }
  const IncidentRecord& opened = story->said.front().record;
  fmt::print(output.out, "incident {} on route {}, {}\n", story->id.to_string(), story->route,
             story->is_open() ? "open" : "closed");
  for (const auto& [name, value] :
       {std::pair{"service", &opened.service}, std::pair{"tenant", &opened.tenant}, std::pair{"region", &opened.region},
        std::pair{"feature", &opened.feature}, std::pair{"ticket", &opened.ticket}}) {
    if (!value->empty()) fmt::print(output.out, "  {} {}\n", name, *value);
  }
  for (const auto& cited : story->said) fmt::print(output.out, "{}", row(cited.record, cited.seq));
  return kPass;
}

}  // namespace jurymast::app
