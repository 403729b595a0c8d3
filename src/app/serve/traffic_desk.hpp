#pragma once
#include "policy/traffic.hpp"
#include "proxy/traffic_board.hpp"

namespace jurymast::app {

/// Brings together what rollouts and overrides want of each route's traffic, and hands it to the loops. Used on the admin loop alone.
class TrafficDesk {
 public:
  explicit TrafficDesk(proxy::TrafficBoard& board) : board_(board) {}
  /// In place of what rollouts wanted before.
  void set_rollouts(policy::Traffic traffic);
  /// In place of what overrides wanted before; they come before rollouts.
  void set_overrides(policy::Traffic traffic);
  const policy::Traffic& overrides() const { return overrides_; }

 private:
  void adopt();

  proxy::TrafficBoard& board_;
  policy::Traffic rollouts_;
  policy::Traffic overrides_;
};

}  // namespace jurymast::app
