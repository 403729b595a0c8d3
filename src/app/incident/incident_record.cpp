#include "app/incident/incident_record.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "app/client/post_record.hpp"
#include "app/incident/incident_log.hpp"
#include "app/system_random.hpp"

namespace jurymast::app {
namespace {

constexpr std::size_t kNameBytesMax = 64;

bool is_name(std::string_view text) {
  constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.:/@-";
  return text.size() <= kNameBytesMax && text.find_first_not_of(kAllowed) == std::string_view::npos;
}

}  // namespace

Result<record::IncidentRecord> incident_record(const IncidentOptions& options, record::IncidentEvent event, WallTime now) {
  auto random = system_random();
  if (!random) return tl::unexpected(random.error());
  record::IncidentRecord record;
  record.at = now;
  record.id = record.incident = OperationId::make(now, *random);
  record.event = event;
  record.author = options.author.empty() ? "unknown" : options.author;
  record.service = options.service;
  record.tenant = options.tenant;
  record.region = options.region;
  record.feature = options.feature;
  record.ticket = options.ticket;
  return record;
}

Result<record::PlainText> typed_text(const std::string& text, const char* option) {
  if (text.empty()) return record::PlainText();
  auto made = record::PlainText::make(text);
  if (!made) return fail(Code::Invalid, "{}: {}", option, made.error().message);
  return made;
}

Result<record::Link> typed_link(const std::string& text, const char* option) {
  if (text.empty()) return record::Link();
  auto made = record::Link::make(text);
  if (!made) return fail(Code::Invalid, "{}: {}", option, made.error().message);
  return made;
}

Result<std::optional<record::DetectedBy>> detected_by_named(const std::string& name) {
  if (name.empty()) return std::nullopt;
  const auto& names = record::kDetectedByNames;
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return fail(Code::Invalid, "--detected-by: `{}` is none of {}", name, fmt::join(names, ", "));
  return static_cast<record::DetectedBy>(found - names.begin());
}

Result<void> check_names(const record::IncidentRecord& record) {
  const std::array<std::pair<const char*, const std::string*>, 8> names{{{"--author", &record.author},
                                                                         {"--service", &record.service},
                                                                         {"--tenant", &record.tenant},
                                                                         {"--region", &record.region},
                                                                         {"--feature", &record.feature},
                                                                         {"--ticket", &record.ticket},
                                                                         {"--owner", &record.owner},
                                                                         {"the figure", &record.subject}}};
  for (const auto& [option, name] : names) {
    if (is_name(*name)) continue;
    return fail(Code::Invalid, "{}: `{}` is no name: at most {} letters, digits and _ . : / @ -", option, *name, kNameBytesMax);
  }
  return {};
}

Result<review::IncidentStory> incident_named(const IncidentPlace& place, const std::string& what) {
  ReadingProgress progress(stderr, place.state_directory);
  const auto book = read_incident_book(place.state_directory, progress);
  if (!book) return tl::unexpected(book.error());
  const auto id = OperationId::parse(what);
  const auto story = id ? Result<const review::IncidentStory*>(book->find(*id)) : book->open_on(what);
  if (!story) return tl::unexpected(story.error());
  if (*story != nullptr) return **story;
  if (id)
    return fail(Code::NotFound, "no incident {} was opened in this log; `jurymast incident list` shows those that were", what);
  return fail(Code::NotFound, "no incident is open on the route {}; `jurymast incident open {}` opens one", what, what);
}

Result<void> write_record(const IncidentOptions& options, const IncidentPlace& place, std::string_view record, std::FILE* out) {
  if (options.dry_run) {
    fmt::print(out, "{}\n", record);
    return {};
  }
  const auto posted = post_record(place.snapshot->server, record);
  if (posted || posted.error().code != Code::Unavailable) return posted;
  return fail(
      Code::Unavailable,
      "{}\nRecords are written by the running gateway alone: start it with `jurymast serve{}`, or name its configuration with "
      "--config.\nTimeline, histogram, impact and compare read the log without it.",
      posted.error().message, place_words(options));
}

}  // namespace jurymast::app
