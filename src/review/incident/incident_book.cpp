#include "review/incident/incident_book.hpp"

#include <algorithm>

#include "record/line.hpp"

namespace jurymast::review {
namespace {

constexpr std::string_view kBeginning = R"({"v":1,"kind":"incident",)";

}  // namespace

bool IncidentStory::is_open() const {
  return std::none_of(said.begin(), said.end(),
                      [](const auto& cited) { return cited.record.event == record::IncidentEvent::Closed; });
}

std::vector<record::IncidentRecord> IncidentStory::records() const {
  std::vector<record::IncidentRecord> records;
  for (const auto& cited : said) records.push_back(cited.record);
  return records;
}

void IncidentBook::take(std::string_view line) {
  if (!line.starts_with(kBeginning)) return;
  const auto split = record::split_line(line);
  if (!split || !split->checksum_holds) return;
  const auto record = record::read_incident(split->record);
  if (!record) return;
  const auto story =
      std::find_if(stories_.begin(), stories_.end(), [&](const IncidentStory& known) { return known.id == record->incident; });
  if (story != stories_.end()) {
    if (story->said.size() < kCitedMax) {
      story->said.push_back({split->seq, *record});
    } else {
      ++left_out_;
    }
    return;
  }
  if (record->event != record::IncidentEvent::Opened) return;
  if (stories_.size() == kIncidentsMax) {
    stories_.erase(stories_.begin());
    ++left_out_;
  }
  stories_.push_back({record->incident, record->route, {{split->seq, *record}}});
}

const IncidentStory* IncidentBook::find(OperationId id) const {
  const auto found = std::find_if(stories_.begin(), stories_.end(), [&](const IncidentStory& story) { return story.id == id; });
  return found == stories_.end() ? nullptr : &*found;
}

Result<const IncidentStory*> IncidentBook::open_on(std::string_view route) const {
  const IncidentStory* open = nullptr;
  for (const IncidentStory& story : stories_) {
    if (story.route != route || !story.is_open()) continue;
    if (open != nullptr) {
      return fail(Code::Denied, "several incidents are open on the route {}, {} and {} among them; name one by its id", route,
                  open->id.to_string(), story.id.to_string());
    }
    open = &story;
  }
  return open;
}

}  // namespace jurymast::review
