#include "review/incident/incident_said.hpp"

#include <fmt/format.h>

#include "review/calendar.hpp"

namespace jurymast::review {
namespace {

using record::IncidentEvent;

constexpr std::size_t kDateBytes = 10;

std::string stated_in(const record::IncidentRecord& record, std::string_view what) {
  if (what == "service") return record.service;
  if (what == "tenant") return record.tenant;
  if (what == "region") return record.region;
  return what == "feature" ? record.feature : std::string();
}

}  // namespace

bool FollowUp::whole() const { return !text.empty() && !owner.empty() && parse_date(due).has_value(); }

std::optional<EnteredFigure> entered(const IncidentFacts& facts, std::string_view figure) {
  std::optional<EnteredFigure> newest;
  for (const auto& [seq, record] : facts.said) {
    if (record.event == IncidentEvent::Entered && record.subject == figure) {
      newest = EnteredFigure{seq, record.text.text(), record.source.text()};
    }
  }
  return newest;
}

std::string affected(const IncidentFacts& facts, std::string_view what) {
  std::string newest;
  for (const auto& [seq, record] : facts.said) {
    const std::string stated = stated_in(record, what);
    if (!stated.empty()) newest = stated;
  }
  if (!newest.empty()) return newest;
  const auto figure = entered(facts, what);
  return figure ? figure->value : std::string();
}

std::vector<FollowUp> follow_ups(const std::vector<Cited<record::IncidentRecord>>& said) {
  std::vector<FollowUp> all;
  for (const auto& cited : said) {
    const record::IncidentRecord& record = cited.record;
    if (record.event == IncidentEvent::FollowUp) {
      all.push_back({cited.seq, record.id, record.text.text(), record.owner, record.due});
    }
    if (record.event != IncidentEvent::FollowUpDone) continue;
    for (FollowUp& one : all) {
      if (one.id.to_string() == record.subject) one.done = cited;
    }
  }
  return all;
}

std::string state_of(const FollowUp& follow_up) {
  if (!follow_up.done) return "open";
  const record::IncidentRecord& word = follow_up.done->record;
  const std::string day = to_rfc3339(word.at).substr(0, kDateBytes);
  return fmt::format("done {} by {}{}{}", day, word.author, word.text.empty() ? "" : ": ", word.text.text());
}

std::string closing_statement(const IncidentFacts& facts) {
  std::string newest;
  for (const auto& [seq, record] : facts.said) {
    if (record.event == IncidentEvent::Closed) newest = record.text.text();
  }
  return newest;
}

std::string ticket_of(const IncidentFacts& facts) {
  std::string newest;
  for (const auto& [seq, record] : facts.said) {
    if (!record.ticket.empty()) newest = record.ticket;
  }
  return newest;
}

}  // namespace jurymast::review
