#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "control/settings.hpp"
#include "policy/snapshot.hpp"

namespace jurymast::config {

enum class ChangeKind : unsigned char { Added, Removed, Changed };

/// One path that differs between two configurations; never a value.
struct Change {
  std::string path;
  ChangeKind kind = ChangeKind::Changed;
  bool needs_restart = false;
};

/// `added`, `removed`, `changed`.
std::string_view name_of(ChangeKind kind);

/// What differs, in the order of the schema. A client, target or route that came or went is one change. A secret whose
/// value changed behind the same reference is a change of its key.
std::vector<Change> diff(const policy::Snapshot& before, const policy::Snapshot& after);

/// The same of what goes with them.
std::vector<Change> diff(const control::Settings& before, const control::Settings& after);

/// Fails where a running process cannot take the changes, with the list of those that need a restart.
Result<void> check_reload(const std::vector<Change>& changes);

}  // namespace jurymast::config
