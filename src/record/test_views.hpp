#pragma once
#include <string>
#include <vector>

#include "record/alert.hpp"
#include "record/checkpoint_record.hpp"
#include "record/contract.hpp"
#include "record/events.hpp"
#include "record/gate.hpp"
#include "record/handoff.hpp"
#include "record/note.hpp"
#include "record/probe.hpp"
#include "record/sample.hpp"
#include "record/target_state.hpp"
#include "record/test_operations.hpp"

/// One record of every kind, and one operation of every kind of end, for the tests of renderings and schemas.
namespace jurymast::record::testing {

inline WallTime moment(std::int64_t second) { return WallTime{std::chrono::seconds(1'782'000'000 + second)}; }

inline PlainText plain(std::string_view text) { return PlainText::make(text).value(); }
inline Link link(std::string_view text) { return Link::make(text).value(); }

inline SnapshotRecord snapshot_in_force() {
  SnapshotRecord snapshot;
  snapshot.at = moment(-1);
  snapshot.version = 1;
  snapshot.digest.fill(0xab);
  snapshot.environment = "staging";
  snapshot.build = "0.1.0";
  snapshot.labels = {{"service", "shop"}};
  snapshot.flags = {{"fallback", "on"}, {"strict_durability", "off"}};
  snapshot.targets.push_back({"main", "api.openai.com:443", {Family::ChatCompletions}, "env", "gpt-5.1"});
  snapshot.targets.push_back({"spare", "api.cometapi.com:443", {Family::ChatCompletions}, "env", "gpt-5.1-mini"});
  snapshot.routes.push_back({"assistant", Family::ChatCompletions, "main", {"spare"}, "automatic", "first_content", "warn", 3, 2});
  return snapshot;
}

inline ContractRecord contract_read() {
  ContractRecord contract;
  contract.at = contract.accessed = moment(0);
  contract.id = operation_id(900);
  contract.pack = "cometapi";
  contract.pack_digest.emplace().fill(0x5a);
  contract.http_route = "/v1/chat/completions";
  contract.source = link("https://apidoc.cometapi.com/api/text/chat");
  contract.reachable = contract.listed = Tri::True;
  contract.status = 200;
  contract.digest.emplace().fill(0xc4);
  contract.links = {link("https://apidoc.cometapi.com/support/help-center")};
  return contract;
}

inline ProbeRecord probe_passed() {
  ProbeRecord probe;
  probe.at = moment(10);
  probe.id = operation_id(901);
  probe.question = {.config = 1,
                    .route = "assistant",
                    .target = "main",
                    .run = "smoke-20260705-001",
                    .check = "happy_path",
                    .routing = ProbeRouting::Natural,
                    .fixture = "json-ok@1",
                    .expected = "2xx+object",
                    .operation = operation_id(1),
                    .contract = operation_id(900)};
  probe.setting = {.environment = "staging",
                   .build = "1.0.0",
                   .config_digest = DigestBytes{},
                   .credential = "env",
                   .model = "model-a",
                   .areas = "00112233aabb-112233445566-223344556677-334455667788-445566778899"};
  ProbeAnswer& answer = probe.answer;
  answer.answered_by = "main";
  answer.substituted = Tri::False;
  answer.status = 200;
  answer.object_type = "chat.completion";
  answer.finish = "stop";
  answer.id_present = answer.usage_present = answer.required_present = Returned::True;
  answer.parse = ParseResult::Accepted;
  answer.output = OutputFault::None;
  answer.elapsed = bucket_of(std::chrono::milliseconds(812));
  probe.assertions = {{"same_path_as_the_application", CheckResult::Pass}, {"fallback_inactive", CheckResult::Pass}};
  probe.decision = OperatorDecision::Pass;
  probe.decided_by = DecidedBy::Operator;
  probe.person = "oncall";
  probe.rollback_owner = "sre-a";
  probe.stop_condition = plain("two failed probes in a row");
  probe.ticket = "CHG-1";
  probe.links = {link("https://apidoc.cometapi.com/api/text/chat")};
  probe.notes = plain("first look after the change");
  return probe;
}

/// A request without a mandatory member, as the check of error paths sends it.
inline ProbeRecord probe_of_an_error() {
  ProbeRecord probe = probe_passed();
  probe.id = operation_id(902);
  probe.question.check = "missing_field";
  probe.question.request_type = RequestType::ErrorPath;
  probe.question.routing = ProbeRouting::Forced;
  probe.question.fault = ProbeFault::MissingField;
  probe.question.fixture = "missing-field@1";
  probe.question.expected = "4xx+invalid_request";
  ProbeAnswer& answer = probe.answer = {};
  answer.status = 400;
  answer.failure_class = FailureClass::InvalidRequest;
  answer.parse = ParseResult::Accepted;
  answer.elapsed = bucket_of(std::chrono::milliseconds(35));
  probe.assertions = {{"classified", CheckResult::Pass}, {"sent_once", CheckResult::Pass}};
  probe.notes = {};
  return probe;
}

inline GateRecord gate_promotes() {
  GateRecord gate;
  gate.at = moment(20);
  gate.id = operation_id(903);
  gate.config = 1;
  gate.route = "assistant";
  gate.target = "spare";
  gate.verdict = GateVerdict::Promote;
  const std::string probe = operation_id(901).to_string();
  gate.groups = {{EvidenceGroup::Contract, CheckResult::Pass, {operation_id(900).to_string()}},
                 {EvidenceGroup::Response, CheckResult::Pass, {probe}},
                 {EvidenceGroup::Retry, CheckResult::Pass, {probe}}};
  gate.reasons = {"all_groups_pass"};
  gate.blocking = {"approval"};
  gate.unresolved = {"account_limits"};
  gate.policy_digest.emplace().fill(0x11);
  gate.evidence_digest.emplace().fill(0x22);
  gate.approver = "ic";
  gate.ticket = "CHG-1";
  gate.expected = plain("promote once both paths were checked");
  gate.notes = plain("evidence of today alone");
  gate.links = {link("https://apidoc.cometapi.com/api/text/chat")};
  return gate;
}

inline NoteRecord note_of_a_person() {
  return {moment(30),
          operation_id(904),
          "oncall",
          operation_id(2),
          Grounds::Inference,
          plain("the provider was short of capacity"),
          link("https://status.example.com/incidents/7"),
          "INC-7"};
}

inline HandoffRecord handoff_of_a_person() {
  return {moment(31),
          operation_id(905),
          "oncall",
          plain("jurymast log verify"),
          plain("whole, no findings"),
          plain("nothing was changed"),
          plain("whether the second region saw it too"),
          "INC-7"};
}

inline AlertRecord alert_of_ours() {
  AlertRecord alert;
  alert.at = moment(32);
  alert.id = operation_id(906);
  alert.name = "PrimaryOpen";
  alert.severity = Severity::Critical;
  alert.labels = {{"target", "main"}};
  alert.summary = plain("the breaker of main is open");
  alert.runbook = link("https://runbooks.example.com/primary-open");
  return alert;
}

inline TargetStateRecord breaker_opened() {
  return {moment(33), "main", Hindrance::Breaker, Family::ChatCompletions, TargetState::Closed, TargetState::Open, 1, 5000};
}

inline SampleRecord sample_under_load() {
  SampleRecord sample;
  sample.at = moment(40);
  sample.config = 1;
  sample.in_flight = 17;
  sample.in_flight_max = 1024;
  sample.queue_bytes = 4096;
  sample.memory_bytes = 65536;
  sample.draining = true;
  sample.killed_routes = 1;
  sample.targets = {{"main", 17, 256, 9200, 1500, BreakerState::Open}, {"spare", 3, 256, 10'000, std::nullopt, std::nullopt}};
  return sample;
}

/// An operation that ended like that, by name.
struct NamedLine {
  std::string name;
  std::string record;
};
std::vector<NamedLine> operations_of_every_end();
/// A checkpoint over five lines, by the key whose seed is all sevens.
CheckpointRecord checkpoint_signed();
/// One record of every other kind whose shape is told.
std::vector<NamedLine> records_of_other_kinds();

}  // namespace jurymast::record::testing
