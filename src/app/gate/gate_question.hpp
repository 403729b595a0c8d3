#pragma once
#include <string>

#include "base/result.hpp"
#include "evidence/gate_case.hpp"
#include "policy/snapshot.hpp"

namespace jurymast::app {

/// The question about a target of a route, as far as the configuration answers it; `target` empty: the route's first fallback, else its
/// primary. Fails with Invalid and the names there are, and where the target's contract pack
/// cannot be read.
Result<evidence::GateQuestion> gate_question(const policy::Snapshot& snapshot, const std::string& route, const std::string& target);

}  // namespace jurymast::app
