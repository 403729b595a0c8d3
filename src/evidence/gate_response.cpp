#include <fmt/format.h>

#include <algorithm>

#include "evidence/gate_conjuncts.hpp"

namespace jurymast::evidence {
namespace {

using record::CheckResult;
using record::ProbeRecord;
using record::Returned;
using record::Tri;

constexpr std::string_view kModelAssertion = "model_as_requested";

/// A look at the newest run of a check, told the way every conjunct about a check tells it; `needed` is for where it does not hold.
Look look_at(const GateEvidence& evidence, const ProbeRecord& probe, Tri holds, std::string needed) {
  Look look{.holds = holds, .records = {id_of(&probe)}};
  if (holds == Tri::True) return look;
  look.needed = std::move(needed);
  look.command = smoke_command(evidence.question);
  return look;
}

Look not_run(const GateEvidence& evidence, std::size_t check) {
  return {.needed = fmt::format("{} has not been run through the gateway under the settings in force", kCheckNames[check]),
          .command = smoke_command(evidence.question)};
}

/// The names of assertions that ended like this.
std::string assertions_that(const ProbeRecord& probe, CheckResult result) {
  std::string names;
  for (const record::Assertion& made : probe.assertions) {
    if (made.result == result) names += fmt::format("{}{}", names.empty() ? "" : ", ", made.name);
  }
  return names;
}

/// Where the rules accept an answer that names no model, nothing else can tell which one answered.
bool is_accepted_unnamed(const GateEvidence& evidence, const ProbeRecord& probe) {
  return evidence.rules.model_unnamed != 0 && probe.answer.substituted == Tri::Unknown;
}

/// Whether everything that a check is for was looked at, or is accepted as it is.
bool is_complete(const GateEvidence& evidence, const ProbeRecord& probe) {
  return std::none_of(probe.assertions.begin(), probe.assertions.end(), [&](const record::Assertion& made) {
    return made.result == CheckResult::Missing && !(made.name == kModelAssertion && is_accepted_unnamed(evidence, probe));
  });
}

std::string status_text(const ProbeRecord& probe) {
  return probe.answer.status ? std::to_string(*probe.answer.status) : std::string("no status");
}

Look status_and_shape_seen(const GateEvidence& evidence) {
  const ProbeRecord* const happy = evidence.newest(kHappyPathIndex);
  if (happy == nullptr) return not_run(evidence, kHappyPathIndex);
  const record::ProbeAnswer& answer = happy->answer;
  const bool seen = answer.status && !answer.object_type.empty() && answer.required_present != Returned::NotReturned;
  Look look = look_at(evidence, *happy, seen ? tri(answer.required_present == Returned::True) : Tri::Unknown,
                      seen ? "a member that the application reads was not there"
                           : "status, object type and the members that the application reads were not all seen");
  look.measured = fmt::format("{}, {}", status_text(*happy), answer.object_type.empty() ? "no object type" : answer.object_type);
  return look;
}

Look answer_parsed(const GateEvidence& evidence) {
  const ProbeRecord* const happy = evidence.newest(kHappyPathIndex);
  if (happy == nullptr) return not_run(evidence, kHappyPathIndex);
  const auto parse = happy->answer.parse;
  Look look = look_at(evidence, *happy, parse ? tri(*parse == record::ParseResult::Accepted) : Tri::Unknown,
                      parse ? "the answer could not be read as its family documents" : "there was nothing to read");
  look.measured = parse ? std::string(name_of(*parse)) : "no answer";
  return look;
}

/// For a provider whose answers name no model: no further check can change that.
std::string unnamed_model_command(const GateQuestion& question) {
  const std::string model = question.asked_model.empty() ? std::string() : " --model " + question.asked_model;
  return fmt::format("jurymast gate {} --target {}{}{} --rule model_unnamed=1", question.subject.route, question.subject.target,
                     model, config_flag(question));
}

/// Why a check that did not pass in full did not.
std::string shortfall(const ProbeRecord& probe, const GateQuestion& question) {
  if (const std::string failed = assertions_that(probe, CheckResult::Fail); !failed.empty())
    return fmt::format("failed: {}", failed);
  if (probe.decision != record::OperatorDecision::Pass) return fmt::format("what was made of it is {}", name_of(probe.decision));
  const std::string missing = assertions_that(probe, CheckResult::Missing);
  if (missing.empty()) return "not everything that it is for was looked at";
  // Nothing but the configuration can say how long a user waits.
  const bool no_budget = missing.find("within_latency_budget") != std::string::npos;
  return fmt::format("not looked at: {}{}", missing,
                     no_budget ? fmt::format(" (set routes.{}.user_budget)", question.subject.route) : "");
}

/// The form in which good requests were sent and this error path was not; empty: there is none.
std::string_view form_not_run(const GateEvidence& evidence, std::size_t check) {
  for (const bool streamed : {false, true}) {
    if (evidence.was_run(kHappyPathIndex, streamed) && !evidence.was_run(check, streamed))
      return streamed ? "streamed" : "buffered";
  }
  return {};
}

/// Of a whole check: passed, failed, or not told; nothing may be missing here, since what was not looked at is not fine.
Look check_passed(const GateEvidence& evidence, std::size_t check) {
  const ProbeRecord* const newest = evidence.newest(check);
  if (newest == nullptr) return not_run(evidence, check);
  Tri holds = result_of(*newest);
  if (holds == Tri::True && !is_complete(evidence, *newest)) holds = Tri::Unknown;
  Look look = look_at(evidence, *newest, holds, shortfall(*newest, evidence.question));
  if (holds == Tri::Unknown && assertions_that(*newest, CheckResult::Missing) == kModelAssertion)
    look.command = unnamed_model_command(evidence.question);
  look.measured =
      fmt::format("{}, {}, attempts {}", status_text(*newest), name_of(newest->answer.failure_class), newest->answer.attempts);
  const std::string_view form = form_not_run(evidence, check);
  if (look.holds != Tri::True || form.empty()) return look;
  look.holds = Tri::Unknown;
  look.needed = fmt::format("good requests were sent {}, and this one was not", form);
  look.command = smoke_command(evidence.question, kCheckNames[check]);
  return look;
}

Look happy_path_passed(const GateEvidence& evidence) { return check_passed(evidence, kHappyPathIndex); }
Look error_credential_passed(const GateEvidence& evidence) { return check_passed(evidence, 1); }
Look error_missing_field_passed(const GateEvidence& evidence) { return check_passed(evidence, 2); }
Look error_client_fault_passed(const GateEvidence& evidence) { return check_passed(evidence, 3); }

Look errors_classified(const GateEvidence& evidence) {
  Look look{.holds = Tri::True};
  for (std::size_t check = kHappyPathIndex + 1; check < kCheckNames.size(); ++check) {
    const ProbeRecord* const newest = evidence.newest(check);
    if (newest == nullptr) return not_run(evidence, check);
    look.records.push_back(id_of(newest));
    const FailureClass failure_class = newest->answer.failure_class;
    look.measured += fmt::format("{}{} {}", look.measured.empty() ? "" : ", ", kCheckNames[check], name_of(failure_class));
    const CheckResult result = assertion(*newest, "classified_as_expected");
    const bool told = result != CheckResult::Missing && failure_class != FailureClass::Ambiguous;
    const Tri holds = told ? tri(result == CheckResult::Pass && failure_class != FailureClass::Ok) : Tri::Unknown;
    if (holds == Tri::True || look.holds == Tri::False) continue;
    look.holds = holds;
    look.needed = fmt::format("{} was not classified as expected", kCheckNames[check]);
    look.command = smoke_command(evidence.question);
  }
  return look;
}

Look model_known(const GateEvidence& evidence) {
  const ProbeRecord* const happy = evidence.newest(kHappyPathIndex);
  if (happy == nullptr) return not_run(evidence, kHappyPathIndex);
  Look look = look_at(
      evidence, *happy, evidence.question.subject.model.empty() ? Tri::Unknown : Tri::True,
      fmt::format("the target passes the client's own model on, so no record says which was checked: set targets.{}.model, or "
                  "name one with --model",
                  evidence.question.subject.target));
  if (look.holds != Tri::True) look.command = fmt::format("jurymast check --explain{}", config_flag(evidence.question));
  const std::string_view whoever = evidence.question.asked_model.empty() ? "the configuration" : "whoever asks";
  look.measured = look.holds == Tri::True ? fmt::format("asked for as <MODEL_ID>, which {} names", whoever) : "not known";
  return look;
}

Look model_as_requested(const GateEvidence& evidence) {
  const ProbeRecord* const happy = evidence.newest(kHappyPathIndex);
  if (happy == nullptr) return not_run(evidence, kHappyPathIndex);
  const Tri substituted = happy->answer.substituted;
  const bool accepted = is_accepted_unnamed(evidence, *happy);
  const Tri holds = substituted == Tri::Unknown ? (accepted ? Tri::True : Tri::Unknown) : tri(substituted == Tri::False);
  Look look =
      look_at(evidence, *happy, holds,
              holds == Tri::False ? "another model answered than was asked for"
                                  : "the answer does not say which model answered; where its provider documents none, accept that");
  look.measured = fmt::format("substituted: {}{}", name_of(substituted), accepted ? ", which the rules accept" : "");
  if (holds == Tri::Unknown) look.command = unnamed_model_command(evidence.question);
  return look;
}

Look enough_passes(const GateEvidence& evidence) {
  Look look{.holds = Tri::True};
  std::vector<std::string_view> lacking;
  for (std::size_t check = 0; check < kCheckNames.size(); ++check) {
    const std::size_t passed = evidence.passes(check);
    const std::size_t least = check == kHappyPathIndex ? evidence.rules.happy_passes_min : evidence.rules.error_passes_min;
    look.measured += fmt::format("{}{} {} of {}", look.measured.empty() ? "" : ", ", kCheckNames[check], passed, least);
    if (passed >= least) continue;
    look.holds = Tri::Unknown;
    look.needed += fmt::format("{}{} more of {}", look.needed.empty() ? "" : ", ", least - passed, kCheckNames[check]);
    lacking.push_back(kCheckNames[check]);
  }
  if (!lacking.empty()) {
    look.command = smoke_command(evidence.question, lacking.size() == 1 ? lacking.front() : std::string_view());
  }
  for (const ProbeRecord& probe : evidence.probes) {
    if (result_of(probe) == Tri::True && look.records.size() < kNamedRecordsMax) look.records.push_back(id_of(&probe));
  }
  return look;
}

constexpr auto kRules = std::to_array<ConjunctRule>({
    {"status_and_shape_seen", ConjunctGroup::Response, "Status, object type and the members that the application reads were seen.",
     status_and_shape_seen},
    {"answer_parsed", ConjunctGroup::Response, "The answer could be read as its family documents.", answer_parsed},
    {"happy_path_passed", ConjunctGroup::Response, "The newest good request was served as expected, in every assertion.",
     happy_path_passed},
    {"error_credential_passed", ConjunctGroup::Response, "A placeholder for a key is told apart from success, and sent once.",
     error_credential_passed},
    {"error_missing_field_passed", ConjunctGroup::Response, "A missing member is told as the caller's fault, and sent once.",
     error_missing_field_passed},
    {"error_client_fault_passed", ConjunctGroup::Response, "A fault of our own is recorded with its reason, and sent once.",
     error_client_fault_passed},
    {"errors_classified", ConjunctGroup::Response, "Each error path ended in the class that was expected.", errors_classified},
    {"model_placeholder_known", ConjunctGroup::Response, "The configuration names the model that was asked for.", model_known},
    {"model_as_requested", ConjunctGroup::Response, "The model that answered is the one that was asked for.", model_as_requested},
    {"enough_passes", ConjunctGroup::Response, "Each check passed as often as the rules ask.", enough_passes},
});

}  // namespace

std::span<const ConjunctRule> response_rules() { return kRules; }

}  // namespace jurymast::evidence
