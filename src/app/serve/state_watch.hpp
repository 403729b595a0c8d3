#pragma once
#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "policy/fleet.hpp"
#include "policy/snapshot.hpp"
#include "proxy/plane.hpp"

namespace jurymast::app {

/// Looks at the fleet from time to time and says what the record must be told: changes of what keeps requests away from targets, and a
/// sample of the load every ten seconds. A look costs a short lock a target; no request waits for it otherwise.
class StateWatch {
 public:
  struct Moment {
    MonotonicTime now;
    WallTime wall;
  };
  /// The records that are due, in order; mostly none.
  std::vector<std::string> look(proxy::Shared& shared, const policy::Snapshot& snapshot, Moment moment);

 private:
  /// A target's states by family; none where it does not serve it.
  using Seen = std::array<std::optional<policy::TargetStatus>, kFamilyCount>;
  void forget_the_gone(const policy::Snapshot& snapshot);

  std::map<std::string, Seen> seen_;
  MonotonicTime next_look_;
  MonotonicTime next_sample_;
};

/// The changes between two looks at one target, as records; `before` holds nothing where it was not looked at yet and so was at rest.
std::vector<std::string> target_changes(const std::string& target, Family family, const std::optional<policy::TargetStatus>& before,
                                        const policy::TargetStatus& after, WallTime at);

}  // namespace jurymast::app
