#include "sim/callers.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace jurymast::sim {
namespace {

constexpr Duration kRetryDelay = std::chrono::milliseconds(500);
constexpr Duration kRetryDelayMax = std::chrono::seconds(8);
constexpr std::int64_t kJitterDivisor = 4;

bool is_retried_status(int status) { return status == 408 || status == 409 || status == 429 || status >= 500; }

}  // namespace

Callers::Callers(const Parts& parts, const Timeline& timeline)
    : parts_(parts), timeline_(timeline), states_(timeline.calls.size()) {
  for (std::uint32_t i = 0; i < timeline.calls.size(); ++i) {
    const Call& call = timeline.calls[i];
    if (call.agent == Call::kNoAgent) {
      parts_.queue.push(kSimulationStart + call.at, Happening::CallDue, i);
    } else {
      agents_[call.agent].calls.push_back(i);
    }
  }
  for (auto& [number, agent] : agents_) begin_agents_next(agent);
}

void Callers::begin_agents_next(Agent& agent) {
  if (agent.next == agent.calls.size()) return;
  const std::uint32_t call = agent.calls[agent.next++];
  const MonotonicTime planned = kSimulationStart + call_at(call).at;
  const MonotonicTime thought = parts_.queue.now() + timeline_.think;
  if (std::max(planned, thought) < kSimulationStart + timeline_.length) {
    parts_.queue.push(std::max(planned, thought), Happening::CallDue, call);
  }
}

void Callers::begin(std::uint32_t call) {
  State& state = states_[call];
  state.begun = true;
  state.began = parts_.queue.now();
  parts_.tally.call_began(parts_.queue.elapsed());
  if (const auto& patience = call_at(call).patience) {
    parts_.queue.push(state.began + *patience, Happening::CallerLeaves, call, kWholeCall);
  }
}

void Callers::send(std::uint32_t call, std::uint32_t request) {
  State& state = states_[call];
  if (!state.begun) begin(call);
  if (state.over) return;
  state.request = request;
  state.operation.reset();
  state.waiting = true;
  const Call& what = call_at(call);
  if (what.timeout) parts_.queue.push(parts_.queue.now() + *what.timeout, Happening::CallerLeaves, call, request);
  const std::uint64_t previous = what.follow_up && what.agent != Call::kNoAgent ? agents_.at(what.agent).last_state : 0;
  const auto operation = gateway_->accept({.call = what, .index = call, .request = request, .previous_state = previous});
  if (state.waiting) state.operation = operation;
}

void Callers::leave(std::uint32_t call, std::uint32_t request) {
  State& state = states_[call];
  const bool whole = request == kWholeCall;
  if (state.over || (!whole && (request != state.request || !state.waiting))) return;
  parts_.trace.say(parts_.queue, "call {} {}", call_at(call).number, whole ? "gives up" : "times out");
  const bool waited = std::exchange(state.waiting, false);
  if (waited && state.operation) gateway_->client_gone(*state.operation);
  if (whole || state.request >= call_at(call).retries_max) return end(call, whole ? CallEnd::Left : CallEnd::Failed);
  retry(call, std::nullopt);
}

bool Callers::may_retry(const Call& call, const State& state, const Reply& reply) const {
  if (state.request >= call.retries_max) return false;
  if (reply.end == Reply::End::ConnectionLost) return true;
  return reply.end == Reply::End::Error && is_retried_status(reply.status) && !reply.final_answer;
}

void Callers::replied(std::uint32_t call, std::uint32_t request, const Reply& reply) {
  parts_.watch.callers.tell(parts_.queue.now(),
                            fmt::format("{} {} {} {}", call, request, static_cast<int>(reply.end), reply.status));
  State& state = states_[call];
  if (state.over || !state.waiting || request != state.request) return;
  state.waiting = false;
  if (reply.end == Reply::End::Complete) {
    const Call& what = call_at(call);
    if (what.agent != Call::kNoAgent) agents_.at(what.agent).last_state = what.number + 1ULL;
    return end(call, CallEnd::Served);
  }
  if (!may_retry(call_at(call), state, reply)) return end(call, CallEnd::Failed);
  retry(call, reply.retry_after_s);
}

void Callers::retry(std::uint32_t call, std::optional<std::uint32_t> retry_after_s) {
  const std::uint32_t retries_before = states_[call].request;
  Duration wait = std::min(kRetryDelay * (1U << std::min(retries_before, 4U)), kRetryDelayMax);
  Random random = parts_.streams.numbered("caller", call_at(call).number * 64ULL + retries_before);
  wait -= random.jitter(wait / kJitterDivisor);
  if (retry_after_s) wait = std::chrono::seconds(*retry_after_s);
  parts_.queue.push(parts_.queue.now() + wait, Happening::CallDue, call, retries_before + 1);
}

void Callers::end(std::uint32_t call, CallEnd how) {
  State& state = states_[call];
  state.over = true;
  parts_.tally.call_ended(state.began - kSimulationStart, parts_.queue.elapsed(), how);
  const Call& what = call_at(call);
  if (how != CallEnd::Left && !what.looped) parts_.watch.recovery.call_ended(state.began, how == CallEnd::Served);
  if (what.agent != Call::kNoAgent) begin_agents_next(agents_.at(what.agent));
}

}  // namespace jurymast::sim
