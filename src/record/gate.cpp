#include "record/gate.hpp"

#include "record/member_reader.hpp"
#include "record/member_shapes.hpp"
#include "record/member_writer.hpp"

namespace jurymast::record {

template <class Form, SomeOf<GroupResult> Group>
void describe(Form& form, Group& group) {
  form.word({"group", "what was looked at"}, group.group, kEvidenceGroupNames);
  form.word({"result", "how it stood"}, group.result, kCheckResultNames);
  form.identifiers({"records", "ids of the records that say so", "none"}, group.records);
}

template <class Form, SomeOf<GateRecord> Record>
void describe(Form& form, Record& record) {
  form.id({"id", "the record's own id"}, record.id);
  form.time({"ts", "when it was decided"}, record.at);
  form.count({"config", "version of the configuration it was decided under"}, record.config);
  form.identifier({"route", "the route it is about"}, record.route);
  form.identifier({"target", "the target it is about"}, record.target);
  form.word({"family", "the API family it is about"}, record.family, kFamilyNames);
  form.word({"verdict", "what follows: on to the next stage, wait for what is missing, or find out"}, record.verdict,
            kGateVerdictNames);
  form.word({"decided_by", "who decided"}, record.decided_by, kDecidedByNames);
  form.objects({"groups", "the groups of evidence", "nothing was looked at"}, record.groups);
  form.identifiers({"reasons", "codes of the reasons", "none"}, record.reasons);
  form.identifiers({"blocking", "what has to come before a promotion", "nothing"}, record.blocking);
  form.identifiers({"unresolved", "what only the account's owner can say", "nothing"}, record.unresolved);
  form.digest({"policy_digest", "of the policy that was applied", "not known"}, record.policy_digest);
  form.digest({"evidence_digest", "of the records that were read", "not known"}, record.evidence_digest);
  form.digest({"contract_digest", "of the contract pack that was applied", "not known"}, record.contract_digest);
  form.identifier({"approver", "who approved", "nobody"}, record.approver);
  form.identifier({"ticket", "the ticket it belongs to", "none"}, record.ticket);
  form.identifier({"failing_signal", "the failure that the change is to answer", "not said"}, record.failing_signal);
  form.identifiers({"changed_paths", "settings that were changed while the evidence may count", "none"}, record.changed_paths);
  form.text({"expected", "what was expected", "not said"}, record.expected);
  form.text({"notes", "a person's words", "none"}, record.notes);
  form.links({"links", "pages that were read for it", "none"}, record.links);
}

std::string render(const GateRecord& record) { return write_record("gate", record); }

Result<GateRecord> read_gate(std::string_view record) { return read_record<GateRecord>("gate", record); }

KindShape gate_shape() { return shape_of<GateRecord>("gate", "a gate's verdict on the evidence for one route and target"); }

}  // namespace jurymast::record
