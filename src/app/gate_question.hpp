#pragma once
#include <string>

#include "base/result.hpp"
#include "evidence/gate_case.hpp"
#include "policy/snapshot.hpp"

namespace jurymast::app {

/// The contract pack that a target is held against.
struct PackFacts {
  std::string name;    ///< empty: any
  std::string digest;  ///< 64 hexadecimal digits; empty: not known
};

/// The question about a target of a route, as far as the configuration answers it; `target` empty: the route's first fallback, else its
/// primary. Fails with Invalid and the names there are.
Result<evidence::GateQuestion> gate_question(const policy::Snapshot& snapshot, const std::string& route, const std::string& target,
                                             const PackFacts& pack);

}  // namespace jurymast::app
