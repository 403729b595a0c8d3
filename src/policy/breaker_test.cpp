#include "policy/breaker.hpp"

#include <gtest/gtest.h>

namespace jurymast::policy {
namespace {

using record::BreakerState;
using record::Denial;

/// A breaker with its clock and settings, asked and told in short.
struct Subject {
  BreakerSettings settings;
  Breaker breaker;
  MonotonicTime now{std::chrono::hours(1)};
  Random random{11};

  BreakerAnswer ask(AttemptKind kind = AttemptKind::Arrival, Probing probing = Probing::Welcome, bool has_alternative = false) {
    AdmissionAsk ask;
    ask.kind = kind;
    ask.probing = probing;
    ask.has_alternative = has_alternative;
    return breaker.ask(settings, ask, now, random);
  }
  void tell(BreakerEffect effect, bool probe = false, std::optional<std::uint32_t> epoch = {}) {
    breaker.settle(settings, {.effect = effect, .epoch = epoch.value_or(breaker.epoch()), .probe = probe}, now, random);
  }
  void stream(bool slow) {
    breaker.settle(settings, {.effect = BreakerEffect::Good, .epoch = breaker.epoch(), .streamed = true, .slow_first_token = slow}, now,
                   random);
  }
  void open() {
    for (unsigned i = 0; i < settings.consecutive; ++i) tell(BreakerEffect::Bad);
  }
  void probe(BreakerEffect effect) {
    const BreakerAnswer answer = ask();
    ASSERT_TRUE(answer.probe);
    breaker.begin_probe();
    tell(effect, true);
  }
  BreakerState state() const { return breaker.state(settings, now); }
  void half_open() { now = breaker.open_until(); }
  void ramp() {
    open();
    half_open();
    for (unsigned i = 0; i < settings.probes_to_close; ++i) probe(BreakerEffect::Good);
  }
};

TEST(Breaker, LetsADelicateRequestFindOut_WhereNobodyElseCame) {
  Subject s;
  s.open();
  s.half_open();
  const BreakerAnswer early = s.ask(AttemptKind::Arrival, Probing::LastResort);
  EXPECT_EQ(early.denial, Denial::BreakerOpen);
  EXPECT_EQ(early.open_again, s.now + s.settings.open_cap);
  s.now = *early.open_again;
  EXPECT_EQ(s.ask(AttemptKind::Arrival, Probing::Never).denial, Denial::BreakerOpen);
  EXPECT_TRUE(s.ask(AttemptKind::Arrival, Probing::LastResort).probe);
  s.breaker.begin_probe();
  EXPECT_EQ(s.ask(AttemptKind::Arrival, Probing::LastResort).denial, Denial::BreakerOpen) << "one at a time";
  s.tell(BreakerEffect::Good, true);
  EXPECT_TRUE(s.ask(AttemptKind::Arrival, Probing::LastResort).probe) << "the next one need not wait again";
}

TEST(Breaker, OpensAfterFiveFailuresInARow) {
  Subject s;
  for (int i = 0; i < 4; ++i) s.tell(BreakerEffect::Bad);
  EXPECT_EQ(s.state(), BreakerState::Closed);
  s.tell(BreakerEffect::Bad);
  EXPECT_EQ(s.state(), BreakerState::Open);
  const BreakerAnswer answer = s.ask();
  EXPECT_EQ(answer.denial, Denial::BreakerOpen);
  EXPECT_EQ(answer.open_again, s.breaker.open_until());
}

TEST(Breaker, ASuccessBreaksTheRow_AndNeutralEndsDoNot) {
  Subject s;
  for (int i = 0; i < 4; ++i) s.tell(BreakerEffect::Bad);
  s.tell(BreakerEffect::Good);
  for (int i = 0; i < 4; ++i) s.tell(BreakerEffect::Bad);
  EXPECT_EQ(s.state(), BreakerState::Closed);
  for (int i = 0; i < 50; ++i) s.tell(BreakerEffect::Neutral);
  EXPECT_EQ(s.state(), BreakerState::Closed);
  s.tell(BreakerEffect::Bad);
  EXPECT_EQ(s.state(), BreakerState::Open);
}

TEST(Breaker, OpensAtHalfOfTwentyInTenSeconds_ButNotAtNineteen) {
  Subject s;
  for (int i = 0; i < 9; ++i) {
    s.tell(BreakerEffect::Bad);
    s.tell(BreakerEffect::Good);
  }
  s.tell(BreakerEffect::Good);
  EXPECT_EQ(s.state(), BreakerState::Closed);
  s.tell(BreakerEffect::Bad);
  EXPECT_EQ(s.state(), BreakerState::Open) << "10 of 20";
}

TEST(Breaker, ForgetsWhatIsOlderThanItsWindow) {
  Subject s;
  for (int i = 0; i < 9; ++i) {
    s.tell(BreakerEffect::Bad);
    s.tell(BreakerEffect::Good);
  }
  s.now = s.now + 11s;
  s.tell(BreakerEffect::Good);
  s.tell(BreakerEffect::Bad);
  EXPECT_EQ(s.state(), BreakerState::Closed);
  // Far beyond the ring's length the same cells are used again and must not be believed.
  s.now = s.now + 61s * 7;
  s.tell(BreakerEffect::Bad);
  EXPECT_EQ(s.state(), BreakerState::Closed);
}

TEST(Breaker, OpensWhereFourFifthsOfTwentyStreamsAreSlow) {
  Subject s;
  for (int i = 0; i < 4; ++i) s.stream(false);
  for (int i = 0; i < 15; ++i) s.stream(true);
  EXPECT_EQ(s.state(), BreakerState::Closed);
  s.stream(true);
  EXPECT_EQ(s.state(), BreakerState::Open);
}

TEST(Breaker, StaysOpenLongerWithEachFailedProbe_WithinAFifth_AndNeverBeyondTheCap) {
  const BreakerSettings settings;
  EXPECT_EQ(open_time(settings, 0), Duration(5s));
  EXPECT_EQ(open_time(settings, 1), Duration(7500ms));
  EXPECT_EQ(open_time(settings, 2), Duration(11250ms));
  EXPECT_EQ(open_time(settings, 3), Duration(12s));
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Subject s;
    s.random = Random(seed);
    s.open();
    for (unsigned k = 0; k < 5; ++k) {
      const Duration open = s.breaker.open_until() - s.now;
      const Duration middle = open_time(settings, k);
      EXPECT_GE(open, middle * 4 / 5);
      EXPECT_LE(open, std::min(middle * 6 / 5, Duration(12s)));
      s.half_open();
      s.probe(BreakerEffect::Bad);
    }
  }
}

TEST(Breaker, LetsNothingButOneProbeAtATimePass) {
  Subject s;
  s.open();
  s.now = s.breaker.open_until() - 1ns;
  EXPECT_EQ(s.ask().denial, Denial::BreakerOpen);
  s.half_open();
  EXPECT_EQ(s.state(), BreakerState::HalfOpen);
  EXPECT_EQ(s.ask(AttemptKind::Retry).denial, Denial::BreakerOpen) << "a probe is never a retry";
  EXPECT_EQ(s.ask(AttemptKind::StaleReplay).denial, Denial::BreakerOpen);
  EXPECT_EQ(s.ask(AttemptKind::Arrival, Probing::LastResort).denial, Denial::BreakerOpen) << "not with a delicate request";
  ASSERT_TRUE(s.ask().probe);
  s.breaker.begin_probe();
  EXPECT_EQ(s.ask().denial, Denial::BreakerOpen) << "one is out";
  s.tell(BreakerEffect::Neutral, true);
  EXPECT_TRUE(s.ask().probe) << "a cancelled probe gives its place back and proves nothing";
}

TEST(Breaker, ClosesAfterThreeGoodProbes_AndRampsUp) {
  Subject s;
  s.open();
  s.half_open();
  s.probe(BreakerEffect::Good);
  s.probe(BreakerEffect::Good);
  EXPECT_EQ(s.state(), BreakerState::HalfOpen);
  s.probe(BreakerEffect::Good);
  EXPECT_EQ(s.state(), BreakerState::Ramp);
  s.now = s.now + 10s;
  EXPECT_EQ(s.state(), BreakerState::Closed);
}

TEST(Breaker, AFailedProbeOpensAgain_AndGoodOnesBeforeItAreForgotten) {
  Subject s;
  s.open();
  s.half_open();
  s.probe(BreakerEffect::Good);
  s.probe(BreakerEffect::Good);
  s.probe(BreakerEffect::Bad);
  EXPECT_EQ(s.state(), BreakerState::Open);
  s.half_open();
  s.probe(BreakerEffect::Good);
  s.probe(BreakerEffect::Good);
  EXPECT_EQ(s.state(), BreakerState::HalfOpen);
}

TEST(Breaker, IgnoresAttemptsThatBeganBeforeItOpened) {
  Subject s;
  const std::uint32_t before = s.breaker.epoch();
  s.open();
  s.half_open();
  s.tell(BreakerEffect::Good, false, before);
  s.tell(BreakerEffect::Bad, false, before);
  EXPECT_EQ(s.state(), BreakerState::HalfOpen);
  for (int i = 0; i < 3; ++i) s.probe(BreakerEffect::Good);
  s.now = s.now + 10s;
  for (int i = 0; i < 40; ++i) s.tell(BreakerEffect::Bad, false, before);
  EXPECT_EQ(s.state(), BreakerState::Closed);
}

TEST(Breaker, TheRampAdmitsATenthAtFirst_ThenItsShareOfTheTime_AndAllWhereThereIsNoOtherTarget) {
  Subject s;
  s.ramp();
  const auto share = [&s] {
    unsigned passed = 0;
    for (int i = 0; i < 4'000; ++i) passed += s.ask(AttemptKind::Arrival, Probing::Welcome, true).denial == Denial::None ? 1U : 0U;
    return passed;
  };
  EXPECT_NEAR(share(), 400, 80);
  EXPECT_EQ(s.ask(AttemptKind::Arrival, Probing::Welcome, false).denial, Denial::None);
  EXPECT_EQ(s.ask(AttemptKind::Retry, Probing::Welcome, true).denial, Denial::None);
  s.now = s.now + 5s;
  EXPECT_NEAR(share(), 2'000, 150);
  s.now = s.now + 5s;
  EXPECT_EQ(share(), 4'000U);
}

TEST(Breaker, StartsAnewOnceClosed) {
  Subject s;
  s.open();
  s.half_open();
  s.probe(BreakerEffect::Bad);
  s.half_open();
  for (int i = 0; i < 3; ++i) s.probe(BreakerEffect::Good);
  s.now = s.now + 10s;
  s.open();
  EXPECT_LE(s.breaker.open_until() - s.now, Duration(6s)) << "the count of failed probes is void";
}

TEST(Breaker, TellsWhenTheTroubleBegan_OverFailedProbesAndRelapses_UntilItIsClosed) {
  Subject s;
  EXPECT_EQ(s.breaker.opened_at(s.settings, s.now), std::nullopt);
  s.open();
  const MonotonicTime began = s.now;
  s.half_open();
  s.probe(BreakerEffect::Bad);
  EXPECT_EQ(s.breaker.opened_at(s.settings, s.now), began);
  s.half_open();
  for (int i = 0; i < 3; ++i) s.probe(BreakerEffect::Good);
  s.open();
  EXPECT_EQ(s.breaker.opened_at(s.settings, s.now), began) << "a relapse in the ramp";
  s.half_open();
  for (int i = 0; i < 3; ++i) s.probe(BreakerEffect::Good);
  s.now = s.now + 10s;
  EXPECT_EQ(s.breaker.opened_at(s.settings, s.now), std::nullopt);
  s.open();
  EXPECT_EQ(s.breaker.opened_at(s.settings, s.now), s.now);
}

TEST(Breaker, DoesNothingWhereItIsDisabled) {
  Subject s;
  s.settings.enabled = false;
  for (int i = 0; i < 100; ++i) s.tell(BreakerEffect::Bad);
  EXPECT_EQ(s.ask().denial, Denial::None);
  EXPECT_EQ(s.state(), BreakerState::Closed);
}

}  // namespace
}  // namespace jurymast::policy
