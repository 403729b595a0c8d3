#pragma once
#include <memory>
#include <utility>

#include "policy/exchange.hpp"

namespace jurymast::sim {

/// What decides about one operation, as its driver sees it: the policy's exchange, or something less careful to compare it with.
class Decider {
 public:
  virtual ~Decider() = default;
  virtual policy::Steps start(policy::FleetPort& fleet, MonotonicTime now) = 0;
  virtual policy::Steps on(const policy::Event& event, policy::FleetPort& fleet, MonotonicTime now) = 0;
  virtual void content_seen(MonotonicTime now) = 0;
  virtual MonotonicTime wake_at() const = 0;
  virtual bool finished() const = 0;
  virtual const record::Decision& decision() const = 0;
};

/// The very exchange that the gateway runs.
class ExchangeDecider final : public Decider {
 public:
  ExchangeDecider(policy::RequestFacts facts, std::shared_ptr<const policy::Snapshot> snapshot, Random random)
      : exchange_(std::move(facts), std::move(snapshot), random) {}

  policy::Steps start(policy::FleetPort& fleet, MonotonicTime now) override { return exchange_.start(fleet, now); }
  policy::Steps on(const policy::Event& event, policy::FleetPort& fleet, MonotonicTime now) override {
    return exchange_.on(event, fleet, now);
  }
  void content_seen(MonotonicTime now) override { exchange_.content_seen(now); }
  MonotonicTime wake_at() const override { return exchange_.wake_at(); }
  bool finished() const override { return exchange_.finished(); }
  const record::Decision& decision() const override { return exchange_.decision(); }

 private:
  policy::Exchange exchange_;
};

}  // namespace jurymast::sim
