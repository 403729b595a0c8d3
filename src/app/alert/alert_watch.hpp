#pragma once
#include "app/alert/alert_desk.hpp"
#include "policy/snapshot.hpp"
#include "proxy/plane.hpp"

namespace jurymast::app {

/// Evidence that is too old within so long is told of while it can still be renewed in peace.
inline constexpr Duration kEvidenceNotice = std::chrono::hours(24);

/// Looks from time to time at what a gateway knows of itself, and has the alerts that follow from it fire: the kill switch, records that
/// are lost, and evidence that is missing or soon too old.
class AlertWatch {
 public:
  void look(proxy::Shared& shared, const policy::Snapshot& snapshot, MonotonicTime now, AlertDesk& desk);

 private:
  MonotonicTime next_look_;
};

}  // namespace jurymast::app
