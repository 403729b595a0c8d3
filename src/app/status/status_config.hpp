#pragma once
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "policy/snapshot.hpp"

namespace jurymast::app {

/// Reads a configuration for looking, not for serving: keys that this user's surroundings do not hold are replaced by placeholders, since
/// whoever is on call has seldom the gateway's own. Fails with Invalid and every problem of the text.
Result<policy::Snapshot> read_config_for_looking(const std::string& file);

/// True for what stands in the place of a key that could not be read.
bool is_placeholder(std::string_view secret);

}  // namespace jurymast::app
