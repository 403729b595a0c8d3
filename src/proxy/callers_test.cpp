#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "proxy/caller_memory.hpp"
#include "proxy/client_request.hpp"
#include "proxy/kill_switch.hpp"

namespace jurymast::proxy {
namespace {

using namespace std::chrono_literals;

constexpr MonotonicTime kNow{1h};
constexpr crypto::SipKey kStateKey{1};

OperationId id_of(std::uint64_t number) {
  Random random(number);
  return OperationId::make(WallTime{1h}, random);
}

constexpr CallerMemory::Call kCall{.client = "web", .path = "/v1/responses", .caller_id = 11, .body_bytes = 13, .body = 12};

TEST(CallerMemory, KnowsACallThatIsMadeAgain_AndTellsWhichItRepeats) {
  CallerMemory memory(kStateKey);
  const CallerMemory::Call& call = kCall;
  EXPECT_EQ(memory.see(call, id_of(1), kNow), std::nullopt);
  EXPECT_EQ(memory.see(call, id_of(2), kNow + 1min), id_of(1));
  EXPECT_EQ(memory.see(call, id_of(3), kNow + 3min), std::nullopt) << "after two minutes it is a new call";
}

TEST(CallerMemory, HoldsCallsApart_ThatDifferInAnything) {
  CallerMemory memory(kStateKey);
  const CallerMemory::Call& call = kCall;
  ASSERT_EQ(memory.see(call, id_of(1), kNow), std::nullopt);
  std::vector<CallerMemory::Call> others(5, call);
  others[0].client = "batch";
  others[1].path = "/v1/chat/completions";
  others[2].caller_id = 21;
  others[3].body_bytes += 1;
  others[4].body = 22;
  for (const CallerMemory::Call& other : others) EXPECT_EQ(memory.see(other, id_of(2), kNow), std::nullopt);
}

TEST(CallerMemory, LetsOneOfManyLoopsBeTheFirst) {
  CallerMemory memory(kStateKey);
  std::atomic<unsigned> firsts{0};
  std::vector<std::thread> loops;
  for (std::uint64_t loop = 0; loop < 4; ++loop) {
    loops.emplace_back([&, loop] {
      CallerMemory::Call call = kCall;
      for (std::uint64_t i = 0; i < 500; ++i) {
        call.caller_id = i;
        if (!memory.see(call, id_of(loop), kNow)) ++firsts;
      }
    });
  }
  for (std::thread& loop : loops) loop.join();
  EXPECT_EQ(firsts, 500U);
}

TEST(CallerMemory, FindsTheTargetThatKeepsAnAnswer_ForADay) {
  CallerMemory memory(kStateKey);
  memory.remember_state("resp_1", policy::TargetSlot{7}, kNow);
  EXPECT_EQ(memory.find_state("resp_1", kNow + 23h), policy::TargetSlot{7});
  EXPECT_EQ(memory.find_state("resp_1", kNow + 25h), std::nullopt);
  EXPECT_EQ(memory.find_state("resp_2", kNow), std::nullopt);
}

wire::RequestHead head_with(std::initializer_list<wire::HeaderField> fields) {
  wire::RequestHead head;
  for (const wire::HeaderField& field : fields) head.fields.push(field);
  return head;
}

OperationInput read(std::initializer_list<wire::HeaderField> fields) {
  OperationInput input;
  read_caller_fields(head_with(fields), input);
  return input;
}

TEST(ClientRequest, TakesTheCallersOwnId_AndNothingThatCouldBreakALine) {
  EXPECT_EQ(caller_request_id(head_with({{"X-Request-Id", "second"}, {"X-Client-Request-Id", "first"}})), "first");
  EXPECT_EQ(caller_request_id(head_with({{"X-Request-Id", "only"}})), "only");
  EXPECT_EQ(caller_request_id(head_with({})), "");
  EXPECT_EQ(caller_request_id(head_with({{"X-Request-Id", "a b\tc\xC3\xA4"}})), "abc");
  const std::string long_id(600, 'x');
  EXPECT_EQ(caller_request_id(head_with({{"X-Request-Id", long_id}})).size(), 512U);
}

TEST(ClientRequest, TakesTheShorterOfACallersTimeouts) {
  EXPECT_EQ(read({{"x-stainless-timeout", "60"}}).facts.client_timeout, Duration(60s));
  EXPECT_EQ(read({{"x-stainless-read-timeout", "20"}, {"x-stainless-timeout", "60"}}).facts.client_timeout, Duration(20s));
  EXPECT_EQ(read({{"x-stainless-read-timeout", "20.5"}}).facts.client_timeout, Duration(20500ms));
  EXPECT_EQ(read({}).facts.client_timeout, std::nullopt);
}

TEST(ClientRequest, PassesOverATimeoutThatIsNone) {
  for (const std::string_view text : {"", "0", "-1", "1e3", " 5", "86401", "99999999999999999999"}) {
    EXPECT_EQ(read({{"x-stainless-timeout", text}}).facts.client_timeout, std::nullopt) << text;
  }
  EXPECT_EQ(read({{"x-stainless-timeout", "86400"}}).facts.client_timeout, Duration(24h));
}

TEST(ClientRequest, KnowsACallersRetryByItsCount) {
  EXPECT_TRUE(read({{"x-stainless-retry-count", "1"}}).start.replay);
  EXPECT_FALSE(read({{"x-stainless-retry-count", "0"}}).start.replay);
  EXPECT_FALSE(read({{"x-stainless-retry-count", "yes"}}).start.replay);
  EXPECT_FALSE(read({}).start.replay);
}

TEST(ClientRequest, ReadsAPriorityOnlyByItsName) {
  EXPECT_EQ(read({{"x-jurymast-priority", "batch"}}).asked_priority, policy::Priority::Batch);
  EXPECT_EQ(read({{"x-jurymast-priority", "interactive"}}).asked_priority, policy::Priority::Interactive);
  EXPECT_EQ(read({{"x-jurymast-priority", "highest"}}).asked_priority, std::nullopt);
}

TEST(KillSwitch, StandsForTheRoutesItNames_OrForAll) {
  KillSwitch kill;
  EXPECT_FALSE(kill.stands_for("assistant"));
  kill.set({"assistant"});
  EXPECT_TRUE(kill.stands_for("assistant"));
  EXPECT_FALSE(kill.stands_for("draft"));
  EXPECT_EQ(kill.routes(), std::set<std::string>{"assistant"});
  kill.set({"all"});
  EXPECT_TRUE(kill.stands_for("draft"));
  kill.set({});
  EXPECT_FALSE(kill.stands_for("assistant"));
}

}  // namespace
}  // namespace jurymast::proxy
