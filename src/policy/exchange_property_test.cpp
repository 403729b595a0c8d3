#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "policy/exchange.hpp"
#include "policy/local_fleet.hpp"
#include "policy/test_world.hpp"

/// Many exchanges at once against one fleet, with every event at random. What must hold whatever happens is checked after each step.
namespace jurymast::policy {
namespace {

using event::FailureKind;

/// Sees every question and settlement pass by, and counts.
class WatchedFleet final : public FleetPort {
 public:
  explicit WatchedFleet(World& world) : world_(world) {}

  Admission admit(const AdmissionAsk& ask, MonotonicTime now, Random& random) override {
    const Admission admission = world_.port.admit(ask, now, random);
    EXPECT_LE(admission.facts.budget_after_milli, 10'000U);
    if (!admission.admitted()) return admission;
    Count& count = counts[ask.target->name];
    if (ask.take_place) ++places;
    if (ask.take_place && admission.facts.probe) {
      EXPECT_EQ(ask.kind, AttemptKind::Arrival);
      EXPECT_EQ(++count.probes_in_flight[static_cast<std::size_t>(ask.family)], 1) << "one probe at a time";
    }
    // An arrival counts when it is made, everything else when its token is taken.
    if (ask.kind == AttemptKind::Arrival) {
      ++count.arrivals;
      ++count.attempts;
    } else if (ask.charge) {
      ++count.attempts;
    }
    check_bound(count, now);
    return admission;
  }
  void settle(const Settlement& settlement, MonotonicTime now, Random& random) override {
    --places;
    EXPECT_GE(places, 0) << "settled more often than admitted";
    Count& count = counts[settlement.target->name];
    if (settlement.probe) --count.probes_in_flight[static_cast<std::size_t>(settlement.family)];
    if (settlement.failure_class == FailureClass::Ok) ++count.successes;
    world_.port.settle(settlement, now, random);
  }

  int places = 0;

 private:
  struct Count {
    std::int64_t arrivals = 0;
    std::int64_t attempts = 0;
    std::int64_t successes = 0;
    std::array<int, kFamilyCount> probes_in_flight{};
  };
  /// attempts <= N + 0.1 S + 10 + 0.1 T, in thousandths.
  void check_bound(const Count& count, MonotonicTime now) const {
    const std::int64_t milliseconds = to_ms(now - began_);
    EXPECT_LE(1000 * count.attempts, 1000 * count.arrivals + 100 * count.successes + 10'000 + milliseconds / 10 + 1);
  }

  World& world_;
  MonotonicTime began_ = world_.now;
  std::map<std::string, Count> counts;
};

/// One running exchange and what was seen of it.
struct Running {
  Running(const World& world, RequestFacts request, Random random)
      : facts(request), exchange(request, world.snapshot, random), began(world.now) {}
  RequestFacts facts;
  Exchange exchange;
  MonotonicTime began;
  unsigned sends = 0;
  std::map<unsigned, unsigned> sends_by_target;
  std::vector<unsigned> order;
  bool sent_open = false;
  bool committed = false;
  bool ended = false;
  unsigned progress = 0;  // how far the upstream has come with the attempt
};

class Storm {
 public:
  explicit Storm(std::uint64_t seed) : world_(3), random_(seed), fleet_(world_) {
    for (unsigned i = 0; i < 3; ++i) world_.target(i).max_inflight = 12;
    world_.target(1).budget = {.capacity_milli = 1'500, .per_success_milli = 20, .per_second_milli = 20};
    for (int routes = 0; routes < 3; ++routes) world_.snapshot->routes.push_back(world_.route());
    world_.snapshot->routes[1].commit = CommitRule::Complete;
    world_.snapshot->routes[2].side_effects = SideEffects::Possible;
    world_.snapshot->routes[2].deadline = 9s;
    world_.snapshot->routes[3].mode = Mode::Off;
    world_.snapshot->routes[3].retry.attempts = 5;
    world_.snapshot->routes[3].retry.attempts_per_target = 4;
  }

  /// How often what was seen.
  std::map<std::string, unsigned> seen;

  void run(unsigned exchanges) {
    unsigned begun = 0;
    while (begun < exchanges || !running_.empty()) {
      if (begun < exchanges && (running_.size() < 12 || random_.chance(1, 4))) {
        begin();
        ++begun;
      }
      step();
      if (random_.chance(1, 3)) world_.advance(random_.jitter(700ms));
    }
    EXPECT_EQ(fleet_.places, 0) << "every place was given back";
    for (unsigned i = 0; i < 3; ++i) EXPECT_EQ(world_.status(i).in_flight, 0U);
  }

 private:
  void begin() {
    RequestFacts facts;
    facts.route = {static_cast<std::uint16_t>(random_.below(4))};
    facts.streamed = random_.chance(1, 2);
    facts.stateful = random_.chance(1, 8);
    facts.stored = random_.chance(1, 4);
    facts.replay = random_.chance(1, 10);
    if (facts.stateful && random_.chance(1, 2)) facts.pinned = TargetIndex{static_cast<std::uint16_t>(random_.below(3))};
    if (random_.chance(1, 8)) facts.client_timeout = random_.jitter(8s);
    running_.push_back(std::make_unique<Running>(world_, facts, Random(random_.next())));
    Running& one = *running_.back();
    carry_out(one, one.exchange.start(fleet_, world_.now));
    drop_finished(running_.size() - 1);
  }

  void step() {
    if (running_.empty()) return;
    // Timers that are due come first, as they do in an event loop.
    for (std::size_t i = 0; i < running_.size(); ++i) {
      Running& one = *running_[i];
      const MonotonicTime due = one.exchange.wake_at();
      if (due > world_.now) continue;
      carry_out(one, one.exchange.on(event::TimerFired{}, fleet_, world_.now));
      if (drop_finished(i)) --i;
    }
    if (running_.empty()) return;
    const std::size_t i = random_.below(running_.size());
    Running& one = *running_[i];
    if (!one.sent_open) {
      world_.now = std::max(world_.now, std::min(one.exchange.wake_at(), world_.now + random_.jitter(200ms)));
      if (random_.chance(1, 200)) carry_out(one, one.exchange.on(event::ClientGone{}, fleet_, world_.now));
    } else {
      carry_out(one, one.exchange.on(next_event(one), fleet_, world_.now));
    }
    drop_finished(i);
  }

  Event next_event(Running& one) {
    if (random_.chance(1, 100)) return event::ClientGone{};
    if (random_.chance(1, 300)) return event::LocalFailure{Refusal::Memory};
    if (random_.chance(1, 40)) {
      world_.now = std::max(world_.now, one.exchange.wake_at());
      return event::TimerFired{};
    }
    switch (one.progress) {
      case 0: return dial(one);
      case 1: ++one.progress; return event::Connected{random_.chance(1, 3)};
      case 2: return respond(one);
      case 3: return body(one);
      default: return one.progress == 4 ? stream(one) : trail();
    }
  }
  Event dial(Running& one) {
    if (random_.chance(1, 20)) return event::Failed{static_cast<FailureKind>(random_.below(3)), false, false};
    ++one.progress;
    return event::Dialed{};
  }
  Event respond(Running& one) {
    if (random_.chance(1, 10)) return event::Failed{random_.chance(1, 2) ? FailureKind::Reset : FailureKind::EndOfFile, true, false};
    constexpr std::array<int, 12> kStatuses{200, 200, 200, 200, 200, 301, 401, 429, 429, 500, 503, 404};
    const int status = bad_weather_ ? kStatuses[random_.below(kStatuses.size())] : 200;
    if (random_.chance(1, 100)) bad_weather_ = !bad_weather_;
    event::Head head;
    head.status = status;
    head.content = wire::ContentKind::Json;
    if (random_.chance(1, 3)) head.hints.retry_after = random_.jitter(6s);
    const bool good = status == 200;
    one.progress = 3;
    if (good && one.facts.streamed && !random_.chance(1, 20)) {
      head.content = wire::ContentKind::EventStream;
      one.progress = 4;
    }

    return head;
  }
  Event body(Running& one) {
    const record::Attempt& attempt = one.exchange.decision().attempts.back();
    if (random_.chance(1, 30)) return event::Failed{FailureKind::EndOfFile, true, true};
    if (attempt.http_status != 200) {
      event::ErrorBody error{.parsed = true, .facts = {}};
      error.facts.present = true;
      if (random_.chance(1, 6)) error.facts.code = "insufficient_quota";
      return error;
    }
    event::BodyComplete complete{Drive::good_answer()};
    if (random_.chance(1, 12)) complete.facts.has_content = false;
    return complete;
  }
  Event stream(Running& one) {
    event::StreamError error;
    error.facts.present = true;
    switch (random_.below(16)) {
      case 0: return event::Failed{FailureKind::Reset, true, true};
      case 1: return error;
      case 2: return event::MalformedData{};
      case 3: return event::BodyComplete{};
      case 4:
      case 5: ++one.progress; return event::Terminal{wire::FinishState::Stop, random_.chance(9, 10)};
      default: one.exchange.content_seen(world_.now); return event::Content{};
    }
  }
  Event trail() {
    if (random_.chance(1, 4)) return event::Failed{FailureKind::Reset, true, true};
    return event::BodyComplete{};
  }

  void carry_out(Running& one, const Steps& steps) {
    for (const Step& step : steps) {
      EXPECT_FALSE(one.ended) << "a step after the end";
      if (const auto* const send = std::get_if<step::Send>(&step)) check_send(one, *send);
      if (std::holds_alternative<step::CloseUpstream>(step)) one.sent_open = false;
      if (std::holds_alternative<step::Wait>(step)) one.sent_open = false;
      if (std::holds_alternative<step::Commit>(step)) one.committed = true;
      if (std::holds_alternative<step::Answer>(step)) {
        EXPECT_FALSE(one.committed);
      }
      if (std::holds_alternative<step::AbortClient>(step)) {
        EXPECT_TRUE(one.committed);
      }
      if (std::holds_alternative<step::EndClient>(step)) {
        EXPECT_TRUE(one.committed);
      }
      if (std::holds_alternative<step::Finish>(step)) check_end(one);
    }
  }

  void check_send(Running& one, const step::Send& send) {
    const Route& route = world_.snapshot->route(one.facts.route);
    EXPECT_FALSE(one.committed) << "an attempt after the commit";
    EXPECT_EQ(send.attempt, ++one.sends);
    EXPECT_LE(one.sends, route.retry.attempts);
    EXPECT_LE(++one.sends_by_target[send.target.value], one.facts.replay ? 1 : route.retry.attempts_per_target);
    const bool returned = !one.order.empty() && one.order.back() != send.target.value &&
                          std::find(one.order.begin(), one.order.end(), send.target.value) != one.order.end();
    EXPECT_FALSE(returned) << "back to a target that was left";
    one.order.push_back(send.target.value);
    if (one.facts.stateful || route.mode == Mode::Off) {
      EXPECT_EQ(one.sends_by_target.size(), 1U);
    }
    if (one.sends > 1) {
      EXPECT_GE(deadline_of(one) - world_.now, limits::kMinUsefulAttempt);
    }
    one.sent_open = true;
    one.progress = 0;
  }

  void check_end(Running& one) {
    one.ended = true;
    const record::Decision& decision = one.exchange.decision();
    ++seen["outcome " + std::string(name_of(decision.outcome))];
    if (decision.refusal) ++seen["refusal " + std::string(name_of(*decision.refusal))];
    if (decision.queued > Duration(0)) ++seen["queued"];
    if (decision.fallback_taken) ++seen["fallback"];
    for (const record::Attempt& attempt : decision.attempts) {
      ++seen["retry " + std::string(name_of(attempt.retry))];
      ++seen["class " + std::string(name_of(attempt.failure_class))];
      if (attempt.admission.probe) ++seen["probe"];
    }
    for (const record::PassedOver& passed : decision.passed_over) ++seen["denial " + std::string(name_of(passed.denial))];
    EXPECT_EQ(decision.attempts.size(), one.sends);
    EXPECT_EQ(decision.committed, one.committed);
    EXPECT_EQ(decision.refusal.has_value() && decision.outcome != record::Outcome::Partial,
              decision.outcome == record::Outcome::Refused);
    EXPECT_NE(decision.status, 0);
    EXPECT_EQ(decision.served_by.has_value(), one.committed);
    for (const record::Attempt& attempt : decision.attempts) {
      const bool unsafe = one.facts.stateful || world_.snapshot->route(one.facts.route).side_effects == SideEffects::Possible;
      const bool resent = attempt.next != record::NextStep::Final;
      if (unsafe && resent) {
        EXPECT_FALSE(attempt.maybe_executed && attempt.http_status == 0) << "resent after an ambiguous failure";
      }
    }
  }

  MonotonicTime deadline_of(const Running& one) const {
    return Deadline::of(world_.snapshot->route(one.facts.route).deadline_for(one.facts.streamed), one.facts.client_timeout, one.began).at;
  }

  bool drop_finished(std::size_t i) {
    Running& one = *running_[i];
    EXPECT_EQ(one.ended, one.exchange.finished());
    if (!one.ended) {
      EXPECT_LE(one.exchange.wake_at(), deadline_of(one)) << "nothing outlives its deadline";
      return false;
    }
    running_.erase(running_.begin() + static_cast<std::ptrdiff_t>(i));
    return true;
  }

  World world_;
  Random random_;
  WatchedFleet fleet_;
  std::vector<std::unique_ptr<Running>> running_;
  bool bad_weather_ = true;

};

TEST(ExchangeProperties, HoldInAnyWeather) {
  std::map<std::string, unsigned> seen;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE(seed);
    Storm storm(seed);
    storm.run(1'000);
    if (::testing::Test::HasFailure()) return;
    for (const auto& [what, count] : storm.seen) seen[what] += count;
  }
  // A storm that reaches none of these proves nothing about them.
  for (const char* const what :
       {"outcome complete", "outcome failed", "outcome partial", "outcome cancelled", "outcome refused", "refusal all_open",
        "refusal all_paused", "refusal memory", "queued", "fallback", "probe", "retry single_retry", "retry bounded_retry",
        "retry denied_budget", "retry denied_unsafe", "denial breaker_open", "denial paused", "denial credential_open", "denial ramp",
        "denial full", "class timeout_first_token", "class timeout_total", "class network_reset", "class truncated", "class malformed"}) {
    EXPECT_GT(seen[what], 0U) << what;
  }
}

}  // namespace
}  // namespace jurymast::policy
