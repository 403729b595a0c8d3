#include "proxy/shadow_runs.hpp"

#include <algorithm>
#include <utility>

#include "proxy/operation.hpp"
#include "proxy/plane.hpp"

namespace jurymast::proxy {
namespace {

/// What the shadow's record begins with: the caller's, without anything that would make the two look like one.
record::OperationStart start_of(const record::OperationStart& of_caller, OperationId id) {
  record::OperationStart start = of_caller;
  start.id = id;
  start.shadow_of = of_caller.id;
  start.client_request_hash.reset();
  start.body_fingerprint.reset();
  start.unit_hash.reset();
  return start;
}

}  // namespace

policy::ShadowChoice ShadowRuns::choose(const OperationInput& of_caller) {
  Shared& shared = plane_.shared;
  const policy::Snapshot& snapshot = *plane_.live->policy;
  const auto id = of_caller.start.id.text();
  std::string sampled = "shadow ";
  sampled.append(id.data(), id.size());
  policy::ShadowChoice choice = policy::choose_shadow(of_caller.facts,
                                                      {.tools = of_caller.request.tools,
                                                       .token_limit = of_caller.request.token_limit,
                                                       .coin = crypto::siphash24(shared.draw_key, sampled),
                                                       .in_flight = shared.in_flight.load(std::memory_order_relaxed),
                                                       .shadows = shared.shadows.running(),
                                                       .memory_held = shared.memory.held()},
                                                      snapshot);
  if (choice.denial != policy::ShadowDenial::None) return choice;
  if (!shared.shadows.pay(snapshot.route(of_caller.facts.route), choice.tokens, plane_.now())) {
    choice.denial = policy::ShadowDenial::Budget;
  }
  return choice;
}

void ShadowRuns::consider(const OperationInput& of_caller) {
  const policy::Snapshot& snapshot = *plane_.live->policy;
  const std::uint64_t in_flight = plane_.shared.in_flight.load(std::memory_order_relaxed);
  if (!running_.empty() && policy::must_end_shadows(in_flight, snapshot.server)) end_all();
  if (!snapshot.route(of_caller.facts.route).shadow.on() || of_caller.kind != OperationKind::Create || of_caller.probe) return;
  const policy::ShadowChoice choice = choose(of_caller);
  if (choice.denial != policy::ShadowDenial::None) {
    return plane_.metrics.observe_no_shadow(plane_.live->route_names[of_caller.facts.route.value], choice.denial);
  }
  // The caller's own request comes first.
  plane_.loop.post([this, shadow = copy(of_caller, choice)] { begin(shadow); });
}

ShadowRuns::Shadow ShadowRuns::copy(const OperationInput& of_caller, const policy::ShadowChoice& choice) {
  OperationInput input;
  input.path = of_caller.path;
  input.kept_body = std::make_unique<wire::PaddedString>(of_caller.body);
  input.body = input.kept_body->padded().text;
  input.request = of_caller.request;
  input.forwarded_lines = of_caller.forwarded_lines;
  input.hops = of_caller.hops;
  const OperationId id = plane_.new_id();
  input.start = start_of(of_caller.start, id);
  input.facts = policy::shadow_facts(of_caller.facts, choice, id);
  input.start.client_timeout = input.facts.client_timeout;
  return {id, std::make_shared<Operation>(plane_, nullptr, plane_.live, std::move(input), [this, id] { ended(id); })};
}

void ShadowRuns::begin(const Shadow& shadow) {
  if (closed_) return;
  running_.push_back(shadow);
  shadow.operation->start();
}

void ShadowRuns::ended(OperationId id) {
  std::erase_if(running_, [&](const Shadow& one) { return one.id == id; });
}

void ShadowRuns::end_all() {
  for (const Shadow& shadow : std::exchange(running_, {})) shadow.operation->client_gone();
}

void ShadowRuns::close() {
  closed_ = true;
  end_all();
}

}  // namespace jurymast::proxy
