#pragma once
#include <span>
#include <string_view>

#include "evidence/areas.hpp"
#include "policy/snapshot.hpp"

namespace jurymast::config {

/// A setting of the schema, and the area of the evidence that a change of it supersedes.
struct AssignedSetting {
  std::string_view table;  ///< server, clients, targets, prompts or routes
  std::string_view key;
  std::string_view area;  ///< of record::kEvidenceAreaNames; empty: evidence stays what it is
};

/// Every setting of the schema, each assigned once.
std::span<const AssignedSetting> assigned_settings();

/// Digests of what the evidence for one target on one route rests on, as it is in force. `documentation` is the digest of the contract pack
/// that the target is held against; empty: none.
evidence::Areas evidence_areas(const policy::Snapshot& snapshot, const policy::Route& route, const policy::Target& target,
                               std::string_view documentation = {});

}  // namespace jurymast::config
