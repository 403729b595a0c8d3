#include "record/override.hpp"

#include "record/member_reader.hpp"
#include "record/member_shapes.hpp"
#include "record/member_writer.hpp"

namespace jurymast::record {

template <class Form, SomeOf<OverrideRecord> Record>
void describe(Form& form, Record& record) {
  form.id({"id", "the record's own id"}, record.id);
  form.time({"ts", "when it was decided, or ended"}, record.at);
  form.count({"config", "version of the configuration in force"}, record.config);
  form.word({"event", "whether it began or ended"}, record.event, kOverrideEventNames);
  form.word({"action", "what a person decided"}, record.action, kOverrideActionNames);
  form.identifier({"route", "a route's name, or `all`", "it is about a target on all routes"}, record.route);
  form.identifier({"target", "the target it is about", "about none"}, record.target);
  form.identifier({"value", "the mode, or the failure class", "neither"}, record.value);
  form.identifier({"author", "who asked for it"}, record.author);
  form.identifier({"approver", "who approved it, another person", "nobody"}, record.approver);
  form.flag({"break_glass", "the author stood alone", "false"}, record.break_glass);
  form.text({"reason", "in the author's words", "none"}, record.reason);
  form.identifier({"ticket", "the ticket it belongs to", "none"}, record.ticket);
  form.time({"expires_at", "when it ends by itself", "not by itself"}, record.expires_at);
  form.id({"reverts", "id of the record that it ends", "it begins"}, record.reverts);
  form.identifiers({"unproven", "conditions of a fallback that nobody knew then", "none"}, record.unproven);
  form.identifier({"failing_signal", "the failure that it is to answer", "not said"}, record.failing_signal);
  form.identifiers({"changed_paths", "settings that changed in the 24 hours before it was set, at most 12", "none, or it ends"},
                   record.changed_paths);
}

std::string render(const OverrideRecord& record) { return write_record("override", record); }

Result<OverrideRecord> read_override(std::string_view record) { return read_record<OverrideRecord>("override", record); }

KindShape override_shape() { return shape_of<OverrideRecord>("override", "a person decided past the configuration, for a time"); }

}  // namespace jurymast::record
