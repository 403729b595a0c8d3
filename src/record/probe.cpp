#include "record/probe.hpp"

#include "record/member_reader.hpp"
#include "record/member_shapes.hpp"
#include "record/member_writer.hpp"

namespace jurymast::record {

template <class Form, SomeOf<Assertion> Part>
void describe(Form& form, Part& assertion) {
  form.identifier({"name", "what was asserted"}, assertion.name);
  form.word({"result", "how it ended"}, assertion.result, kCheckResultNames);
}

template <class Form, SomeOf<ProbeQuestion> Question>
void describe_question(Form& form, Question& question) {
  form.count({"config", "version of the configuration in force"}, question.config);
  form.identifier({"route", "the route that was asked"}, question.route);
  form.identifier({"target", "the target it was meant for"}, question.target);
  form.word({"family", "the API family"}, question.family, kFamilyNames);
  form.flag({"streamed", "a stream was asked for", "false"}, question.streamed);
  form.identifier({"run", "the run of checks it belongs to", "none"}, question.run);
  form.identifier({"check", "which of the run's checks it is", "none"}, question.check);
  form.word({"request_type", "whether a good or a bad request was sent"}, question.request_type, kRequestTypeNames);
  form.word({"path", "through the gateway, straight to the target, or through another gateway"}, question.path, kProbePathNames);
  form.identifier({"via", "address of that other gateway", "none"}, question.via);
  form.word({"routing", "whether policy chose the target, as for any request, or the check did"}, question.routing,
            kProbeRoutingNames);
  form.word({"fault", "what was done to the request behind the gateway's own checks"}, question.fault, kProbeFaultNames);
  form.identifier({"fixture", "name of the built-in request"}, question.fixture);
  form.identifier({"expected", "what was expected"}, question.expected);
  form.identifier({"model_alias", "the model's name in the request", "not known"}, question.model_alias);
  form.id({"operation", "the operation that carried it", "sent straight to the target"}, question.operation);
  form.id({"contract", "id of the contract record it was held against", "none"}, question.contract);
  form.id({"gate", "id of the verdict it was made for", "none"}, question.gate);
}

template <class Form, SomeOf<ProbeSetting> Setting>
void describe_setting(Form& form, Setting& setting) {
  form.identifier({"environment", "the environment it was made in", "not said"}, setting.environment);
  form.identifier({"build", "version of the gateway", "not known"}, setting.build);
  form.digest({"config_digest", "of the configuration's text", "not known"}, setting.config_digest);
  form.identifier({"credential", "kind of the key's reference", "not known"}, setting.credential);
  form.identifier({"model", "the configured model, or the one that was asked for where the target has none",
                   "the client's own name is passed through"},
                  setting.model);
  form.identifier({"areas", "digests of the settings that the evidence rests on: family, request, retry, escalation, documentation",
                   "not known"},
                  setting.areas);
}

template <class Form, SomeOf<ProbeAnswer> Answer>
void describe_answer(Form& form, Answer& answer) {
  form.count({"attempts", "requests that were sent upstream"}, answer.attempts);
  form.identifier({"answered_by", "the target whose answer came back", "none"}, answer.answered_by);
  form.count({"status", "HTTP status of the last of them", "no response head"}, answer.status);
  form.word({"class", "how it was classified"}, answer.failure_class, kFailureClassNames);
  form.identifier({"object", "the answer's documented category", "none was returned"}, answer.object_type);
  form.identifier({"finish", "why it ended", "not said"}, answer.finish);
  form.word({"substituted", "whether another model answered than was asked for"}, answer.substituted, kTriNames);
  form.word({"id_present", "whether the answer had an id"}, answer.id_present, kReturnedNames);
  form.word({"usage_present", "whether usage was returned"}, answer.usage_present, kReturnedNames);
  form.word({"required_present", "whether every member the application reads was there"}, answer.required_present, kReturnedNames);
  form.identifiers({"missing", "names of those that were not", "none"}, answer.missing);
  form.identifiers({"differences", "where the answer differs from its documentation: the finding and its place", "none"},
                   answer.differences);
  form.word({"parse", "whether the answer could be read as its family documents", "nothing was there to read"}, answer.parse,
            kParseResultNames);
  form.word({"output", "what the route's rules said of it", "not checked"}, answer.output, kOutputFaultNames);
  form.word({"elapsed_bucket_s", "the time it took, as a span of seconds", "not measured"}, answer.elapsed, kElapsedBucketNames);
  form.word({"retry", "what was decided about sending it again"}, answer.retry, kRetryDecisionNames);
  form.flag({"backoff_seen", "a wait between two attempts was seen", "false"}, answer.backoff_seen);
  form.flag({"fallback_taken", "another target than the primary was asked", "false"}, answer.fallback_taken);
}

template <class Form, SomeOf<ProbeRecord> Record>
void describe(Form& form, Record& record) {
  form.id({"id", "the record's own id"}, record.id);
  form.time({"ts", "when it was sent"}, record.at);
  describe_question(form, record.question);
  describe_setting(form, record.setting);
  describe_answer(form, record.answer);
  form.objects({"assertions", "what was asserted", "nothing"}, record.assertions);
  form.word({"decision", "what was made of it"}, record.decision, kOperatorDecisionNames);
  form.word({"decided_by", "who decided"}, record.decided_by, kDecidedByNames);
  form.identifier({"operator", "initials or role of who ran it", "not said"}, record.person);
  form.identifier({"rollback_owner", "who rolls back", "not said"}, record.rollback_owner);
  form.text({"stop_condition", "when to stop, agreed before", "not said"}, record.stop_condition);
  form.identifier({"ticket", "the ticket it belongs to", "none"}, record.ticket);
  form.links({"links", "pages that were read for it", "none"}, record.links);
  form.text({"notes", "a person's words", "none"}, record.notes);
}

std::string render(const ProbeRecord& record) { return write_record("probe", record); }

Result<ProbeRecord> read_probe(std::string_view record) { return read_record<ProbeRecord>("probe", record); }

KindShape probe_shape() { return shape_of<ProbeRecord>("probe", "a smoke test: what was sent, and what was seen of its answer"); }

}  // namespace jurymast::record
