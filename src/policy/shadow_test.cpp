#include "policy/shadow.hpp"

#include <gtest/gtest.h>

#include "policy/test_world.hpp"

namespace jurymast::policy {
namespace {

using namespace std::chrono_literals;
using record::Arm;
using record::Tri;

constexpr std::uint64_t kTokens = 1'000'000;

World world_with_shadows(unsigned targets = 3) {
  World world(targets);
  world.route().shadow = {.share_ppm = 1'000'000, .tokens_per_minute = kTokens};
  return world;
}

RequestFacts small_request() {
  RequestFacts facts;
  facts.input_tokens_estimate = 100;
  return facts;
}

ShadowDenial denial(const World& world, const RequestFacts& facts, const ShadowSurroundings& surroundings = {}) {
  return choose_shadow(facts, surroundings, *world.snapshot).denial;
}

TEST(Shadow, GoesToTheFirstFallback_AndCostsWhatMayComeOfIt) {
  World world = world_with_shadows();
  const ShadowChoice choice = choose_shadow(small_request(), {.token_limit = 50}, *world.snapshot);
  EXPECT_EQ(choice.denial, ShadowDenial::None);
  EXPECT_EQ(choice.target, TargetIndex{1});
  EXPECT_EQ(choice.tokens, 150U);
  EXPECT_EQ(choose_shadow(small_request(), {}, *world.snapshot).tokens, 100 + kShadowTokensUnsaid);
  world.target(1).token_limit = 7;
  EXPECT_EQ(choose_shadow(small_request(), {}, *world.snapshot).tokens, 107U);
}

TEST(Shadow, IsOffUnlessShareAndTokensAreBothSaid) {
  World world;
  EXPECT_EQ(denial(world, small_request()), ShadowDenial::Off);
  world.route().shadow.share_ppm = 1'000'000;
  EXPECT_EQ(denial(world, small_request()), ShadowDenial::Off);
  world.route().shadow = {.share_ppm = 0, .tokens_per_minute = kTokens};
  EXPECT_EQ(denial(world, small_request()), ShadowDenial::Off);
}

TEST(Shadow, IsOfTheShareThatIsAsked) {
  World world = world_with_shadows();
  world.route().shadow.share_ppm = 100'000;
  Random random(3);
  int sampled = 0;
  for (int i = 0; i < 10'000; ++i) {
    sampled += denial(world, small_request(), {.token_limit = {}, .coin = random.next()}) == ShadowDenial::None ? 1 : 0;
  }
  // Five standard deviations of a tenth of 10 000.
  EXPECT_NEAR(sampled, 1000, 150);
}

TEST(Shadow, OfNothingThatKeepsStateOrActs) {
  World world = world_with_shadows();
  for (bool RequestFacts::* member :
       {&RequestFacts::stateful, &RequestFacts::stored, &RequestFacts::background, &RequestFacts::replay, &RequestFacts::killed}) {
    RequestFacts facts = small_request();
    facts.*member = true;
    EXPECT_EQ(denial(world, facts), ShadowDenial::Ineligible);
  }
  RequestFacts pinned = small_request();
  pinned.pinned = TargetIndex{0};
  EXPECT_EQ(denial(world, pinned), ShadowDenial::Ineligible);
  RequestFacts probe = small_request();
  probe.synthetic = SyntheticProbe{};
  EXPECT_EQ(denial(world, probe), ShadowDenial::Ineligible) << "neither of a check nor of a shadow";
  EXPECT_EQ(denial(world, small_request(), {.tools = true, .token_limit = {}}), ShadowDenial::Ineligible);
  world.route().side_effects = SideEffects::Possible;
  EXPECT_EQ(denial(world, small_request()), ShadowDenial::Ineligible);
}

TEST(Shadow, PassesOverFallbacksThatCouldNotServe) {
  World world = world_with_shadows();
  RequestFacts facts = small_request();
  facts.assignment.disabled.set(1);
  EXPECT_EQ(choose_shadow(facts, {}, *world.snapshot).target, TargetIndex{2});
  facts = small_request();
  facts.assignment.suspended.set(1);
  EXPECT_EQ(choose_shadow(facts, {}, *world.snapshot).target, TargetIndex{2});
  facts = small_request();
  facts.evidence[0] = Tri::False;
  EXPECT_EQ(choose_shadow(facts, {}, *world.snapshot).target, TargetIndex{2});
  facts.evidence[1] = Tri::False;
  EXPECT_EQ(denial(world, facts), ShadowDenial::NoFallback);
  world.target(1).context_window = 10;
  EXPECT_EQ(choose_shadow(small_request(), {}, *world.snapshot).target, TargetIndex{2});
}

TEST(Shadow, OfNothingThatGoesToAFallbackAnyway) {
  World world = world_with_shadows();
  RequestFacts canary = small_request();
  canary.assignment.first = TargetIndex{1};
  EXPECT_EQ(denial(world, canary), ShadowDenial::NoFallback);
  world.route().mode = Mode::Off;
  EXPECT_EQ(denial(world, small_request()), ShadowDenial::NoFallback);
}

TEST(Shadow, GivesWayLongBeforeACallerIsRefused) {
  World world = world_with_shadows();
  world.snapshot->server.max_inflight = 100;
  world.snapshot->server.memory_max = 1000;
  EXPECT_EQ(denial(world, small_request(), {.token_limit = {}, .in_flight = 49}), ShadowDenial::None);
  EXPECT_EQ(denial(world, small_request(), {.token_limit = {}, .in_flight = 50}), ShadowDenial::Busy);
  EXPECT_EQ(denial(world, small_request(), {.token_limit = {}, .memory_held = 500}), ShadowDenial::Busy);
  EXPECT_EQ(denial(world, small_request(), {.token_limit = {}, .shadows = kShadowsMax}), ShadowDenial::Busy);
  EXPECT_FALSE(must_end_shadows(69, world.snapshot->server));
  EXPECT_TRUE(must_end_shadows(70, world.snapshot->server));
}

TEST(Shadow, BudgetIsAMinutesWorth_FilledByTime) {
  ShadowBudget budget;
  MonotonicTime now{1h};
  EXPECT_FALSE(budget.take(601, 600, now)) << "more than a minute's worth never fits";
  EXPECT_TRUE(budget.take(400, 600, now));
  EXPECT_FALSE(budget.take(201, 600, now));
  EXPECT_TRUE(budget.take(200, 600, now));
  EXPECT_FALSE(budget.take(10, 600, now + 999ms));
  EXPECT_TRUE(budget.take(10, 600, now + 1s)) << "ten a second, though it was asked in between";
  EXPECT_FALSE(budget.take(10, 600, now + 1s));
  EXPECT_TRUE(budget.take(600, 600, now + 1h));
  EXPECT_FALSE(budget.take(1, 600, now + 1h)) << "no more than a minute's worth is saved up";
}

TEST(Shadow, NoMinuteBringsMoreThanTwiceItsWorth_HoweverRequestsCome) {
  Random random(11);
  constexpr std::uint64_t kPerMinute = 5000;
  ShadowBudget budget;
  MonotonicTime now{1h};
  std::vector<std::pair<MonotonicTime, std::uint64_t>> taken;
  for (int i = 0; i < 20'000; ++i) {
    now = now + std::chrono::microseconds(random.below(200'000));
    const std::uint64_t tokens = random.below(1000);
    if (budget.take(tokens, kPerMinute, now)) taken.emplace_back(now, tokens);
  }
  std::uint64_t within = 0;
  std::size_t oldest = 0;
  for (const auto& [at, tokens] : taken) {
    within += tokens;
    while (taken[oldest].first <= at - 60s) within -= taken[oldest++].second;
    ASSERT_LE(within, 2 * kPerMinute);
  }
}

/// A shadow of a request, begun.
struct Begun {
  explicit Begun(World& world)
      : exchange(shadow_facts(small_request(), {.denial = ShadowDenial::None, .target = TargetIndex{1}}, OperationId()),
                 world.snapshot, Random(1)) {}
  Exchange exchange;
};

bool sends(const Steps& steps) {
  bool found = false;
  for (const Step& step : steps) found = found || std::holds_alternative<step::Send>(step);
  return found;
}

TEST(Shadow, FailingForeverChangesNothingForCallers) {
  World world = world_with_shadows(2);
  for (int i = 0; i < 50; ++i) {
    Begun shadow(world);
    ASSERT_TRUE(sends(shadow.exchange.start(world.port, world.now)));
    shadow.exchange.on(event::Dialed{}, world.port, world.now);
    shadow.exchange.on(event::Connected{false}, world.port, world.now);
    event::Head head;
    head.status = 429;
    head.content = wire::ContentKind::Json;
    head.hints.retry_after = 30s;
    shadow.exchange.on(head, world.port, world.now);
    shadow.exchange.on(event::ErrorBody{}, world.port, world.now);
    ASSERT_TRUE(shadow.exchange.finished());
    EXPECT_EQ(shadow.exchange.decision().arm, Arm::Shadow);
    EXPECT_EQ(shadow.exchange.decision().attempts.size(), 1U) << "sent once, and nowhere else";
    EXPECT_FALSE(shadow.exchange.decision().weight_ppm);
  }
  EXPECT_EQ(world.status(1).breaker, record::BreakerState::Closed);
  const Admission of_a_caller = world.attempt(1, FailureClass::Ok, 200);
  EXPECT_TRUE(of_a_caller.admitted()) << "not even the provider's wish for a pause was heard";
  EXPECT_EQ(of_a_caller.facts.in_flight, 0U) << "and no place was taken";
}

/// Takes a shadow that was begun to some end.
void end_somehow(Exchange& shadow, World& world, Random& fate) {
  if (shadow.finished()) return;
  if (fate.chance(1, 5)) {
    shadow.on(event::ClientGone{}, world.port, world.now);
    return;
  }
  shadow.on(event::Dialed{}, world.port, world.now);
  shadow.on(event::Connected{fate.chance(1, 2)}, world.port, world.now);
  shadow.on(event::RequestSent{}, world.port, world.now);
  if (fate.chance(1, 3)) {
    shadow.on(event::Failed{event::FailureKind::Reset, true, false}, world.port, world.now);
  } else {
    event::Head head;
    head.status = fate.chance(1, 2) ? 429 : 503;
    head.content = wire::ContentKind::Json;
    if (fate.chance(1, 2)) head.hints.retry_after = 20s;
    shadow.on(head, world.port, world.now);
    shadow.on(event::ErrorBody{}, world.port, world.now);
  }
  shadow.on(event::ClientGone{}, world.port, world.now);
}

TEST(Shadow, OfWhateverFate_LeavesCallersEveryAnswerOfTheFleetAsItWas) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    World alone = world_with_shadows(2);
    World beside = world_with_shadows(2);
    Random callers(seed);
    Random fate(seed + 1000);
    for (int i = 0; i < 500; ++i) {
      const Duration waited = std::chrono::milliseconds(callers.below(3000));
      alone.advance(waited);
      beside.advance(waited);
      for (std::uint64_t shadows = fate.below(4); shadows > 0; --shadows) {
        Begun shadow(beside);
        shadow.exchange.start(beside.port, beside.now);
        end_somehow(shadow.exchange, beside, fate);
        ASSERT_TRUE(shadow.exchange.finished());
      }
      const auto target = static_cast<unsigned>(callers.below(2));
      const bool served = callers.chance(1, 2);
      const auto failure_class = served ? FailureClass::Ok : FailureClass::UpstreamError;
      const Admission of_alone = alone.attempt(target, failure_class, served ? 200 : 500);
      const Admission of_beside = beside.attempt(target, failure_class, served ? 200 : 500);
      ASSERT_EQ(of_beside.denial, of_alone.denial) << "seed " << seed << " request " << i;
      EXPECT_EQ(of_beside.facts.breaker, of_alone.facts.breaker);
      EXPECT_EQ(of_beside.facts.breaker_epoch, of_alone.facts.breaker_epoch);
      EXPECT_EQ(of_beside.facts.budget_after_milli, of_alone.facts.budget_after_milli);
      EXPECT_EQ(of_beside.facts.pause_left, of_alone.facts.pause_left);
      EXPECT_EQ(of_beside.facts.in_flight, of_alone.facts.in_flight);
      EXPECT_EQ(of_beside.facts.probe, of_alone.facts.probe);
    }
  }
}

TEST(Shadow, GoesNowhereThatACallersRequestWouldNot) {
  World world = world_with_shadows(2);
  world.break_target(1);
  Begun broken(world);
  EXPECT_FALSE(sends(broken.exchange.start(world.port, world.now)));
  EXPECT_TRUE(broken.exchange.finished());
  EXPECT_EQ(broken.exchange.decision().arm, Arm::Shadow);
  EXPECT_TRUE(broken.exchange.decision().attempts.empty());
}

TEST(Shadow, EndsAfterItsOwnTime) {
  World world = world_with_shadows(2);
  Begun hung(world);
  hung.exchange.start(world.port, world.now);
  hung.exchange.on(event::Dialed{}, world.port, world.now);
  hung.exchange.on(event::Connected{false}, world.port, world.now);
  EXPECT_LE(hung.exchange.wake_at(), world.now + kShadowTimeMax);
  world.advance(kShadowTimeMax);
  hung.exchange.on(event::TimerFired{}, world.port, world.now);
  EXPECT_TRUE(hung.exchange.finished());
}

}  // namespace
}  // namespace jurymast::policy
