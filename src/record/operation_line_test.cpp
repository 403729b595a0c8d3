#include "record/operation_line.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "record/operation_glance.hpp"
#include "record/test_operations.hpp"

namespace jurymast::record {
namespace {

namespace records = testing;
using O = ParsedOperation;
using A = ParsedAttempt;

std::string line_of(const std::string& record) {
  std::string line;
  number_line(record, 7, line);
  line.pop_back();
  return line;
}

/// The same line with a checksum that does not hold, which the reader of JSON reads.
Result<ParsedLine> read_as_json(std::string line) {
  char& digit = line[line.size() - 3];
  digit = digit == '0' ? '1' : '0';
  return read_line(line);
}

void expect_same(const A& a, const A& b) {
  for (const auto text :
       {&A::target, &A::failure_class, &A::code, &A::type, &A::next, &A::retry, &A::output, &A::prompt_variant, &A::breaker})
    EXPECT_EQ(a.*text, b.*text);
  for (const auto number : {&A::number, &A::status, &A::backoff_us, &A::waited_us, &A::started_us, &A::elapsed_us,
                            &A::tokens_before_milli, &A::tokens_after_milli, &A::in_flight, &A::in_flight_limit})
    EXPECT_EQ(a.*number, b.*number);
  for (const auto flag : {&A::reused, &A::maybe_executed, &A::corrected, &A::degraded, &A::probe}) EXPECT_EQ(a.*flag, b.*flag);
  EXPECT_EQ(a.retry_after_ms, b.retry_after_ms);
  EXPECT_EQ(a.first_content_us, b.first_content_us);
}

void expect_same(const O& a, const O& b) {
  for (const auto text : {&O::id,
                          &O::route,
                          &O::model_alias,
                          &O::client,
                          &O::family,
                          &O::primary,
                          &O::risk,
                          &O::caller_id,
                          &O::replay_of,
                          &O::unit,
                          &O::outcome,
                          &O::failure_class,
                          &O::refusal,
                          &O::arm,
                          &O::assigned,
                          &O::not_drawn,
                          &O::decision,
                          &O::served_by,
                          &O::fallback_class,
                          &O::fallback_denial,
                          &O::answer_object,
                          &O::finish,
                          &O::model_requested,
                          &O::model_returned,
                          &O::model_substituted,
                          &O::terminated,
                          &O::corrective,
                          &O::degraded})
    EXPECT_EQ(a.*text, b.*text);
  for (const auto number : {&O::config, &O::status, &O::queued_us, &O::bytes_out, &O::latency_ms}) EXPECT_EQ(a.*number, b.*number);
  for (const auto maybe :
       {&O::client_timeout_ms, &O::weight_ppm, &O::retry_after_s, &O::tokens_in, &O::tokens_out, &O::first_content_ms})
    EXPECT_EQ(a.*maybe, b.*maybe);
  for (const auto flag : {&O::streamed, &O::replay, &O::fallback_taken, &O::fallback_refused, &O::final_answer, &O::maybe_executed,
                          &O::answer_parsed, &O::answer_id, &O::model_unprintable})
    EXPECT_EQ(a.*flag, b.*flag);
  EXPECT_EQ(a.conditions, b.conditions);
  EXPECT_EQ(a.blocked_by, b.blocked_by);
  EXPECT_EQ(a.unproven, b.unproven);
  EXPECT_EQ(a.passed_over, b.passed_over);
  EXPECT_EQ(a.adapted, b.adapted);
  ASSERT_EQ(a.attempts.size(), b.attempts.size());
  for (std::size_t i = 0; i < a.attempts.size(); ++i) expect_same(a.attempts[i], b.attempts[i]);
}

/// What a glance says of a line is what the whole line says.
void expect_glance(const std::string& line, const ParsedLine& whole) {
  const auto glance = glance_at_operation(*layout_of(line), line);
  ASSERT_TRUE(glance) << line;
  EXPECT_EQ(glance->at, whole.at);
  EXPECT_EQ(glance->route, whole.operation.route);
  EXPECT_EQ(glance->arm, whole.operation.arm);
  EXPECT_EQ(glance->outcome, whole.operation.outcome);
  EXPECT_EQ(glance->failure_class, whole.operation.failure_class);
  EXPECT_EQ(glance->refusal, whole.operation.refusal);
  EXPECT_EQ(glance->fallback_class, whole.operation.fallback_class);
  const auto& attempts = whole.operation.attempts;
  const auto failed =
      std::find_if(attempts.begin(), attempts.end(), [](const A& attempt) { return attempt.failure_class != "ok"; });
  EXPECT_EQ(glance->first_failed, failed == attempts.end() ? "" : failed->failure_class);
}

/// Operations of all forms; their members come and go by chance.
Operation some_operation(Random& random) {
  static const std::string kName = "a-name";  // an operation views its names
  const std::uint64_t number = random.below(1'000);
  std::vector<Operation> forms{records::served(number), records::rescued(number), records::canary(number), records::longest(kName)};
  Operation operation = forms[random.below(forms.size())];
  const auto maybe = [&random] { return random.below(2) == 0; };
  if (maybe()) operation.start.shadow_of = records::operation_id(number + 1);
  if (maybe()) operation.start.client_request_hash = random.next();
  if (maybe()) operation.start.route = {};
  if (maybe()) operation.decision.failure_class.reset();
  if (maybe()) operation.decision.refusal = static_cast<Refusal>(random.below(4));
  if (maybe()) operation.decision.passed_over.push_back({{}, "spare", Denial::CredentialOpen});
  if (maybe()) operation.decision.conditions_evaluated = operation.decision.fallback_refused = true;
  if (maybe()) operation.shape = {};
  if (maybe()) operation.shape.model_substituted.reset();
  if (maybe()) operation.adaptations = {"system_replaced", "turns_dropped"};
  if (maybe()) operation.decision.attempts.clear();
  return operation;
}

TEST(OperationLine, IsReadAsTheReaderOfJsonReadsIt_InEveryForm) {
  Random random(11);
  for (int i = 0; i < 3'000; ++i) {
    const Operation operation = some_operation(random);
    const std::string line = line_of(i % 10 == 0 ? render_start(operation.start) : render(operation));
    const auto quick = read_operation_line(*layout_of(line), line);
    const auto whole = read_as_json(line);
    ASSERT_TRUE(quick && whole) << line;
    EXPECT_EQ(quick->kind, whole->kind);
    EXPECT_EQ(quick->seq, whole->seq);
    EXPECT_EQ(quick->at, whole->at);
    EXPECT_EQ(quick->config, whole->config);
    EXPECT_TRUE(quick->checksum_holds);
    expect_same(quick->operation, whole->operation);
    expect_glance(line, *whole);
    if (HasFailure()) FAIL() << line;
  }
}

TEST(OperationLine, LeavesToTheReaderOfJsonWhatIsNotOurOwn) {
  const std::string good = line_of(render(records::served(1)));
  std::string damaged = good;
  damaged[damaged.find("assistant")] = 'b';
  EXPECT_FALSE(read_operation_line(*layout_of(damaged), damaged));
  for (const std::string record : {R"({"v":1,"kind":"operation","ts":"2026-06-21T00:00:00.000000Z","route":"a\u0062"})",
                                   R"({"v":1,"kind":"operation","ts":"2026-06-21T00:00:00.000000Z","attempts":[1]})",
                                   R"({"v":1,"kind":"operation","ts":"2026-06-21T00:00:00.000000Z","attempts":{"n":1}})",
                                   R"({"v":1,"kind":"operation","ts":"no time"})", R"({"v":1,"kind":"operation"})",
                                   R"({"v":1,"kind":"gap","ts":"2026-06-21T00:00:00.000000Z"})"}) {
    const std::string line = line_of(record);
    EXPECT_FALSE(read_operation_line(*layout_of(line), line)) << line;
  }
}

}  // namespace
}  // namespace jurymast::record
