#include "record/plain_answer.hpp"

#include <gtest/gtest.h>

#include <string>

#include "record/test_operations.hpp"

namespace jurymast::record {
namespace {

namespace records = testing;

std::string line_of(const Operation& operation) {
  std::string line;
  number_line(render(operation), 7, line);
  line.pop_back();
  return line;
}

/// In every member that figures are made of it says what the reader of JSON says.
TEST(PlainAnswer, IsReadAsTheWholeReaderReadsIt) {
  Operation operation = records::served(3);
  operation.start.streamed = true;
  operation.start.replay = true;
  operation.start.replay_of = records::operation_id(2);
  operation.start.client_request_hash = 0x1234;
  operation.start.client_timeout = std::chrono::seconds(9);
  operation.first_content = std::chrono::milliseconds(210);
  for (const Operation& one : {records::served(1), operation}) {
    const std::string line = line_of(one);
    const auto plain = read_plain_answer(*layout_of(line), line);
    const auto whole = read_line(line);
    ASSERT_TRUE(plain && whole);
    EXPECT_EQ(plain->seq, whole->seq);
    EXPECT_EQ(plain->at, whole->at);
    ASSERT_TRUE(plain_answer(line));
    EXPECT_EQ(plain_answer(line)->at, whole->at);
    const ParsedOperation& a = plain->operation;
    const ParsedOperation& b = whole->operation;
    EXPECT_EQ(std::tie(a.id, a.route, a.primary, a.caller_id, a.replay, a.replay_of, a.streamed),
              std::tie(b.id, b.route, b.primary, b.caller_id, b.replay, b.replay_of, b.streamed));
    EXPECT_EQ(std::tie(a.outcome, a.status, a.failure_class, a.refusal, a.arm, a.assigned, a.served_by, a.fallback_taken),
              std::tie(b.outcome, b.status, b.failure_class, b.refusal, b.arm, b.assigned, b.served_by, b.fallback_taken));
    EXPECT_EQ(std::tie(a.first_content_ms, a.latency_ms, a.degraded), std::tie(b.first_content_ms, b.latency_ms, b.degraded));
    ASSERT_EQ(a.attempts.size(), b.attempts.size());
    EXPECT_EQ(a.attempts[0].target, b.attempts[0].target);
    const ParsedAttempt& c = a.attempts[0];
    const ParsedAttempt& d = b.attempts[0];
    EXPECT_EQ(std::tie(a.family, c.failure_class, c.started_us, c.elapsed_us, c.first_content_us, c.output, c.degraded),
              std::tie(b.family, d.failure_class, d.started_us, d.elapsed_us, d.first_content_us, d.output, d.degraded));
  }
}

TEST(PlainAnswer, IsNothingElse) {
  const std::string name = "name";
  Operation retried = records::served(4);
  retried.decision.attempts.insert(retried.decision.attempts.begin(), records::attempt_at("main", FailureClass::Overloaded, 503));
  Operation synthetic = records::served(5);
  synthetic.decision.arm = Arm::Synthetic;
  Operation degraded = records::served(6);
  degraded.decision.attempts.front().degraded = "short";
  Operation checked = records::served(8);
  checked.decision.attempts.front().output_fault = OutputFault::None;
  Operation failed = records::served(7);
  failed.decision.outcome = Outcome::Failed;
  for (const Operation& other :
       {records::rescued(1), records::canary(2), records::longest(name), retried, synthetic, degraded, failed, checked}) {
    const std::string line = line_of(other);
    EXPECT_FALSE(plain_answer(line)) << line;
    EXPECT_FALSE(read_plain_answer(*layout_of(line), line)) << line;
  }
}

}  // namespace
}  // namespace jurymast::record
