#pragma once
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/hex.hpp"
#include "evidence/areas.hpp"
#include "evidence/gate_case.hpp"
#include "record/events.hpp"
#include "record/line.hpp"
#include "record/test_operations.hpp"
#include "record/test_views.hpp"

/// A case in which everything holds, piece by piece, so that a test can break one of them. For the tests of this room and of the gate's
/// command.
namespace jurymast::evidence::testing {

namespace records = record::testing;

inline std::string areas_named(std::string_view settings) {
  Areas areas;
  areas.fill(area_digest(settings));
  return join(areas);
}

inline Subject subject_spare() { return {"assistant", "spare", Family::ChatCompletions, "model-b", areas_named("in force")}; }

/// A run of a check that passed in every assertion; `number` makes its id and that of its operation, `second` its time.
inline record::ProbeRecord passed_run(std::size_t check, std::uint64_t number, std::int64_t second) {
  const bool happy = check == kHappyPathIndex;
  record::ProbeRecord probe = records::probe_passed();
  probe.at = records::moment(second);
  probe.id = records::operation_id(2000 + number);
  probe.question.target = "spare";
  probe.question.check = kCheckNames[check];
  probe.question.request_type = happy ? record::RequestType::HappyPath : record::RequestType::ErrorPath;
  probe.question.routing = record::ProbeRouting::Forced;
  probe.question.operation = records::operation_id(number);
  probe.setting.model = "model-b";
  probe.setting.areas = areas_named("in force");
  probe.answer.answered_by = "spare";
  probe.answer.parse = record::ParseResult::Accepted;
  probe.decision = record::OperatorDecision::Pass;
  probe.ticket.clear();
  probe.assertions.clear();
  constexpr std::array<std::string_view, 9> kHappy{
      "same_path_as_application",  "status_success",     "expected_family",        "answer_parsed",   "required_members_present",
      "served_by_expected_target", "model_as_requested", "decision_recorded_once", "matches_contract"};
  constexpr std::array<std::string_view, 5> kError{"same_path_as_application", "told_apart_from_success", "classified_as_expected",
                                                   "sent_once", "nothing_leaked"};
  const std::span<const std::string_view> names = happy ? std::span<const std::string_view>(kHappy) : kError;
  for (const std::string_view name : names) probe.assertions.push_back({std::string(name), record::CheckResult::Pass});
  if (happy) return probe;
  constexpr std::array<FailureClass, 4> kClasses{FailureClass::Ok, FailureClass::Auth, FailureClass::InvalidRequest,
                                                 FailureClass::NetworkConnect};
  probe.answer.failure_class = kClasses[check];
  probe.answer.status = 400;
  return probe;
}

/// The operation that carried a check.
inline record::Operation carried_by(std::uint64_t number, std::int64_t second) {
  record::Operation operation = records::served(number);
  operation.start.at = records::moment(second);
  operation.decision.arm = record::Arm::Synthetic;
  operation.decision.served_by_name = "spare";
  operation.decision.attempts = {records::attempt_at("spare", FailureClass::Ok, 200)};
  return operation;
}

/// A request whose primary failed twice, with a wait between, and which the fallback then answered.
inline record::Operation rehearsed(std::uint64_t number, std::int64_t second) {
  record::Operation operation = records::rescued(number);
  operation.start.at = records::moment(second);
  record::Attempt again = operation.decision.attempts.front();
  operation.decision.attempts.front().next = record::NextStep::SameTarget;
  again.number = 2;
  again.backoff_planned = again.backoff_actual = std::chrono::milliseconds(40);
  operation.decision.attempts.insert(operation.decision.attempts.begin() + 1, again);
  operation.decision.attempts.back().number = 3;
  return operation;
}

/// What a case is made of, before it becomes lines.
struct Pieces {
  GateQuestion question;
  std::vector<record::ProbeRecord> probes;
  std::vector<record::ContractRecord> contracts;
  std::vector<record::Operation> operations;
  std::vector<std::string> others;  ///< records of other kinds
  LogLook log{36, std::string(64, '7'), 0, {}};

  GateCase as_case() const {
    GateCase asked{question, {}, 0, log};
    std::uint64_t seq = 0;
    const auto add = [&](const std::string& record) {
      record::number_line(record, ++seq, asked.lines.emplace_back());
      asked.lines.back().pop_back();
    };
    for (const auto& contract : contracts) add(render(contract));
    for (const auto& operation : operations) add(render(operation));
    for (const auto& probe : probes) add(render(probe));
    for (const std::string& other : others) add(other);
    return asked;
  }
  /// The newest run of a check.
  record::ProbeRecord& newest(std::size_t check) {
    return *std::find_if(probes.rbegin(), probes.rend(),
                         [&](const auto& probe) { return probe.question.check == kCheckNames[check]; });
  }
  /// The error paths alone, or the happy path alone, as `keep` says.
  template <class Keep>
  void keep_checks(Keep keep) {
    std::erase_if(probes, [&](const auto& probe) { return !keep(check_index(probe.question.check)); });
  }
};

inline GateQuestion question_about_spare() {
  GateQuestion question;
  question.at = records::moment(600);
  question.subject = subject_spare();
  question.primary = "main";
  question.environment = "staging";
  question.config_file = "jurymast.toml";
  question.rollback_owner = "platform.on-call";
  question.stop_condition = "Two answers in a row break the schema.";
  question.pack = "cometapi";
  question.pack_digest = crypto::to_hex(*records::contract_read().pack_digest);
  question.evidence_age_max = std::chrono::hours(24 * 7);
  question.attempts_max = 3;
  question.attempts_per_target_max = 2;
  question.ticket = "CHG-1";
  return question;
}

/// An ordinary request that the primary served.
inline record::Operation ordinary(std::uint64_t number, std::int64_t second) {
  record::Operation operation = records::served(number);
  operation.start.at = records::moment(second);
  return operation;
}

/// Three runs of the four checks, ordinary requests, one rehearsal, one contract: everything holds.
inline Pieces whole_pieces() {
  Pieces pieces;
  pieces.question = question_about_spare();
  pieces.contracts.push_back(records::contract_read());
  std::uint64_t number = 100;
  for (std::int64_t run = 0; run < 3; ++run) {
    for (std::size_t check = 0; check < kCheckNames.size(); ++check, ++number) {
      const std::int64_t second = 10 + run * 100 + static_cast<std::int64_t>(check);
      pieces.probes.push_back(passed_run(check, number, second));
      pieces.operations.push_back(carried_by(number, second));
    }
  }
  for (std::int64_t second = 350; second < 360; ++second) pieces.operations.push_back(ordinary(++number, second));
  pieces.operations.push_back(rehearsed(++number, 400));
  return pieces;
}

}  // namespace jurymast::evidence::testing
