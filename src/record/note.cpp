#include "record/note.hpp"

#include "record/member_reader.hpp"
#include "record/member_shapes.hpp"
#include "record/member_writer.hpp"

namespace jurymast::record {

template <class Form, SomeOf<NoteRecord> Record>
void describe(Form& form, Record& record) {
  form.id({"id", "the record's own id"}, record.id);
  form.time({"ts", "when it was written"}, record.at);
  form.identifier({"author", "initials or a role"}, record.author);
  form.id({"about", "id of the record it is about", "about no single record"}, record.about);
  form.word({"grounds", "whether it was seen or concluded"}, record.grounds, kGroundsNames);
  form.text({"text", "one line of at most 500 bytes"}, record.text);
  form.link({"link", "where the data came from", "none"}, record.link);
  form.identifier({"ticket", "the ticket it belongs to", "none"}, record.ticket);
}

std::string render(const NoteRecord& record) { return write_record("note", record); }

Result<NoteRecord> read_note(std::string_view record) { return read_record<NoteRecord>("note", record); }

KindShape note_shape() { return shape_of<NoteRecord>("note", "what a person adds to the record"); }

}  // namespace jurymast::record
