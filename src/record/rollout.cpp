#include "record/rollout.hpp"

#include "record/member_reader.hpp"
#include "record/member_shapes.hpp"
#include "record/member_writer.hpp"

namespace jurymast::record {
template <class Form, SomeOf<StatisticValue> Value>
void describe(Form& form, Value& value) {
  form.identifier({"name", "which test"}, value.name);
  form.identifier({"e", "its value, 17 significant digits"}, value.e);
  form.identifier({"threshold", "the value at which it decides"}, value.threshold);
}

template <class Form, SomeOf<Share> Part>
void describe(Form& form, Part& share) {
  form.count({"ppm", "millionths of eligible requests"}, share.ppm);
}

template <class Form, SomeOf<RuleValue> Rule>
void describe(Form& form, Rule& rule) {
  form.identifier({"name", "which number, and its unit"}, rule.name);
  form.count({"value", "what it is for this plan; of a time that users wait, 0: none was set"}, rule.value);
}

template <class Form, SomeOf<RolloutRecord> Record>
void describe(Form& form, Record& record) {
  form.id({"id", "the record's own id"}, record.id);
  form.time({"ts", "when it was decided"}, record.at);
  form.count({"config", "version of the configuration it was decided under"}, record.config);
  form.id({"plan", "id of the plan's first record"}, record.plan.id);
  form.identifier({"route", "the route whose traffic it moves"}, record.plan.route);
  form.identifier({"target", "the fallback it is moved to"}, record.plan.target);
  form.word({"family", "the API family"}, record.plan.family, kFamilyNames);
  form.word({"purpose", "why traffic is moved"}, record.plan.purpose, kRolloutPurposeNames);
  form.word({"action", "what was done"}, record.action, kRolloutActionNames);
  form.word({"state_from", "where the rollout stood"}, record.state_from, kRolloutStateNames);
  form.word({"state_to", "where it stands now"}, record.state_to, kRolloutStateNames);
  form.count({"weight_from_ppm", "the share that the fallback had, in millionths of eligible requests"}, record.weight_from_ppm);
  form.count({"weight_to_ppm", "the share that it has now"}, record.weight_to_ppm);
  form.count({"stage", "position in the plan's stages, from 0"}, record.stage);
  form.objects({"stages", "the plan's stages", "none"}, record.plan.stages);
  form.count({"low_risk_until_ppm", "stages up to this one take requests of low risk alone"}, record.plan.low_risk_until_ppm);
  form.flag({"manual", "a person approves each increase", "false"}, record.plan.manual);
  form.count({"since_seq", "its statistics begin after that line"}, record.plan.since_seq);
  form.objects({"rules", "by which numbers the plan is judged, to its end", "those of the configuration"}, record.plan.rules);
  form.word({"trigger", "what made it happen", "the plan's own course"}, record.trigger, kRolloutTriggerNames);
  form.identifier({"class", "the failure class that decided", "none did"}, record.failure_class);
  form.objects({"statistics", "the tests as they stood", "none decided"}, record.statistics);
  form.count({"operations_canary", "operations of this stage that were drawn to the fallback"}, record.operations_canary);
  form.count({"operations_control", "operations of this stage that were drawn to the primary"}, record.operations_control);
  form.time({"stage_since", "the stage's evidence is of operations that began later", "it has none"}, record.stage_since);
  form.time({"harm_since", "when a confirmed freeze made the tests of harm begin anew", "with the plan"}, record.harm_since);
  form.count({"confirmations", "how often a freeze was confirmed, or the target suspended"}, record.confirmations);
  form.time({"until", "when a suspension ends by itself", "not by itself"}, record.until);
  form.id({"gate", "the verdict it rests on", "none"}, record.gate);
  form.word({"decided_by", "who decided"}, record.decided_by, kDecidedByNames);
  form.identifier({"person", "who asked for it", "nobody"}, record.person);
  form.identifier({"approver", "who approved it", "nobody"}, record.approver);
  form.identifier({"rollback_owner", "who takes the fallback back", "nobody is named"}, record.plan.rollback_owner);
  form.text({"stop_condition", "when to stop, agreed before", "none"}, record.plan.stop_condition);
  form.identifier({"ticket", "the ticket it belongs to", "none"}, record.plan.ticket);
  form.time({"expires_at", "when what it moved goes back by itself", "not by time"}, record.plan.expires_at);
  form.identifier({"failing_signal", "the failure that the plan is to answer", "not said"}, record.plan.failing_signal);
  form.identifiers({"changed_paths", "settings that changed in the 24 hours before the plan, at most 12", "none, or another step"},
                   record.changed_paths);
  form.text({"reason", "in a person's words", "none"}, record.reason);
}

std::string render(const RolloutRecord& record) { return write_record("rollout", record); }

Result<RolloutRecord> read_rollout(std::string_view record) { return read_record<RolloutRecord>("rollout", record); }

KindShape rollout_shape() {
  return shape_of<RolloutRecord>("rollout", "a step of moving a route's traffic to a fallback, or back");
}

}  // namespace jurymast::record
