#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "evidence/smoke_verdict.hpp"
#include "evidence/test_pack.hpp"
#include "record/test_operations.hpp"

/// For the tests of this room and of those above it: one check with everything about it as it should be, to be changed in one place.
namespace jurymast::evidence::testing {

inline constexpr std::string_view kGoodChat =
    R"({"id":"c1","object":"chat.completion","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"{\"ok\":true}"},)"
    R"("finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":5,"total_tokens":14}})";
inline constexpr std::string_view kInvalidBody =
    R"({"error":{"message":"messages is required","type":"invalid_request_error","param":"messages","code":"missing_required_parameter"}})";

/// One check, what was planned, asked and seen.
struct CheckCase {
  PlannedCheck check;
  Fixture fixture = default_fixture();
  CheckTerms terms;
  CheckSeen seen;
  record::Operation operation;

  CheckVerdict judge() {
    if (seen.record.empty()) seen.record = record::render(operation);
    return judge_check(check, fixture, terms, seen);
  }
};

inline CheckCase good_case() {
  CheckCase made;
  made.check = {.target = "main"};
  made.terms.demands.depends_on = {"/choices/0/message/content"};
  made.terms.time_max = std::chrono::seconds(5);
  made.terms.authentication = {"env", true};
  made.terms.contract = std::make_shared<const ContractPack>(test_pack());
  made.operation = record::testing::served(1);
  made.operation.start.client_request_hash = 7;
  made.operation.decision.arm = record::Arm::Synthetic;
  made.seen.answer = {.status = 200,
                      .content_type = "application/json",
                      .operation_id = made.operation.start.id.to_string(),
                      .whole = true,
                      .elapsed = std::chrono::milliseconds(800),
                      .body = std::string(kGoodChat)};
  made.seen.ticket = "ticket-of-this-check";
  return made;
}

/// A request whose member was missing, refused by its provider as it should be.
inline CheckCase bad_case() {
  CheckCase made = good_case();
  made.check = {.check = kErrorMissingField,
                .target = "main",
                .routing = record::ProbeRouting::Forced,
                .fault = record::ProbeFault::MissingField};
  record::Decision& decision = made.operation.decision;
  decision.outcome = record::Outcome::Failed;
  decision.status = 400;
  decision.failure_class = FailureClass::InvalidRequest;
  decision.committed = false;
  decision.served_by_name = {};
  decision.attempts = {record::testing::attempt_at("main", FailureClass::InvalidRequest, 400)};
  made.operation.shape = {};
  made.seen.answer.status = 400;
  made.seen.answer.body = kInvalidBody;
  return made;
}

}  // namespace jurymast::evidence::testing
