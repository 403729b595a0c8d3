#pragma once
#include <chrono>
#include <string>
#include <vector>

#include "app/contract/contract_report.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "policy/snapshot.hpp"

namespace jurymast::app {

/// How long one request of a check may take.
inline constexpr Duration kLiveTimeMax = std::chrono::seconds(60);

/// A target that is to be asked directly.
struct LiveCheck {
  const policy::Target& target;
  const evidence::ContractPack& pack;
  std::string model;
};

/// For each family that the target serves and the pack documents: one good request, the same as a stream, and one without a member that is
/// required. Each is held against the pack, and so is its answer. Fails where nobody answers.
Result<std::vector<CheckedSubject>> check_live(const LiveCheck& check, Clock& clock);

}  // namespace jurymast::app
