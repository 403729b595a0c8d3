#include "record/alert.hpp"

#include "record/member_reader.hpp"
#include "record/member_shapes.hpp"
#include "record/member_writer.hpp"

namespace jurymast::record {

template <class Form, SomeOf<AlertRecord> Record>
void describe(Form& form, Record& record) {
  form.id({"id", "the record's own id"}, record.id);
  form.time({"ts", "when it fired or was resolved"}, record.at);
  form.word({"source", "who raised it"}, record.source, kAlertSourceNames);
  form.word({"state", "whether it fires or is over"}, record.state, kAlertStateNames);
  form.word({"severity", "how urgent it is"}, record.severity, kSeverityNames);
  form.identifier({"name", "the alert's name"}, record.name);
  form.labels({"labels", "what it is about", "none"}, record.labels);
  form.text({"summary", "what it says, in a sentence", "it says nothing"}, record.summary);
  form.link({"runbook", "where it is told what to do", "none"}, record.runbook);
}

std::string render(const AlertRecord& record) { return write_record("alert", record); }

Result<AlertRecord> read_alert(std::string_view record) { return read_record<AlertRecord>("alert", record); }

KindShape alert_shape() { return shape_of<AlertRecord>("alert", "an alert fired or was resolved"); }

}  // namespace jurymast::record
