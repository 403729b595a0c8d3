#include "policy/classify.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <utility>

#include "policy/class_table.hpp"
#include "policy/error_words.hpp"
#include "policy/failure_modes.hpp"

namespace jurymast::policy {
namespace {

using Class = FailureClass;

ResponseFacts json_error(int status, std::string code = "", std::string type = "", std::string param = "") {
  ResponseFacts facts;
  facts.status = status;
  facts.content = wire::ContentKind::Json;
  facts.body_parsed = true;
  facts.error.present = true;
  facts.error.code = std::move(code);
  facts.error.type = std::move(type);
  facts.error.param = std::move(param);
  return facts;
}

ResponseFacts html(int status) {
  ResponseFacts facts;
  facts.status = status;
  facts.content = wire::ContentKind::Html;
  facts.html = true;
  return facts;
}

Class of_status(int status) { return classify_error(json_error(status)); }

TEST(Classify, ByStatusWhereNoWordIsKnown) {
  for (const int status : {400, 413, 415, 422}) EXPECT_EQ(of_status(status), Class::InvalidRequest) << status;
  EXPECT_EQ(of_status(401), Class::Auth);
  EXPECT_EQ(of_status(402), Class::QuotaExhausted);
  EXPECT_EQ(of_status(403), Class::Permission);
  EXPECT_EQ(of_status(404), Class::WrongSurface);
  EXPECT_EQ(of_status(405), Class::WrongSurface);
  EXPECT_EQ(of_status(501), Class::WrongSurface);
  EXPECT_EQ(of_status(429), Class::RateLimited);
  EXPECT_EQ(of_status(503), Class::Overloaded);
  EXPECT_EQ(of_status(529), Class::Overloaded);
  for (const int status : {408, 409, 425, 500, 502, 504, 507, 520, 521, 522, 523, 524, 599}) {
    EXPECT_EQ(of_status(status), Class::UpstreamError) << status;
  }
  for (const int status : {406, 410, 418, 424, 451, 499}) EXPECT_EQ(of_status(status), Class::Ambiguous) << status;
}

TEST(Classify, AnyRedirectIsTheWrongSurface_WhateverItsBodySays) {
  for (const int status : {300, 301, 302, 303, 304, 307, 308}) {
    EXPECT_EQ(classify_error(json_error(status, "rate_limit_exceeded")), Class::WrongSurface) << status;
  }
}

TEST(Classify, HtmlDecidesOnlyUnder200_404_And405) {
  for (const int status : {200, 404, 405}) EXPECT_EQ(classify_error(html(status)), Class::WrongSurface) << status;
  EXPECT_EQ(classify_error(html(401)), Class::Auth);
  EXPECT_EQ(classify_error(html(403)), Class::Permission);
  EXPECT_EQ(classify_error(html(429)), Class::RateLimited);
  EXPECT_EQ(classify_error(html(500)), Class::UpstreamError);
  EXPECT_EQ(classify_error(html(503)), Class::Overloaded);
  EXPECT_EQ(classify_error(html(524)), Class::UpstreamError);
}

TEST(Classify, AKnownWordWinsOverTheStatus) {
  EXPECT_EQ(classify_error(json_error(500, "invalid_request")), Class::InvalidRequest);
  EXPECT_EQ(classify_error(json_error(400, "context_length_exceeded", "invalid_request_error")), Class::ContextLength);
  EXPECT_EQ(classify_error(json_error(400, "content_filter")), Class::ContentPolicy);
  EXPECT_EQ(classify_error(json_error(403, "content_policy_violation")), Class::ContentPolicy);
  EXPECT_EQ(classify_error(json_error(403, "insufficient_user_quota", "new_api_error")), Class::QuotaExhausted);
  EXPECT_EQ(classify_error(json_error(503, "slow_down")), Class::RateLimited);
  EXPECT_EQ(classify_error(json_error(503, "model_not_found", "new_api_error")), Class::ModelNotFound);
  EXPECT_EQ(classify_error(json_error(400, "previous_response_not_found")), Class::StateMissing);
}

TEST(Classify, MoneyIsNotPace) {
  for (const char* const code : {"insufficient_quota", "credit_balance_exhausted", "organization_spend_limit_exceeded",
                                 "project_spend_limit_exceeded", "organization_usage_limit_exceeded"}) {
    EXPECT_EQ(classify_error(json_error(429, code)), Class::QuotaExhausted) << code;
  }
  EXPECT_EQ(classify_error(json_error(429, "some_new_code", "insufficient_quota")), Class::QuotaExhausted);
  EXPECT_EQ(classify_error(json_error(429, "rate_limit_exceeded", "tokens")), Class::RateLimited);
}

TEST(Classify, AGeneralTypeDoesNotContradictTheStatus) {
  EXPECT_EQ(classify_error(json_error(401, "", "invalid_request_error")), Class::Auth);
  EXPECT_EQ(classify_error(json_error(429, "", "invalid_request_error")), Class::RateLimited);
  EXPECT_EQ(classify_error(json_error(500, "", "invalid_request_error")), Class::UpstreamError);
  EXPECT_EQ(classify_error(json_error(429, "bad_response_status_code", "upstream_error")), Class::RateLimited);
  EXPECT_EQ(classify_error(json_error(400, "", "server_error")), Class::InvalidRequest);
}

TEST(Classify, A404SpeaksOfTheModel_OfState_OrOfThePath) {
  EXPECT_EQ(classify_error(json_error(404, "model_not_found")), Class::ModelNotFound);
  EXPECT_EQ(classify_error(json_error(404, "404", "notfounderror", "model")), Class::ModelNotFound);
  EXPECT_EQ(classify_error(json_error(404, "", "invalid_request_error", "model")), Class::ModelNotFound);
  EXPECT_EQ(classify_error(json_error(404, "", "invalid_request_error", "previous_response_id")), Class::StateMissing);
  ResponseFacts leaning = json_error(404, "", "invalid_request_error");
  EXPECT_EQ(classify_error(leaning), Class::WrongSurface);
  leaning.stateful = true;
  EXPECT_EQ(classify_error(leaning), Class::StateMissing);
  ResponseFacts page = html(404);
  page.stateful = true;
  EXPECT_EQ(classify_error(page), Class::WrongSurface) << "a page knows nothing of state";
}

TEST(Classify, A2xxThatIsNoAnswerIsTheWrongSurface_MalformedOrItsOwnError) {
  EXPECT_EQ(classify_error(html(200)), Class::WrongSurface);
  ResponseFacts nothing;
  nothing.status = 204;
  EXPECT_EQ(classify_error(nothing), Class::WrongSurface);
  ResponseFacts events;
  events.status = 200;
  events.content = wire::ContentKind::EventStream;
  EXPECT_EQ(classify_error(events), Class::Malformed) << "events where one JSON answer was asked for";
  EXPECT_EQ(classify_error(json_error(200, "server_is_overloaded")), Class::Overloaded);
}

TEST(ClassifyInBody, ByCode_ThenType_ThenNumericCode_ElseUpstreamError) {
  wire::ErrorFacts error;
  error.present = true;
  EXPECT_EQ(classify_error_in_body(error), Class::UpstreamError);
  error.type = "invalid_request_error";
  EXPECT_EQ(classify_error_in_body(error), Class::InvalidRequest);
  error.numeric_code = 429;
  error.code = "429";
  EXPECT_EQ(classify_error_in_body(error), Class::RateLimited);
  error.type = "insufficient_quota";
  EXPECT_EQ(classify_error_in_body(error), Class::QuotaExhausted);
  error.code = "context_length_exceeded";
  EXPECT_EQ(classify_error_in_body(error), Class::ContextLength);
}

TEST(ClassifyInBody, ANumberThatIsNoKnownStatusLeavesItToTheWords) {
  wire::ErrorFacts error;
  error.present = true;
  error.numeric_code = 418;
  EXPECT_EQ(classify_error_in_body(error), Class::UpstreamError);
  error.type = "badrequesterror";
  EXPECT_EQ(classify_error_in_body(error), Class::InvalidRequest);
}

wire::AnswerFacts whole_answer() {
  wire::AnswerFacts facts;
  facts.parsed = facts.object_matches = facts.required_present = facts.has_content = facts.finished = true;
  facts.finish = wire::FinishState::Stop;
  return facts;
}

Class of_answer(const wire::AnswerFacts& facts, bool background = false) {
  return classify_answer(facts, wire::ContentKind::Json, background);
}

TEST(ClassifyAnswer, FindsWhatIsWrongWithA200) {
  EXPECT_EQ(of_answer(whole_answer()), Class::Ok);
  wire::AnswerFacts facts = whole_answer();
  facts.parsed = false;
  EXPECT_EQ(of_answer(facts), Class::Malformed);
  facts = whole_answer();
  facts.object_matches = false;
  EXPECT_EQ(of_answer(facts), Class::ContractMismatch);
  facts = whole_answer();
  facts.required_present = false;
  EXPECT_EQ(of_answer(facts), Class::ContractMismatch);
  facts = whole_answer();
  facts.finished = false;
  facts.finish = wire::FinishState::Unknown;
  EXPECT_EQ(of_answer(facts), Class::Truncated);
  facts = whole_answer();
  facts.error.present = true;
  facts.error.code = "content_filter";
  EXPECT_EQ(of_answer(facts), Class::ContentPolicy);
  EXPECT_EQ(classify_answer(whole_answer(), wire::ContentKind::Other, false), Class::Malformed);
}

TEST(ClassifyAnswer, EmptyIsOnlyWhatHasNoExcuse) {
  using wire::FinishState;
  wire::AnswerFacts facts = whole_answer();
  facts.has_content = false;
  EXPECT_EQ(of_answer(facts), Class::Empty);
  facts.finish = FinishState::ToolCalls;
  EXPECT_EQ(of_answer(facts), Class::Empty);
  for (const FinishState finish : {FinishState::Length, FinishState::ContentFilter, FinishState::Incomplete, FinishState::FunctionCall}) {
    facts.finish = finish;
    EXPECT_EQ(of_answer(facts), Class::Ok);
  }
}

TEST(ClassifyAnswer, AQueuedAnswerIsWholeOnlyWhereTheRequestRunsInTheBackground) {
  wire::AnswerFacts facts = whole_answer();
  facts.has_content = facts.finished = false;
  facts.finish = wire::FinishState::Queued;
  EXPECT_EQ(of_answer(facts, true), Class::Ok);
  EXPECT_EQ(of_answer(facts, false), Class::Truncated);
}

TEST(ErrorWords, AreFoundWhole_InLowerCaseOnly) {
  EXPECT_TRUE(error_word("rate_limit_exceeded").has_value());
  EXPECT_FALSE(error_word("rate_limit_exceede").has_value());
  EXPECT_FALSE(error_word("RATE_LIMIT_EXCEEDED").has_value());
  EXPECT_FALSE(error_word("").has_value());
}

TEST(ClassTable, HoldsWhatTheClassesPromise) {
  EXPECT_EQ(row_of(Class::ContentPolicy).next_target, NextTarget::No);
  EXPECT_EQ(row_of(Class::Auth).next_target, NextTarget::No);
  EXPECT_EQ(row_of(Class::Auth).breaker, BreakerEffect::OpensCredential);
  EXPECT_EQ(row_of(Class::RateLimited).breaker, BreakerEffect::Neutral);
  EXPECT_EQ(row_of(Class::QuotaExhausted).same_target, SameTarget::No);
  for (const Class timeout : {Class::TimeoutConnect, Class::TimeoutFirstToken, Class::TimeoutStall, Class::TimeoutTotal}) {
    EXPECT_EQ(row_of(timeout).same_target, SameTarget::No) << "a silent target stays silent";
    EXPECT_EQ(row_of(timeout).next_target, NextTarget::Yes);
    EXPECT_EQ(row_of(timeout).status, 504);
  }
  for (const Class fault : {Class::InvalidRequest, Class::ContextLength, Class::ContentPolicy, Class::StateMissing}) {
    EXPECT_EQ(row_of(fault).body, AnswerBody::Upstream);
    EXPECT_EQ(row_of(fault).breaker, BreakerEffect::Good) << "the target works";
  }
}

TEST(ClassTable, EveryRowSaysWhyAndWhatToDo) {
  for (std::size_t i = 0; i < kFailureClassCount; ++i) {
    const ClassRow& row = row_of(static_cast<Class>(i));
    EXPECT_FALSE(row.seen_as.empty());
    EXPECT_FALSE(row.note.empty());
    EXPECT_FALSE(row.next_step.empty()) << name_of(row.failure_class);
  }
}

}  // namespace
}  // namespace jurymast::policy
