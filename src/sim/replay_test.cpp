#include "sim/replay.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "policy/test_world.hpp"
#include "record/line.hpp"
#include "sim/swarm.hpp"
#include "sim/traced_decider.hpp"
#include "sim/world.hpp"

namespace jurymast::sim {
namespace {

using namespace std::chrono_literals;

/// What the exchanges of one swarm left behind.
std::vector<FinishedTrace> traces_of(std::uint64_t seed) {
  std::vector<FinishedTrace> traces;
  GatewaySettings settings;
  settings.traced = [&](const FinishedTrace& trace) { traces.push_back(trace); };
  const Timeline timeline = swarm_timeline(seed, 120s);
  const Installation installation = swarm_installation();
  World world(seed, timeline, installation, settings);
  world.run();
  return traces;
}

/// One whose text holds `part`, out of a few swarms.
FinishedTrace trace_with(std::string_view part) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    for (const FinishedTrace& one : traces_of(seed)) {
      if (one.trace.find(part) != std::string::npos) return one;
    }
  }
  ADD_FAILURE() << "no trace holds " << part;
  return {};
}

std::string changed(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  if (at != std::string::npos) text.replace(at, from.size(), to);
  return text;
}

Replay replay_text(const std::string& trace, const std::shared_ptr<const policy::Snapshot>& snapshot) {
  const Result<TracedExchange> read = read_trace(trace, *snapshot);
  if (!read) {
    ADD_FAILURE() << read.error().message << "\n" << trace;
    return {};
  }
  return replay(*read, snapshot);
}

TEST(Replay, OfEveryExchangeOfManyOutages_DecidesTheSameAgain) {
  std::size_t replayed = 0;
  std::size_t cut = 0;
  std::size_t longest = 0;
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    for (const FinishedTrace& one : traces_of(seed)) {
      ASSERT_TRUE(record::is_record(one.trace));
      longest = std::max(longest, one.trace.size());
      const Result<TracedExchange> read = read_trace(one.trace, *one.snapshot);
      ASSERT_TRUE(read) << read.error().message << "\n" << one.trace;
      cut += read->cut ? 1U : 0U;
      if (read->cut) continue;
      const Replay again = replay(*read, one.snapshot);
      ASSERT_FALSE(again.difference) << *again.difference << "\n" << one.trace;
      ASSERT_EQ(again.decision, one.decision) << one.trace;
      ++replayed;
    }
  }
  EXPECT_GT(replayed, 10'000U);
  EXPECT_LT(cut * 1000, replayed) << "a trace has room for nearly every exchange";
  EXPECT_LE(longest, policy::Tracer::kTraceBytesMax + policy::Tracer::kTraceEventBytesMax);
}

/// A request whose every attempt fails with a 500, traced.
FinishedTrace trace_of(policy::World& world, const policy::RequestFacts& facts) {
  FinishedTrace finished;
  const TraceSink keep = [&finished](const FinishedTrace& trace) { finished = trace; };
  TracedDecider decider(facts, world.snapshot, 7, keep);
  decider.start(world.port, world.now);
  policy::event::Head failed;
  failed.status = 500;
  while (!decider.finished()) {
    for (const policy::Event& event : {policy::Event(policy::event::Dialed{}), policy::Event(policy::event::Connected{}),
                                       policy::Event(failed), policy::Event(policy::event::ErrorBody{})}) {
      if (!decider.finished()) decider.on(event, world.port, world.now);
    }
    if (decider.finished()) break;
    world.now = std::max(world.now, std::min(decider.wake_at(), world.now + 1s));
    decider.on(policy::event::TimerFired{}, world.port, world.now);
  }
  return finished;
}

TEST(Replay, OfProbesAndProvedFallbacks_DecidesTheSameAgain) {
  policy::RequestFacts natural;
  natural.synthetic.emplace();
  policy::RequestFacts forced = natural;
  forced.synthetic = {.forced = TargetIndex{1}, .fault = record::ProbeFault::Credential};
  policy::RequestFacts proved;
  proved.evidence = {record::Tri::False, record::Tri::True};
  for (const policy::RequestFacts& facts : {natural, forced, proved}) {
    policy::World world(3);
    const FinishedTrace one = trace_of(world, facts);
    const Replay again = replay_text(one.trace, one.snapshot);
    EXPECT_FALSE(again.difference) << *again.difference << "\n" << one.trace;
    EXPECT_EQ(again.decision, one.decision) << one.trace;
  }
}

TEST(Replay, FindsAForcedTargetAndEvidenceThatWereOthers) {
  policy::World world(3);
  policy::RequestFacts facts;
  facts.synthetic = {.forced = TargetIndex{1}, .fault = record::ProbeFault::None};
  const FinishedTrace forced = trace_of(world, facts);
  EXPECT_TRUE(replay_text(changed(forced.trace, R"("forced":"b")", R"("forced":"c")"), forced.snapshot).difference);
  facts = {};
  facts.evidence = {record::Tri::False, record::Tri::True};
  const FinishedTrace proved = trace_of(world, facts);
  EXPECT_TRUE(replay_text(changed(proved.trace, R"(["false","true"])", R"(["true","false"])"), proved.snapshot).difference);
}

TEST(Replay, FindsAStatusThatWasAnother) {
  const FinishedTrace one = trace_with(R"("event":"head","status":503)");
  const Replay again = replay_text(changed(one.trace, R"("status":503)", R"("status":400)"), one.snapshot);
  ASSERT_TRUE(again.difference);
  EXPECT_NE(again.difference->find("event "), std::string::npos) << *again.difference;
}

TEST(Replay, FindsAnAnswerOfTheFleetThatWasAnother) {
  const FinishedTrace one = trace_with(R"("denial":"breaker_open")");
  EXPECT_TRUE(replay_text(changed(one.trace, R"("denial":"breaker_open",)", ""), one.snapshot).difference);
}

TEST(Replay, FindsAnotherRandomStream) {
  const FinishedTrace one = trace_with(R"("wait")");
  const std::size_t seed = one.trace.find(R"("seed":")") + 8;
  std::string other = one.trace;
  other[seed] = other[seed] == '0' ? '1' : '0';
  const Replay again = replay_text(other, one.snapshot);
  EXPECT_TRUE(again.difference || again.decision != one.decision);
}

TEST(Replay, FindsAMissingEvent) {
  const FinishedTrace one = trace_with(R"("event":"body_complete")");
  const std::size_t begin = one.trace.rfind(R"({"at_ns":)");
  const std::string shorter = one.trace.substr(0, begin - 1) + "]}";
  const Replay again = replay_text(shorter, one.snapshot);
  ASSERT_TRUE(again.difference);
  EXPECT_EQ(*again.difference, "the trace ends before the exchange does");
}

TEST(Replay, SaysWhatIsWrongWithATrace) {
  const FinishedTrace one = trace_with(R"("event":"body_complete")");
  const auto complaint = [&](const std::string& text) {
    const Result<TracedExchange> read = read_trace(text, *one.snapshot);
    return read ? std::string() : read.error().message;
  };
  EXPECT_EQ(complaint("{}"), "this is no trace");
  EXPECT_EQ(complaint("no JSON"), "this is no trace");
  EXPECT_EQ(complaint(changed(one.trace, R"("event":"body_complete")", R"("event":"body_incomplete")")).substr(0, 6), "event ");
  EXPECT_EQ(complaint(changed(one.trace, R"("at_ns":0)", R"("at_ns":-1)")), "event 1: at_ns is not what a trace says there");
  EXPECT_EQ(complaint(changed(one.trace, R"("route":")", R"("route":"x)")), "route is not what a trace says there");
  EXPECT_EQ(complaint(changed(one.trace, R"("events":[)", R"("events":[1,)")), "event 1: events is not what a trace says there");
}

TEST(Replay, FindsItsDecisionInTheRecord_AndNoOther) {
  const std::string decision = R"("outcome":"complete","status":200,"class":"ok")";
  const std::string record = R"({"v":1,"kind":"operation","id":"x",)" + decision + R"(,"latency_ms":3})";
  EXPECT_TRUE(holds_decision(record, decision));
  EXPECT_FALSE(holds_decision(record, decision.substr(0, decision.size() - 1)));
  EXPECT_FALSE(holds_decision(record, R"("outcome":"complete","status":200)")) << "the record decides more";
  EXPECT_FALSE(holds_decision(record, R"("outcome":"failed","status":200,"class":"ok")"));
  EXPECT_FALSE(holds_decision("{}", decision));
}

std::string operation_with(std::string_view attempts) {
  std::string line;
  record::number_line(
      R"({"v":1,"kind":"operation","id":"01J00000000000000000000000","ts":"2026-11-21T12:00:00.000000Z","outcome":"complete",)"
      R"("attempts":[)" +
          std::string(attempts) + "]}",
      1, line);
  line.pop_back();
  return line;
}

TEST(Replay, WithoutATrace_HoldsTheAttemptsAgainstTheTable) {
  EXPECT_FALSE(
      table_violation(operation_with(R"({"n":1,"target":"a","class":"overloaded","next":"next_target"},{"n":2,"class":"ok"})")));
  const auto never = table_violation(operation_with(R"({"n":1,"target":"a","class":"content_policy","next":"next_target"})"));
  ASSERT_TRUE(never);
  EXPECT_EQ(*never, "attempt 1: content_policy never leads to the next target");
  EXPECT_TRUE(table_violation(operation_with(R"({"n":1,"target":"a","class":"auth","next":"same_target"})")));
  EXPECT_TRUE(table_violation(operation_with(R"({"n":1,"target":"a","class":"tired"})")));
}

}  // namespace
}  // namespace jurymast::sim
