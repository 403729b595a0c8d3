#pragma once
#include <cstdint>
#include <memory>

#include "base/random.hpp"
#include "policy/snapshot.hpp"
#include "sim/decider.hpp"

namespace jurymast::sim {

/// What many gateways do instead of deciding: ask the primary again, whatever failed, a fixed number of times. It knows no budget, no
/// breaker, no pause and no fallback, and stands here to be compared with.
class PlainRetrier final : public Decider {
 public:
  struct Settings {
    unsigned attempts = 4;
    bool jittered = false;  ///< waits a random time before each retry; else none
  };

  PlainRetrier(const policy::RequestFacts& facts, std::shared_ptr<const policy::Snapshot> snapshot, const Settings& settings,
               Random random);

  policy::Steps start(policy::FleetPort& fleet, MonotonicTime now) override;
  policy::Steps on(const policy::Event& event, policy::FleetPort& fleet, MonotonicTime now) override;
  void content_seen(MonotonicTime now) override { last_content_ = now; }
  MonotonicTime wake_at() const override;
  bool finished() const override { return phase_ == Phase::Finished; }
  const record::Decision& decision() const override { return decision_; }

 private:
  enum class Phase : unsigned char { Attempting, Streaming, Trailing, Waiting, Finished };
  struct Turn {
    MonotonicTime now;
    policy::Steps steps;
  };

  template <class Event>
  void take(const Event& event, Turn& turn);
  void timer(Turn& turn);
  void send(Turn& turn);
  void fail(FailureClass failure_class, Turn& turn);
  void commit(Turn& turn);
  void complete(Turn& turn);
  void finish(record::Outcome outcome, Turn& turn);
  const policy::Target& target() const { return snapshot_->target(snapshot_->route(facts_.route).primary); }

  policy::RequestFacts facts_;
  std::shared_ptr<const policy::Snapshot> snapshot_;
  Settings settings_;
  Random random_;
  record::Decision decision_;
  Phase phase_ = Phase::Attempting;
  MonotonicTime deadline_;
  MonotonicTime attempt_began_;
  MonotonicTime last_content_;
  MonotonicTime wait_until_;
};

}  // namespace jurymast::sim
