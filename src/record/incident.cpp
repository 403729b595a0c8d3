#include "record/incident.hpp"

#include "record/member_reader.hpp"
#include "record/member_shapes.hpp"
#include "record/member_writer.hpp"

namespace jurymast::record {

template <class Form, SomeOf<IncidentRecord> Record>
void describe(Form& form, Record& record) {
  form.id({"id", "the record's own id"}, record.id);
  form.time({"ts", "when it was said"}, record.at);
  form.id({"incident", "the id of the incident's record `opened`; that one names itself"}, record.incident);
  form.word({"event", "what is said"}, record.event, kIncidentEventNames);
  form.identifier({"route", "the route it is about"}, record.route);
  form.identifier({"author", "who says it: initials or a role"}, record.author);
  form.time({"from", "when it began", "not said"}, record.from);
  form.time({"to", "when it was over", "it goes on, or that is not said"}, record.to);
  form.time({"detected_at", "when somebody noticed", "not said"}, record.detected_at);
  form.word({"detected_by", "how it came to somebody's notice", "not said"}, record.detected_by, kDetectedByNames);
  form.flag({"by_person", "a person set the window; else the log proposed it", "false"}, record.by_person);
  form.identifier({"service", "the service it is about", "not said"}, record.service);
  form.identifier({"tenant", "the tenant it is about, by a name that is no person's", "not said"}, record.tenant);
  form.identifier({"region", "the region it is about", "not said"}, record.region);
  form.identifier({"feature", "the feature it is about", "not said"}, record.feature);
  form.identifier({"subject", "the figure, the question, or the id of the follow-up, that it belongs to", "it belongs to the incident"}, record.subject);
  form.text({"text", "the figure, the answer, what is to be done or what became of it, or the closing statement", "nothing"}, record.text);
  form.link({"source", "where it is from", "not said"}, record.source);
  form.identifier({"owner", "who does what is to be done", "nobody is named"}, record.owner);
  form.identifier({"due", "the day until which it is to be done", "no day is set"}, record.due);
  form.identifier({"ticket", "the ticket it belongs to", "none"}, record.ticket);
}

std::string render(const IncidentRecord& record) { return write_record("incident", record); }

Result<IncidentRecord> read_incident(std::string_view record) { return read_record<IncidentRecord>("incident", record); }

KindShape incident_shape() { return shape_of<IncidentRecord>("incident", "what a person said of an incident"); }

}  // namespace jurymast::record
