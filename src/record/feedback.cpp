#include "record/feedback.hpp"

#include "record/member_reader.hpp"
#include "record/member_shapes.hpp"
#include "record/member_writer.hpp"

namespace jurymast::record {

template <class Form, SomeOf<FeedbackRecord> Record>
void describe(Form& form, Record& record) {
  form.id({"id", "the record's own id"}, record.id);
  form.time({"ts", "when it was told"}, record.at);
  form.id({"operation", "id of the operation whose answer was rejected"}, record.operation);
  form.identifier({"route", "its route"}, record.route);
  form.identifier({"target", "the target whose answer it was"}, record.target);
  form.identifier({"person", "whose token told it", "none was needed"}, record.person);
}

std::string render(const FeedbackRecord& record) { return write_record("feedback", record); }

Result<FeedbackRecord> read_feedback(std::string_view record) { return read_record<FeedbackRecord>("feedback", record); }

KindShape feedback_shape() {
  return shape_of<FeedbackRecord>("feedback", "an application could not use an answer that it had got");
}

}  // namespace jurymast::record
