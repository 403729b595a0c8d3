#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "record/gate.hpp"
#include "record/rollout.hpp"
#include "store/evidence_store.hpp"

namespace jurymast::app {

/// The newest verdicts, by route and target.
using GateVerdicts = std::map<std::pair<std::string, std::string>, record::GateRecord, std::less<>>;

/// What a process knows of rollouts when it begins, without the log.
struct RolloutMemory {
  std::map<std::string, record::RolloutRecord, std::less<>> newest;  ///< of each route, suspensions left out
  std::vector<record::RolloutRecord> suspensions;                    ///< and their ends, oldest first
  GateVerdicts gates;
  std::string config_digest;  ///< of the configuration that was last in force
  std::optional<WallTime> config_since;
  bool damaged = false;  ///< something of it cannot be read, so that the log has to say it
  bool blank = false;    ///< there is none, so that the log has to say it

  /// The log's lines up to this one say nothing that is still needed; nothing: all of it does.
  std::optional<std::uint64_t> fold_after() const;
};

/// True for the steps of a rollout; the others are about a fallback's place in its route's list.
bool is_rollout_step(const record::RolloutRecord& record);

/// Reads what the evidence database held when it was opened.
RolloutMemory read_rollout_memory(const std::vector<store::EvidenceLine>& lines);
store::EvidenceLine line_of(const record::RolloutRecord& record);
store::EvidenceLine line_of(const record::GateRecord& record);
/// Which configuration is in force since when.
store::EvidenceLine line_of_config(const std::string& digest, WallTime since);

}  // namespace jurymast::app
