#include "sim/policy_replay.hpp"

#include <algorithm>
#include <memory>

#include "base/assert.hpp"
#include "policy/exchange.hpp"
#include "policy/local_fleet.hpp"
#include "sim/event_queue.hpp"
#include "sim/provider_model.hpp"
#include "sim/recorded_events.hpp"
#include "sim/streams.hpp"

namespace jurymast::sim {
namespace {

using namespace policy;

constexpr std::uint64_t kSeed = 1;
/// An attempt that a clock ended may be this much longer under another policy and still be what was recorded.
constexpr Duration kSameClock = std::chrono::milliseconds(100);

/// A request on its way.
struct Running {
  Running(RequestFacts facts, std::shared_ptr<const Snapshot> snapshot, Random random)
      : exchange(std::move(facts), std::move(snapshot), random) {}

  Exchange exchange;
  std::vector<TimedEvent> plan;  ///< of the attempt in progress
  std::size_t next = 0;          ///< of these
  std::uint32_t attempt = 0;     ///< events of an earlier one are not delivered
  MonotonicTime sent_at;
  OutputFault output_fault = OutputFault::None;
  std::vector<std::string> asked;     ///< targets, an attempt each
  std::vector<RecordedAttempt> told;  ///< how each attempt was told
  bool not_known = false;
};

std::optional<TargetIndex> target_named(const Snapshot& snapshot, const std::string& name) {
  for (std::size_t i = 0; i < snapshot.targets.size(); ++i) {
    if (snapshot.targets[i].name == name) return TargetIndex{static_cast<std::uint16_t>(i)};
  }
  return std::nullopt;
}

RequestEnd end_of(const record::Decision& decision) {
  switch (decision.outcome) {
    case record::Outcome::Complete:
      return decision.fallback_taken ? RequestEnd::Rescued : RequestEnd::Served;
    case record::Outcome::Failed:
      return RequestEnd::Failed;
    case record::Outcome::Partial:
      return RequestEnd::Partial;
    case record::Outcome::Cancelled:
      return RequestEnd::Cancelled;
    case record::Outcome::Refused:
      return RequestEnd::Refused;
    case record::Outcome::Interrupted:
      break;
  }
  return RequestEnd::NotKnown;
}

/// All requests on one virtual clock.
class PolicyRun {
 public:
  PolicyRun(const std::vector<RecordedRequest>& requests, std::shared_ptr<Snapshot> snapshot, RouteIndex route)
      : requests_(requests), model_(requests), route_(route), streams_(kSeed), port_(fleet_), running_(requests.size()) {
    const auto adopted = fleet_.adopt(*snapshot);
    JURYMAST_ASSERT(adopted.has_value());
    snapshot_ = std::move(snapshot);
  }

  std::vector<RecordedRequest> run() {
    ended_ = requests_;
    for (std::uint32_t i = 0; i < requests_.size(); ++i) queue_.push(kSimulationStart + requests_[i].at, Happening::CallDue, i);
    while (const auto due = queue_.pop()) take(*due);
    return std::move(ended_);
  }

 private:
  void take(const Occurrence& due) {
    if (due.what == Happening::CallDue) return begin(due.subject);
    Running* const one = running_[due.subject].get();
    if (one == nullptr) return;
    if (due.what == Happening::CallerLeaves) return tell(due.subject, event::ClientGone{});
    if (due.what == Happening::UpstreamStep) return go_on(due.subject, due.detail);
    // A stream that goes on sends content between its first and its end.
    if (one->next < one->plan.size() && one->next > 0) one->exchange.content_seen(queue_.now());
    tell(due.subject, event::TimerFired{});
  }

  RequestFacts facts_of(const RecordedRequest& request) const {
    const Route& route = snapshot_->route(route_);
    RequestFacts facts;
    facts.route = route_;
    facts.family = request.family;
    facts.streamed = request.streamed;
    facts.stateful = request.stateful;
    facts.killed = request.killed;
    facts.replay = request.callers_retry;
    facts.token_limit_said = request.token_limit_said;
    facts.client_timeout = request.client_timeout;
    facts.validated = route.output_rules != nullptr;
    facts.evidence.fill(request.evidence);
    const auto canary = request.canary.empty() ? std::nullopt : target_named(*snapshot_, request.canary);
    if (canary && place_on(route, *canary).value_or(0) > 0) {
      facts.assignment.arm = record::Arm::Canary;
      facts.assignment.weight_ppm = kWholeWeightPpm;
      facts.assignment.first = *canary;
    }
    return facts;
  }

  void begin(std::uint32_t number) {
    const RecordedRequest& request = requests_[number];
    running_[number] = std::make_unique<Running>(facts_of(request), snapshot_,
                                                 request.seed ? Random(*request.seed) : streams_.numbered("exchange", number));
    if (request.gone_after) queue_.push(queue_.now() + *request.gone_after, Happening::CallerLeaves, number);
    carry_out(number, running_[number]->exchange.start(port_, queue_.now()));
    settle_turn(number);
  }

  void tell(std::uint32_t number, const Event& event) {
    carry_out(number, running_[number]->exchange.on(event, port_, queue_.now()));
    settle_turn(number);
  }

  /// What follows each call of the exchange: its end, or its timer.
  void settle_turn(std::uint32_t number) {
    if (running_[number] == nullptr) return;
    const Exchange& exchange = running_[number]->exchange;
    if (exchange.finished()) return finish(number);
    if (exchange.wake_at() != MonotonicTime::never()) queue_.push(exchange.wake_at(), Happening::OperationTimer, number);
  }

  void carry_out(std::uint32_t number, const Steps& steps) {
    for (const Step& step : steps) {
      Running& one = *running_[number];
      if (const auto* const send = std::get_if<step::Send>(&step)) send_to(number, *send);
      if (std::holds_alternative<step::CloseUpstream>(step)) ++one.attempt;
      if (std::holds_alternative<step::Validate>(step)) {
        carry_out(number, one.exchange.on(event::Validated{one.output_fault}, port_, queue_.now()));
      }
    }
  }

  void send_to(std::uint32_t number, const step::Send& send) {
    Running& one = *running_[number];
    const std::string& target = snapshot_->target(send.target).name;
    ++one.attempt;
    one.next = 0;
    one.sent_at = queue_.now();
    const RecordedAttempt* const told = attempt_for(number, target);
    one.asked.push_back(target);
    if (told == nullptr) {
      one.not_known = true;
      one.plan.clear();
      return queue_.push(queue_.now(), Happening::CallerLeaves, number);
    }
    one.output_fault = told->output_fault;
    one.plan = events_of(*told, requests_[number].streamed);
    plan_next(number);
  }

  /// The very attempt that the log tells, else one that is like it; null where nobody knows.
  const RecordedAttempt* attempt_for(std::uint32_t number, const std::string& target) {
    Running& one = *running_[number];
    auto earlier = std::count(one.asked.begin(), one.asked.end(), target);
    for (const RecordedAttempt& attempt : requests_[number].attempts) {
      if (attempt.target == target && earlier-- == 0) return &one.told.emplace_back(attempt);
    }
    Random random = streams_.numbered("model", number).fork(one.asked.size());
    const RecordedAttempt* const like = model_.draw(target, queue_.elapsed(), random);
    if (like == nullptr) return nullptr;
    one.told.push_back(*like);
    one.told.back().modelled = true;
    return &one.told.back();
  }

  void plan_next(std::uint32_t number) {
    const Running& one = *running_[number];
    if (one.next < one.plan.size())
      queue_.push(one.sent_at + one.plan[one.next].after, Happening::UpstreamStep, number, one.attempt);
  }

  void go_on(std::uint32_t number, std::uint32_t attempt) {
    Running& one = *running_[number];
    if (attempt != one.attempt || one.next >= one.plan.size()) return;
    const Event event = one.plan[one.next++].event;
    tell(number, event);
    if (running_[number] != nullptr && one.attempt == attempt) plan_next(number);
  }

  void finish(std::uint32_t number) {
    const Running& one = *running_[number];
    RecordedRequest& ended = ended_[number];
    const record::Decision& decision = one.exchange.decision();
    ended.latency = queue_.now() - (kSimulationStart + requests_[number].at);
    ended.end = one.not_known ? RequestEnd::NotKnown : end_of(decision);
    ended.attempts.clear();
    for (std::size_t i = 0; i < std::min(decision.attempts.size(), one.told.size()); ++i) {
      const record::Attempt& made = decision.attempts[i];
      RecordedAttempt& attempt = ended.attempts.emplace_back(one.told[i]);
      const bool longer = made.elapsed > attempt.elapsed + kSameClock;
      attempt.modelled = attempt.modelled || longer;
      attempt.failure_class = made.failure_class;
      attempt.status = made.http_status;
      attempt.started = made.started_after;
      attempt.elapsed = made.elapsed;
      attempt.first_content = made.first_content;
    }
    running_[number].reset();
  }

  const std::vector<RecordedRequest>& requests_;
  ProviderModel model_;
  std::shared_ptr<const Snapshot> snapshot_;
  RouteIndex route_;
  Streams streams_;
  EventQueue queue_;
  Fleet fleet_;
  LocalFleet port_;
  std::vector<std::unique_ptr<Running>> running_;
  std::vector<RecordedRequest> ended_;
};

ReplayedTarget& target_of(PolicyReplay& figures, const std::string& name) {
  const auto found =
      std::find_if(figures.targets.begin(), figures.targets.end(), [&](const ReplayedTarget& one) { return one.name == name; });
  return found == figures.targets.end() ? figures.targets.emplace_back(ReplayedTarget{name}) : *found;
}

std::uint64_t milli(std::uint64_t part, std::uint64_t whole) { return whole == 0 ? 0 : part * 1000 / whole; }

}  // namespace

std::uint64_t PolicyReplay::attempts() const {
  std::uint64_t sum = 0;
  for (const ReplayedTarget& one : targets) sum += one.recorded + one.modelled;
  return sum;
}

std::uint64_t PolicyReplay::attempts_milli() const { return milli(attempts(), requests); }

std::uint64_t PolicyReplay::served_milli() const { return milli(ended(RequestEnd::Served) + ended(RequestEnd::Rescued), requests); }

PolicyReplay figures_of(const std::vector<RecordedRequest>& requests) {
  PolicyReplay figures;
  std::vector<Duration> waits;
  for (const RecordedRequest& request : requests) {
    if (!request.counted) continue;
    ++figures.requests;
    bool modelled = false;
    for (const RecordedAttempt& attempt : request.attempts) {
      ReplayedTarget& target = target_of(figures, attempt.target);
      ++(attempt.modelled ? target.modelled : target.recorded);
      modelled = modelled || attempt.modelled;
    }
    const auto end = static_cast<std::size_t>(request.end);
    ++figures.ends[end];
    if (modelled) ++figures.modelled[end];
    if (request.end != RequestEnd::NotKnown) waits.push_back(request.latency);
  }
  if (waits.empty()) return figures;
  std::sort(waits.begin(), waits.end());
  figures.wait_median = waits[(waits.size() - 1) / 2];
  figures.wait_p95 = waits[(waits.size() - 1) * 95 / 100];
  figures.wait_worst = waits.back();
  return figures;
}

Result<std::vector<RecordedRequest>> replay_policy(const std::vector<RecordedRequest>& requests,
                                                   const policy::Snapshot& configuration, std::string_view route) {
  if (requests.size() > kRecordedRequestsMax) {
    return fail(Code::Exhausted, "{} requests, where at most {} are replayed at once; narrow the window", requests.size(),
                kRecordedRequestsMax);
  }
  const auto& routes = configuration.routes;
  const auto found = std::find_if(routes.begin(), routes.end(), [&](const Route& one) { return one.name == route; });
  if (found == routes.end()) return fail(Code::NotFound, "the configuration has no route named `{}`", route);
  const RouteIndex index{static_cast<std::uint16_t>(found - routes.begin())};
  return PolicyRun(requests, std::make_shared<Snapshot>(configuration), index).run();
}

}  // namespace jurymast::sim
