#include "sim/gateway.hpp"

#include <utility>

#include "base/assert.hpp"
#include "policy/hop_guard.hpp"
#include "policy/setting_names.hpp"
#include "policy/shedding.hpp"
#include "policy/traffic.hpp"

namespace jurymast::sim {
namespace {

constexpr std::string_view kInstanceId = "simulated";
constexpr std::uint32_t kShedRetryAfterSeconds = 1;
/// More requests than a call ever makes, attempts and all, so that each has a random stream of its own.
constexpr std::uint64_t kRequestsPerCallMax = 16;
constexpr std::uint64_t kBodyBytes = 1024;
constexpr std::uint32_t kPpmPerThousandth = 1'000;

}  // namespace

Gateway::Gateway(const Parts& parts, CallerPort& callers, const Installation& installation, const GatewaySettings& settings)
    : parts_(parts), callers_(callers), installation_(installation), settings_(settings), random_(parts.streams.named("gateway")) {
  parts_.upstreams.listen(this);
  start_process();
}

Gateway::~Gateway() {
  for (const std::unique_ptr<Operation>& operation : operations_) {
    if (operation) operation->lose();
  }
  if (shadows_) shadows_->lose();
  parts_.upstreams.listen(nullptr);
}

void Gateway::start_process() {
  process_ = std::make_unique<Process>(parts_, callers_, random_);
  shadows_ = std::make_unique<Shadows>(*process_);
  random_ = random_.fork(++version_);
  process_->honest_about_retries = settings_.honest_about_retries;
  process_->weight_ppm = weight_ppm_;
  parts_.watch.fleet.process_began();
  load(second_ ? installation_.second : installation_.first);
}

void Gateway::load(const policy::Snapshot& configuration) {
  const auto snapshot = std::make_shared<policy::Snapshot>(configuration);
  snapshot->version = ++version_;
  const Result<policy::Fleet::Adopted> adopted = process_->fleet.adopt(*snapshot);
  JURYMAST_ASSERT(adopted.has_value());
  process_->fleet.forgive(*adopted);
  for (const policy::TargetSlot slot : adopted->targets) parts_.watch.fleet.forgiven(slot);
  process_->snapshot = snapshot;
}

void Gateway::crash() {
  for (std::uint32_t number = 0; number < operations_.size(); ++number) {
    if (Operation* const operation = running(number)) operation->lose();
    operations_[number].reset();
  }
  shadows_->lose();
  parts_.upstreams.lose_gateway();
  shadows_.reset();
  process_.reset();
}

void Gateway::begin(const Fault& fault) {
  switch (fault.kind) {
    case FaultKind::Crash:
      return process_ ? crash() : void();
    case FaultKind::WallJump:
      return parts_.queue.jump_wall(std::chrono::minutes(fault.strength));
    case FaultKind::Kill:
      return kill();
    case FaultKind::Rollout:
      weight_ppm_ = fault.strength * kPpmPerThousandth;
      parts_.watch.operations.allow_moved(weight_ppm_);
      if (process_) process_->weight_ppm = weight_ppm_;
      return;
    case FaultKind::Reload:
      second_ = true;
      if (process_) load(installation_.second);
      return;
    default:
      return;
  }
}

/// Whoever is on the way is told; plain retriers know no fallback.
void Gateway::kill() {
  killed_ = true;
  parts_.watch.operations.kill(true);
  for (std::uint32_t number = 0; number < operations_.size() && !settings_.plain; ++number) {
    if (running(number) != nullptr) running(number)->killed();
    bury(number);
  }
  if (shadows_) shadows_->killed();
}

void Gateway::end(const Fault& fault) {
  switch (fault.kind) {
    case FaultKind::Crash:
      if (process_) return;
      parts_.journal.recover(random_);
      return start_process();
    case FaultKind::WallJump:
      return parts_.queue.jump_wall(-Duration(std::chrono::minutes(fault.strength)));
    case FaultKind::Kill:
      killed_ = false;
      parts_.watch.operations.kill(false);
      return;
    case FaultKind::Rollout:
      weight_ppm_ = 0;
      parts_.watch.operations.allow_moved(0);
      if (process_) process_->weight_ppm = 0;
      return;
    case FaultKind::Reload:
      second_ = false;
      if (process_) load(installation_.first);
      return;
    default:
      return;
  }
}

/// What an operator does when the account is topped up, whichever configuration stands.
void Gateway::end_pause(std::size_t target) {
  if (!process_) return;
  for (const policy::Snapshot* const configuration : {&installation_.first, &installation_.second}) {
    const policy::Target& paused = configuration->targets[target];
    const Result<policy::TargetSlot> slot = process_->fleet.slot_for(paused.name, paused.origin, paused.credential);
    JURYMAST_ASSERT(slot.has_value());
    process_->fleet.clear_pause(*slot);
    parts_.watch.fleet.forgiven(*slot);
  }
}

void Gateway::recovered_by_now() {
  JURYMAST_ASSERT(process_ != nullptr);
  parts_.watch.recovery.recovered_by_now(process_->fleet, *process_->snapshot, parts_.watch.fleet, parts_.queue.now());
}

std::optional<Refusal> Gateway::check(const ClientRequest& request) const {
  const std::string_view hops = request.call.looped ? kInstanceId : std::string_view();
  if (!policy::hops_after(hops, kInstanceId)) return Refusal::Loop;
  const policy::Snapshot& snapshot = *process_->snapshot;
  const policy::Priority priority =
      policy::priority_of(snapshot.route(request.call.route).priority, policy::Priority::Interactive, request.call.priority);
  if (policy::must_shed(priority, process_->in_flight, snapshot.server.max_inflight)) return Refusal::Shed;
  return std::nullopt;
}

void Gateway::refuse(const ClientRequest& request, Refusal refusal) {
  record::Operation operation;
  operation.start.id = OperationId::make(parts_.queue.wall_now(), process_->random);
  operation.start.at = parts_.queue.wall_now();
  operation.start.snapshot = process_->snapshot->version;
  operation.decision.outcome = record::Outcome::Refused;
  operation.decision.refusal = refusal;
  operation.decision.status = static_cast<std::uint16_t>(status_of(refusal));
  Reply reply{.end = Reply::End::Error, .status = status_of(refusal)};
  if (refusal == Refusal::Shed) reply.retry_after_s = kShedRetryAfterSeconds;
  operation.decision.retry_after_s = reply.retry_after_s;
  operation.decision.final_answer = reply.final_answer = !reply.retry_after_s;
  parts_.watch.coverage.count(operation.decision);
  parts_.watch.callers.tell(parts_.queue.now(), record::render_decision(operation.decision));
  parts_.journal.end(operation.start.id, record::render(operation), operation.decision.outcome);
  parts_.trace.say(parts_.queue, "call {} is refused: {}", request.call.number, name_of(refusal));
  callers_.replied(request.index, request.request, reply);
}

std::optional<std::uint32_t> Gateway::accept(const ClientRequest& request) {
  if (!process_) {
    callers_.replied(request.index, request.request, {.end = Reply::End::ConnectionLost, .status = 0});
    return std::nullopt;
  }
  if (const std::optional<Refusal> refusal = check(request)) {
    refuse(request, *refusal);
    return std::nullopt;
  }
  OperationInput input = make_input(request);
  const std::uint32_t number = input.number;
  std::unique_ptr<Decider> decider = make_decider(input);
  std::optional<Shadow::Input> shadow = settings_.plain ? std::nullopt : shadows_->consider(input);
  operations_.push_back(std::make_unique<Operation>(*process_, std::move(input), std::move(decider)));
  parts_.watch.ledger.measure(Invariant::WithinCaps, {process_->in_flight, process_->snapshot->server.max_inflight, number});
  operations_.back()->start();
  bury(number);
  if (shadow) shadows_->begin(*std::move(shadow));
  return number;
}

OperationInput Gateway::make_input(const ClientRequest& request) {
  const policy::Snapshot& snapshot = *process_->snapshot;
  const policy::Route& route = snapshot.route(request.call.route);
  OperationInput input;
  input.number = static_cast<std::uint32_t>(operations_.size());
  input.call = request.index;
  input.request = request.request;
  input.tokens = request.call.tokens;
  input.stream_number = request.call.number * kRequestsPerCallMax + request.request;
  if (route.family == Family::Responses) input.state_id = request.call.number + 1ULL;
  record::OperationStart& start = input.start;
  start.id = OperationId::make(parts_.queue.wall_now(), process_->random);
  start.at = parts_.queue.wall_now();
  start.snapshot = snapshot.version;
  start.route = route.name;
  start.risk = policy::name_of(route.risk);
  start.family = route.family;
  start.streamed = request.call.streamed;
  start.requested_target = snapshot.target(route.primary).name;
  start.body_bytes = kBodyBytes;
  policy::RequestFacts& facts = input.facts;
  facts.id = start.id;
  facts.route = request.call.route;
  facts.family = route.family;
  facts.streamed = request.call.streamed;
  facts.stored = request.call.stored;
  facts.validated = route.output.non_empty;
  facts.stateful = request.previous_state != 0;
  if (facts.stateful) facts.pinned = pinned_target(request.previous_state);
  facts.client_timeout = start.client_timeout = request.call.timeout;
  facts.killed = killed_;
  note_caller(request, input);
  facts.assignment = assignment_for(request, facts);
  return input;
}

/// One coin a call, as its retries repeat it.
policy::Assignment Gateway::assignment_for(const ClientRequest& request, const policy::RequestFacts& facts) const {
  const policy::Snapshot& snapshot = *process_->snapshot;
  const policy::Route& route = snapshot.route(facts.route);
  if (process_->weight_ppm == 0 || route.fallback.empty()) return {};
  policy::RouteTraffic traffic;
  traffic.canary = snapshot.target(route.fallback.front()).name;
  traffic.weight_ppm = process_->weight_ppm;
  return policy::assign(traffic, facts, snapshot, parts_.streams.numbered("coin", request.call.number).next());
}

void Gateway::note_caller(const ClientRequest& request, OperationInput& input) {
  record::OperationStart& start = input.start;
  start.replay = request.call.counts_retries && request.request > 0;
  if (request.call.gives_id) {
    const std::uint64_t number = request.call.number + 1ULL;
    start.client_request_hash = start.body_fingerprint = number;
    start.replay_of =
        process_->replays.see({.caller_id = number, .body_bytes = kBodyBytes, .body = number}, start.id, parts_.queue.now());
    start.replay = start.replay || start.replay_of.has_value();
  }
  input.facts.replay = start.replay && settings_.knows_replays;
}

std::optional<TargetIndex> Gateway::pinned_target(std::uint64_t state) const {
  const std::optional<policy::TargetSlot> slot = process_->affinity.find(state, parts_.queue.now());
  const std::vector<policy::Target>& targets = process_->snapshot->targets;
  for (std::size_t i = 0; slot && i < targets.size(); ++i) {
    if (targets[i].slot == *slot) return TargetIndex{static_cast<std::uint16_t>(i)};
  }
  return std::nullopt;
}

std::unique_ptr<Decider> Gateway::make_decider(const OperationInput& input) const {
  Random random = parts_.streams.numbered("exchange", input.stream_number);
  if (settings_.plain) return std::make_unique<PlainRetrier>(input.facts, process_->snapshot, *settings_.plain, random);
  if (settings_.traced) return std::make_unique<TracedDecider>(input.facts, process_->snapshot, random.next(), settings_.traced);
  return std::make_unique<ExchangeDecider>(input.facts, process_->snapshot, random);
}

/// Lets go of an operation that is over; never from inside one of its calls.
void Gateway::bury(std::uint32_t operation) {
  if (operations_[operation] && operations_[operation]->finished()) operations_[operation].reset();
}

void Gateway::client_gone(std::uint32_t operation) {
  if (running(operation) != nullptr) running(operation)->client_gone();
  bury(operation);
}

void Gateway::timer_fired(std::uint32_t operation) {
  if (is_shadow(operation)) return shadows_ ? shadows_->timer_fired(operation) : void();
  if (running(operation) != nullptr) running(operation)->timer_fired();
  bury(operation);
}

void Gateway::overdue(std::uint32_t operation) {
  if (running(operation) != nullptr) running(operation)->overdue();
}

void Gateway::upstream_content(std::uint32_t operation, const ContentTag& tag) {
  if (is_shadow(operation)) return shadows_->upstream_content(operation);
  if (running(operation) != nullptr) running(operation)->upstream_content(tag);
}

void Gateway::upstream_event(std::uint32_t operation, const policy::Event& event) {
  if (is_shadow(operation)) return shadows_->upstream_event(operation, event);
  if (running(operation) != nullptr) running(operation)->upstream_event(event);
  bury(operation);
}

}  // namespace jurymast::sim
