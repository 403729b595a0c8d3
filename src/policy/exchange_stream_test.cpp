#include <gtest/gtest.h>

#include "policy/exchange.hpp"
#include "policy/test_world.hpp"

namespace jurymast::policy {
namespace {

using Class = FailureClass;
using event::FailureKind;
using record::Outcome;
using wire::FinishState;

event::StreamError stream_error(std::string code) {
  event::StreamError error;
  error.facts.present = true;
  error.facts.code = std::move(code);
  return error;
}

event::BodyComplete end_of_stream() { return {}; }
event::Terminal finish_with(FinishState finish, bool has_content) { return {finish, has_content}; }

TEST(Stream, IsCommittedAtItsFirstContent_AndEndedOnlyOnEvidence) {
  World world;
  Drive run(world, streamed());
  run.open_stream();
  EXPECT_EQ(run.last(), "");
  EXPECT_FALSE(run.exchange().committed());
  run.after(2s, event::Content{});
  EXPECT_EQ(run.last(), "commit(200) forward");
  EXPECT_EQ(run.attempt(0).first_content, Duration(2s));
  run.on(event::Terminal{FinishState::Stop, true});
  EXPECT_EQ(run.last(), "");
  run.on(end_of_stream());
  EXPECT_EQ(run.last(), "end finish");
  EXPECT_EQ(run.decision().outcome, Outcome::Complete);
  EXPECT_EQ(world.status(0).in_flight, 0U);
}

TEST(Stream, EverythingBeforeContentCanStillBeRescued) {
  World world;
  Drive quota(world, streamed());
  quota.open_stream().on(stream_error("insufficient_quota"));
  EXPECT_EQ(quota.last(), "close send(b)");
  quota.open_stream().on(event::Failed{FailureKind::Reset, true, true});
  EXPECT_EQ(quota.attempt(1).failure_class, Class::Truncated);
  EXPECT_EQ(quota.last(), "answer(429,quota_exhausted,final) finish") << "a true HTTP error, since nothing was committed";
}

TEST(Stream, ACutAfterContentIsAbortedVisibly_AndNeverRetried) {
  for (const Event& cut : {Event(event::Failed{FailureKind::EndOfFile, true, true}), Event(end_of_stream())}) {
    World world;
    Drive run(world, streamed());
    run.open_stream().on(event::Content{}).on(cut);
    EXPECT_NE(run.last().find("abort(truncated) finish"), std::string::npos);
    EXPECT_EQ(run.decision().outcome, Outcome::Partial);
    EXPECT_EQ(run.decision().failure_class, Class::Truncated);
    EXPECT_EQ(run.decision().status, 200);
    EXPECT_EQ(run.sends(), 1U);
  }
}

TEST(Stream, DoneWithoutAFinishIsAClaim_NotProof) {
  World world;
  Drive run(world, streamed());
  run.open_stream().on(end_of_stream());
  EXPECT_EQ(run.attempt(0).failure_class, Class::Truncated);
  EXPECT_EQ(run.last(), "close send(b)");
}

TEST(Stream, AfterTheEvidenceAnyEndIsAWholeEnd) {
  for (const Event& end : {Event(event::Failed{FailureKind::Reset, true, true}), Event(end_of_stream()), Event(event::MalformedData{})}) {
    World world;
    Drive run(world, streamed());
    run.open_stream().on(event::Content{}).on(event::Terminal{FinishState::Stop, true}).on(end);
    EXPECT_NE(run.last().find("end finish"), std::string::npos);
    EXPECT_EQ(run.decision().outcome, Outcome::Complete);
  }
  World world;
  Drive silent(world, streamed());
  silent.open_stream().on(event::Content{}).on(event::Terminal{FinishState::Stop, true}).timer();
  EXPECT_EQ(silent.last(), "close end finish");
}

TEST(Stream, AnErrorEventAfterTheFinishIsAFailureAllTheSame) {
  World world;
  Drive run(world, streamed());
  run.open_stream().on(event::Content{}).on(event::Terminal{FinishState::Stop, true}).on(stream_error("server_error"));
  EXPECT_EQ(run.last(), "close abort(upstream_error) finish");
  EXPECT_EQ(run.decision().outcome, Outcome::Partial);
}

TEST(Stream, AnErrorEventAfterContentIsReplacedByOurs) {
  World world;
  Drive run(world, streamed());
  run.open_stream().on(event::Content{}).on(stream_error("server_is_overloaded"));
  EXPECT_EQ(run.last(), "close abort(overloaded) finish");
}

TEST(Stream, WithoutContentItIsEmpty_UnlessItsFinishExcusesIt) {
  World world;
  Drive empty(world, streamed());
  empty.open_stream().on(finish_with(FinishState::Stop, false));
  EXPECT_EQ(empty.last(), "close send(b)");
  EXPECT_EQ(empty.attempt(0).failure_class, Class::Empty);
  for (const FinishState finish : {FinishState::Length, FinishState::ContentFilter, FinishState::Incomplete}) {
    Drive cut(world, streamed());
    cut.open_stream().on(finish_with(finish, false));
    EXPECT_EQ(cut.last(), "commit(200) forward");
    cut.on(end_of_stream());
    EXPECT_EQ(cut.last(), "end finish");
  }
}

TEST(Stream, AWholeJsonAnswerToAStreamRequestIsMalformed_AnErrorInItTakesItsClass) {
  World world;
  Drive run(world, streamed());
  run.connect().head(200).on(event::BodyComplete{Drive::good_answer()});
  EXPECT_EQ(run.attempt(0).failure_class, Class::Malformed);
  EXPECT_EQ(run.last(), "send(b)");
  event::BodyComplete body;
  body.facts.parsed = true;
  body.facts.error.present = true;
  body.facts.error.code = "context_length_exceeded";
  run.connect().head(200).on(body);
  EXPECT_EQ(run.attempt(1).failure_class, Class::ContextLength);
  EXPECT_EQ(run.last(), "answer(400,context_length,final) finish");
}

TEST(Stream, MalformedDataIsRescuedBeforeTheCommit_AndAbortedAfterIt) {
  World world;
  Drive before(world, streamed());
  before.open_stream().on(event::MalformedData{});
  EXPECT_EQ(before.last(), "close send(b)");
  Drive after(world, streamed());
  after.open_stream().on(event::Content{}).on(event::MalformedData{});
  EXPECT_EQ(after.last(), "close abort(malformed) finish");
}

TEST(CommitComplete, HoldsTheWholeStreamBack_SoThatACutCanStillBeRescued) {
  World world;
  world.route().commit = CommitRule::Complete;
  Drive run(world, streamed());
  run.open_stream().on(event::Content{});
  EXPECT_EQ(run.last(), "");
  run.on(event::Failed{FailureKind::EndOfFile, true, true});
  EXPECT_EQ(run.last(), "send(b)");
  run.open_stream().on(event::Content{}).on(event::Terminal{FinishState::Stop, true});
  EXPECT_EQ(run.last(), "commit(200) forward");
  run.on(end_of_stream());
  EXPECT_EQ(run.last(), "end finish");
  EXPECT_EQ(run.decision().served_by_name, "b");
}

TEST(CommitComplete, HoldsNoLongerThanTwoMinutes) {
  World world;
  world.route().commit = CommitRule::Complete;
  Drive run(world, streamed());
  run.open_stream().on(event::Content{});
  for (int i = 0; i < 5; ++i) {
    world.advance(23s);
    run.exchange().content_seen(world.now);
  }
  run.timer();
  EXPECT_EQ(run.attempt(0).elapsed, Duration(120s));
  EXPECT_EQ(run.attempt(0).failure_class, Class::TimeoutTotal);
  EXPECT_EQ(run.last(), "close send(b)");
}

TEST(Clocks, EachPhaseHasItsOwn_AndTimeoutsAreNeverRetriedAtTheSameTarget) {
  World world;
  Drive dial(world);
  EXPECT_EQ(dial.wait_left(), Duration(3s));
  dial.timer();
  EXPECT_EQ(dial.attempt(0).failure_class, Class::TimeoutConnect);
  EXPECT_EQ(dial.last(), "close send(b)");

  Drive handshake(world);
  handshake.after(2s, event::Dialed{});
  EXPECT_EQ(handshake.wait_left(), Duration(3s)) << "TLS has a clock of its own";
  handshake.timer();
  EXPECT_EQ(handshake.attempt(0).failure_class, Class::TimeoutConnect);

  Drive buffered(world);
  buffered.connect();
  EXPECT_EQ(buffered.wait_left(), Duration(290s)) << "a buffered call has no first token";
}

TEST(Clocks, TheFirstTokenIsContent_NotTheFirstByte) {
  World world;
  Drive run(world, streamed());
  run.open_stream();
  EXPECT_EQ(run.wait_left(), Duration(30s));
  world.advance(29s);
  run.exchange().content_seen(world.now);
  EXPECT_EQ(run.wait_left(), Duration(1s)) << "a preamble does not move it";
  run.timer();
  EXPECT_EQ(run.attempt(0).failure_class, Class::TimeoutFirstToken);
}

TEST(Clocks, TheStallClockMovesWithTheContent) {
  World world;
  Drive run(world, streamed());
  run.open_stream().on(event::Content{});
  world.advance(20s);
  run.exchange().content_seen(world.now);
  EXPECT_EQ(run.wait_left(), Duration(30s));
  run.on(event::TimerFired{});
  EXPECT_EQ(run.last(), "") << "firing early is harmless";
  run.timer();
  EXPECT_EQ(run.last(), "close abort(timeout_stall) finish");
}

TEST(Clocks, AnAttemptsTotalLeavesTimeForTheNextTarget_TheDeadlineDoesNot) {
  World world;
  world.target(0).timeouts.total = 5s;
  Drive run(world);
  run.connect().timer();
  EXPECT_EQ(run.attempt(0).failure_class, Class::TimeoutTotal);
  EXPECT_EQ(run.last(), "close send(b)");
  run.connect().timer();
  EXPECT_EQ(run.last(), "close answer(504,timeout_total,final) finish");
}

TEST(Clocks, TheDeadlineEndsACommittedStreamToo_Visibly) {
  World world;
  world.route().deadline = 10s;
  Drive run(world, streamed());
  run.open_stream().on(event::Content{}).timer();
  EXPECT_EQ(run.last(), "close abort(timeout_total) finish");
}

TEST(Clocks, AnImpatientCallerDoesNotMakeATargetLookIll) {
  World world;
  RequestFacts hurried;
  hurried.client_timeout = 1s;
  for (int i = 0; i < 10; ++i) Drive(world, hurried).connect().timer();
  EXPECT_EQ(world.status(0).breaker, record::BreakerState::Closed);
  world.route().deadline = 1s;
  for (int i = 0; i < 5; ++i) Drive(world).connect().timer();
  EXPECT_EQ(world.status(0).breaker, record::BreakerState::Open) << "the route's own deadline is the target's affair";
}

TEST(Clocks, SlowFirstTokensOpenTheBreaker) {
  World world;
  for (int i = 0; i < 20; ++i) {
    Drive run(world, streamed());
    run.open_stream();
    // At the same moment of the window, each begun sixteen seconds ago.
    world.advance(16s);
    run.on(event::Content{}).on(event::Terminal{}).on(end_of_stream());
    world.now = world.now - 16s;
  }
  EXPECT_EQ(world.fleet.status(world.target(0), Family::ChatCompletions, world.now + 16s).breaker, record::BreakerState::Open);
}

TEST(ClientGone, ClosesTheUpstreamAtOnce_AndBlamesNobody) {
  World world;
  for (int i = 0; i < 10; ++i) {
    Drive run(world, streamed());
    run.open_stream().on(event::ClientGone{});
    EXPECT_EQ(run.last(), "close finish");
    EXPECT_EQ(run.decision().outcome, Outcome::Cancelled);
    EXPECT_EQ(run.decision().status, 499);
    EXPECT_EQ(run.attempt(0).failure_class, Class::Cancelled);
  }
  EXPECT_EQ(world.status(0).breaker, record::BreakerState::Closed);
  EXPECT_EQ(world.status(0).in_flight, 0U);
  EXPECT_EQ(world.status(0).budget_milli, 10'000U);
}

TEST(LocalFailure, IsToldWhereNothingWasCommitted_AndAbortsWhereItWas) {
  World world;
  Drive before(world);
  before.on(event::LocalFailure{Refusal::Internal});
  EXPECT_EQ(before.last(), "close answer(500,internal,final) finish");
  EXPECT_EQ(before.decision().outcome, Outcome::Refused);
  Drive after(world, streamed());
  after.open_stream().on(event::Content{}).on(event::LocalFailure{Refusal::Memory});
  EXPECT_EQ(after.last(), "close abort(truncated) finish");
  EXPECT_EQ(after.decision().refusal, Refusal::Memory);
  EXPECT_EQ(world.status(0).breaker, record::BreakerState::Closed);
}

TEST(LateEvents, OfAnAttemptThatHasEndedAreNotListenedTo) {
  World world;
  Drive run(world);
  run.error(500);
  ASSERT_EQ(run.last(), "wait");
  run.on(end_of_stream()).on(event::Failed{});
  EXPECT_EQ(run.last(), "");
  run.timer().answer().on(event::ClientGone{});
  EXPECT_EQ(run.last(), "") << "nor is anything after the end";
}

TEST(ExchangeDeathTest, ADroppedExchangeAborts) {
  World world;
  EXPECT_DEATH(
      {
        Exchange exchange({}, world.snapshot, Random(1));
        exchange.start(world.port, world.now);
      },
      "place_held_");
}

}  // namespace
}  // namespace jurymast::policy
