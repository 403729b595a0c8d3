#pragma once
#include <optional>
#include <string>
#include <vector>

#include "app/contract/contract_packs.hpp"
#include "evidence/subject.hpp"
#include "policy/snapshot.hpp"

namespace jurymast::app {

/// The contract pack that a target is held against, and the digest of its text. Fails as read_contract_pack does.
struct HeldPack {
  NamedPack named;
  std::string digest;  ///< 64 hexadecimal digits
};
Result<HeldPack> held_pack(const policy::Target& target);

/// What evidence for a target on a route is about, under the settings in force. A pack that cannot be read leaves an area of its own.
evidence::Subject subject_in_force(const policy::Snapshot& snapshot, const policy::Route& route, const policy::Target& target);
/// The same for every target of every route, primaries first.
std::vector<evidence::Subject> subjects_in_force(const policy::Snapshot& snapshot);

}  // namespace jurymast::app
