#pragma once
#include "app/client/blocking_http.hpp"
#include "base/result.hpp"
#include "evidence/smoke_verdict.hpp"
#include "policy/snapshot.hpp"

namespace jurymast::app {

/// A check that leaves the gateway out.
struct DirectQuestion {
  const policy::Target& target;
  const evidence::Fixture& fixture;
  const evidence::PlannedCheck& check;
  const std::string& model;  ///< asked for where the target has none of its own
  Duration time_max{0};
};

/// Sends a good request straight to the target, in the target's own dialect and with its key. Fails where no answer came, and with Denied
/// where this user cannot read the key.
Result<evidence::CheckSeen> ask_directly(const DirectQuestion& question, Clock& clock);

/// What a check that takes no gateway of ours brought back.
evidence::CheckSeen seen_of(const evidence::PlannedCheck& check, const HttpAnswer& answer, Duration elapsed);

}  // namespace jurymast::app
