#include "app/probe/smoke_record.hpp"

#include <optional>

#include "app/contract/contract_record.hpp"
#include "app/serve/snapshot_record.hpp"
#include "app/serve/subjects_in_force.hpp"
#include "app/version.hpp"
#include "record/line.hpp"
#include "store/log_reader.hpp"

namespace jurymast::app {
namespace {

/// The model's name in the request: what goes past our gateway asks for the target's own.
std::string alias_of(const SmokeSetting& setting, const policy::Target* target) {
  const bool own = setting.path != record::ProbePath::Gateway && target != nullptr && !target->model.empty();
  return own ? target->model : setting.model;
}

record::ProbeQuestion question_of(const SmokeSetting& setting, const SmokeOutcome& outcome) {
  const evidence::PlannedCheck& check = outcome.check;
  record::ProbeQuestion question;
  question.config = outcome.config;
  question.route = setting.route.name;
  question.target = check.target;
  question.family = check.family;
  question.streamed = check.streamed;
  question.run = setting.run;
  question.check = check.check;
  question.request_type = check.request_type();
  question.path = setting.path;
  question.routing = check.routing;
  question.fault = check.fault;
  question.fixture = setting.fixture.id;
  question.expected = evidence::expected_of(check);
  question.model_alias = alias_of(setting, target_named(setting.snapshot, check.target));
  if (setting.via) question.via = setting.via->address;
  question.operation = OperationId::parse(outcome.operation);
  const auto contract = setting.contracts.find(check.target);
  if (contract != setting.contracts.end()) question.contract = contract->second;
  return question;
}

record::ProbeSetting setting_of(const SmokeSetting& setting, const policy::Target* target) {
  record::ProbeSetting made;
  made.environment = setting.snapshot.server.environment;
  made.build = kVersion;
  made.config_digest = setting.snapshot.digest;
  if (target == nullptr) return made;
  made.credential = credential_kind(*target);
  made.model = resolved_model(setting, *target);
  made.areas = subject_in_force(setting.snapshot, setting.route, *target).areas;
  return made;
}

/// A text that is no plain one is left out: nothing of a check may fail for a word in the configuration.
record::PlainText plain(std::string_view text) { return record::PlainText::make(text).value_or(record::PlainText()); }

}  // namespace

record::ProbeRecord probe_record(const SmokeSetting& setting, const RecordIdentity& identity, const SmokeOutcome& outcome) {
  record::ProbeRecord made;
  made.at = identity.at;
  made.id = identity.id;
  made.question = question_of(setting, outcome);
  made.setting = setting_of(setting, target_named(setting.snapshot, outcome.check.target));
  made.answer = outcome.verdict->answer;
  made.assertions = outcome.verdict->assertions;
  made.decision = outcome.verdict->decision;
  made.person = setting.person;
  made.rollback_owner = setting.route.rollback_owner;
  made.stop_condition = plain(setting.route.stop_condition);
  made.ticket = setting.ticket;
  if (outcome.sent_again) made.notes = plain("sent once more after a transient failure");
  return made;
}

std::map<std::string, OperationId> contracts_of(const policy::Snapshot& snapshot, const policy::Route& route) {
  std::map<std::string, OperationId> contracts;
  const auto newest = newest_contracts(snapshot.server.state, route.family);
  std::vector<TargetIndex> targets{route.primary};
  targets.insert(targets.end(), route.fallback.begin(), route.fallback.end());
  for (const TargetIndex index : targets) {
    const policy::Target& target = snapshot.target(index);
    const auto held = held_pack(target);
    if (!newest || !held) continue;
    for (const record::ContractRecord& contract : *newest) {
      if (contract.pack == held->named.pack.name) contracts.emplace(target.name, contract.id);
    }
  }
  return contracts;
}

void record_check(const SmokeSetting& setting, const RecordIdentity& identity, const SmokeGateway& gateway, SmokeOutcome& outcome) {
  const auto posted = gateway.post(record::render(probe_record(setting, identity, outcome)));
  outcome.record = posted ? identity.id.to_string() : std::string();
  outcome.unrecorded = posted ? std::string() : posted.error().message;
}

Result<record::ProbeRecord> find_probe(const std::string& state, const std::string& id) {
  std::optional<record::ProbeRecord> found;
  const auto read = store::for_each_line(state, 0, [&](const store::LogLine& line) {
    if (line.text.find(id) == std::string_view::npos) return true;
    const auto split = record::split_line(line.text);
    if (!split || split->kind != "probe") return true;
    auto probe = record::read_probe(split->record);
    if (!probe || probe->id.to_string() != id) return true;
    found = *std::move(probe);
    return false;
  });
  if (!read) return tl::unexpected(read.error());
  if (!found) return fail(Code::NotFound, "the log in {} holds no check with the id {}", state, id);
  return *std::move(found);
}

}  // namespace jurymast::app
