#include "record/handoff.hpp"

#include "record/member_reader.hpp"
#include "record/member_shapes.hpp"
#include "record/member_writer.hpp"

namespace jurymast::record {

template <class Form, SomeOf<HandoffRecord> Record>
void describe(Form& form, Record& record) {
  form.id({"id", "the record's own id"}, record.id);
  form.time({"ts", "when it was written"}, record.at);
  form.identifier({"author", "initials or a role"}, record.author);
  form.text({"command", "what was run"}, record.command);
  form.text({"result", "what came of it"}, record.result);
  form.text({"changed", "which files or settings are different now, or that none are"}, record.changed);
  form.text({"uncertainty", "what is still not known"}, record.uncertainty);
  form.identifier({"ticket", "the ticket it belongs to", "none"}, record.ticket);
}

std::string render(const HandoffRecord& record) { return write_record("handoff", record); }

Result<HandoffRecord> read_handoff(std::string_view record) { return read_record<HandoffRecord>("handoff", record); }

KindShape handoff_shape() {
  return shape_of<HandoffRecord>("handoff", "what one person leaves to the next: command, result, changes, uncertainty");
}

}  // namespace jurymast::record
