#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/problem.hpp"
#include "config/secret_source.hpp"
#include "config/section_reader.hpp"
#include "control/settings.hpp"
#include "policy/snapshot.hpp"

namespace jurymast::config {

/// What became of a configuration's text: a snapshot without errors, or errors without a snapshot; warnings with either.
struct LoadedConfig {
  std::string file_name;
  std::optional<policy::Snapshot> snapshot;  ///< version zero (the caller's to set), slots unset (the fleet's to set)
  control::Settings admin;                   ///< where there is a snapshot: what goes with it
  std::vector<Problem> errors;               ///< every one there is, in the order of the text
  std::vector<Problem> warnings;
  std::vector<ValueInForce> values;  ///< every setting with its origin; empty where there are errors

  bool ok() const { return snapshot.has_value(); }
  /// Errors, then warnings prefixed `warning: `, one a line, each with file, line and column.
  std::string problem_text() const;
};

/// Reads and validates a configuration. `file_name` is for the messages alone.
LoadedConfig load_config(std::string_view text, std::string_view file_name, SecretSource& secrets);

}  // namespace jurymast::config
