#include "record/target_state.hpp"

#include "record/member_reader.hpp"
#include "record/member_shapes.hpp"
#include "record/member_writer.hpp"

namespace jurymast::record {

template <class Form, SomeOf<TargetStateRecord> Record>
void describe(Form& form, Record& record) {
  form.time({"ts", "when the change was seen"}, record.at);
  form.identifier({"target", "the target's name"}, record.target);
  form.word({"hindrance", "what keeps requests away"}, record.hindrance, kHindranceNames);
  form.word({"family", "whose breaker it is", "not a breaker"}, record.family, kFamilyNames);
  form.word({"from", "its state when it was last looked at"}, record.from, kTargetStateNames);
  form.word({"to", "its state now"}, record.to, kTargetStateNames);
  form.count({"epoch", "how often the breaker has opened, so that changes between two looks are counted", "not a breaker"},
             record.epoch);
  form.count({"left_ms", "how long it lasts at least", "not known"}, record.left_ms);
}

std::string render(const TargetStateRecord& record) { return write_record("target_state", record); }

Result<TargetStateRecord> read_target_state(std::string_view record) {
  return read_record<TargetStateRecord>("target_state", record);
}

KindShape target_state_shape() {
  return shape_of<TargetStateRecord>("target_state", "a target's breaker, pause or credential changed its state");
}

}  // namespace jurymast::record
