#pragma once
#include <span>
#include <string>
#include <vector>

#include "config/document.hpp"
#include "config/setting.hpp"

namespace jurymast::config {

/// Reads every member of `table` (at `path`) that has a row; adds an error for each key that has none, with the row that was
/// probably meant, and for each required key that is missing.
void read_section(const Node& table, const Path& path, std::span<const BoundSetting> settings,
                  std::vector<Problem>& errors);

/// The error for a key that nothing knows; `known` are the keys of the same table.
Problem unknown_key(const Member& member, const Path& table, const std::vector<std::string_view>& known);

/// One value in force and where it was said.
struct ValueInForce {
  std::string path;
  std::string value;
  Position said_at;  ///< line zero: a default
};

/// Every row of a section with its value and origin, in the order of the schema.
void list_values(const Node& root, const Path& path, std::span<const BoundSetting> settings,
                 std::vector<ValueInForce>& values);

}  // namespace jurymast::config
