#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "policy/tracer.hpp"
#include "record/operation.hpp"
#include "sim/decider.hpp"

namespace jurymast::sim {

/// An exchange that has come to its end: its trace and what it decided.
struct FinishedTrace {
  std::string trace;
  std::string decision;
  std::shared_ptr<const policy::Snapshot> snapshot;
};
using TraceSink = std::function<void(const FinishedTrace&)>;

/// The very exchange that the gateway runs, traced as the gateway traces it.
class TracedDecider final : public Decider {
 public:
  TracedDecider(const policy::RequestFacts& facts, std::shared_ptr<const policy::Snapshot> snapshot, std::uint64_t seed,
                const TraceSink& sink)
      : snapshot_(std::move(snapshot)),
        exchange_(facts, snapshot_, Random(seed)),
        tracer_(facts, *snapshot_, seed, {}),
        sink_(sink) {}

  policy::Steps start(policy::FleetPort& fleet, MonotonicTime now) override { return heard(tracer_.start(exchange_, fleet, now)); }
  policy::Steps on(const policy::Event& event, policy::FleetPort& fleet, MonotonicTime now) override {
    return heard(tracer_.on(exchange_, event, fleet, now));
  }
  void content_seen(MonotonicTime now) override {
    exchange_.content_seen(now);
    tracer_.content_seen(now);
  }
  MonotonicTime wake_at() const override { return exchange_.wake_at(); }
  bool finished() const override { return exchange_.finished(); }
  const record::Decision& decision() const override { return exchange_.decision(); }

 private:
  policy::Steps heard(policy::Steps steps) {
    if (exchange_.finished()) sink_({tracer_.take(), record::render_decision(exchange_.decision()), snapshot_});
    return steps;
  }

  std::shared_ptr<const policy::Snapshot> snapshot_;
  policy::Exchange exchange_;
  policy::Tracer tracer_;
  const TraceSink& sink_;
};

}  // namespace jurymast::sim
