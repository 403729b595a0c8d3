#include "review/incident/plain_answer.hpp"

#include <gtest/gtest.h>

#include "record/test_operations.hpp"
#include "review/incident/operation_words.hpp"

namespace jurymast::review {
namespace {

namespace records = record::testing;

std::string line_of(const record::Operation& operation) {
  std::string line;
  record::number_line(render(operation), 7, line);
  line.pop_back();
  return line;
}

/// In every member that figures are made of it says what the reader of JSON says.
TEST(PlainAnswer, IsReadAsTheWholeReaderReadsIt) {
  record::Operation operation = records::served(3);
  operation.start.streamed = true;
  operation.start.replay = true;
  operation.start.replay_of = records::operation_id(2);
  operation.start.client_request_hash = 0x1234;
  operation.start.client_timeout = std::chrono::seconds(9);
  operation.first_content = std::chrono::milliseconds(210);
  for (const record::Operation& one : {records::served(1), operation}) {
    const std::string line = line_of(one);
    const auto plain = read_plain_answer(*record::layout_of(line), line);
    const auto whole = record::read_line(line);
    ASSERT_TRUE(plain && whole);
    EXPECT_EQ(plain->seq, whole->seq);
    EXPECT_EQ(plain->at, whole->at);
    EXPECT_EQ(time_of_plain_answer(line), whole->at);
    const record::ParsedOperation& a = plain->operation;
    const record::ParsedOperation& b = whole->operation;
    EXPECT_EQ(std::tie(a.id, a.route, a.primary, a.caller_id, a.replay, a.replay_of, a.streamed),
              std::tie(b.id, b.route, b.primary, b.caller_id, b.replay, b.replay_of, b.streamed));
    EXPECT_EQ(std::tie(a.outcome, a.status, a.failure_class, a.refusal, a.arm, a.assigned, a.served_by, a.fallback_taken),
              std::tie(b.outcome, b.status, b.failure_class, b.refusal, b.arm, b.assigned, b.served_by, b.fallback_taken));
    EXPECT_EQ(std::tie(a.first_content_ms, a.latency_ms, a.degraded), std::tie(b.first_content_ms, b.latency_ms, b.degraded));
    ASSERT_EQ(a.attempts.size(), b.attempts.size());
    EXPECT_EQ(a.attempts[0].target, b.attempts[0].target);
    EXPECT_EQ(trouble_of(a), trouble_of(b));
    EXPECT_EQ(row_of(a), row_of(b));
  }
}

TEST(PlainAnswer, IsNothingElse) {
  record::Operation retried = records::served(4);
  retried.decision.attempts.insert(retried.decision.attempts.begin(), records::attempt_at("main", FailureClass::Overloaded, 503));
  record::Operation synthetic = records::served(5);
  synthetic.decision.arm = record::Arm::Synthetic;
  record::Operation degraded = records::served(6);
  degraded.decision.attempts.front().degraded = "short";
  record::Operation failed = records::served(7);
  failed.decision.outcome = record::Outcome::Failed;
  for (const record::Operation& other :
       {records::rescued(1), records::canary(2), records::longest("name"), retried, synthetic, degraded, failed}) {
    const std::string line = line_of(other);
    EXPECT_FALSE(time_of_plain_answer(line)) << line;
    EXPECT_FALSE(read_plain_answer(*record::layout_of(line), line)) << line;
  }
}

}  // namespace
}  // namespace jurymast::review
