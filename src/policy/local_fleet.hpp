#pragma once
#include "policy/fleet.hpp"
#include "policy/fleet_port.hpp"

namespace jurymast::policy {

/// The fleet for one thread: for tests and for the simulator. Does nothing that is not in admit() and settle().
class LocalFleet final : public FleetPort {
 public:
  /// Borrows `fleet`.
  explicit LocalFleet(Fleet& fleet) : fleet_(fleet) {}
  Admission admit(const AdmissionAsk& ask, MonotonicTime now, Random& random) override {
    return policy::admit(fleet_.target(ask.target->slot), fleet_.credential_of(*ask.target), ask, now, random);
  }
  void settle(const Settlement& settlement, MonotonicTime now, Random& random) override {
    policy::settle(fleet_.target(settlement.target->slot), fleet_.credential_of(*settlement.target), settlement, now, random);
  }

 private:
  Fleet& fleet_;
};

}  // namespace jurymast::policy
