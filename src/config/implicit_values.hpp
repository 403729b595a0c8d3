#pragma once
#include <vector>

#include "config/load_config.hpp"

namespace jurymast::config {

/// The values that an incident turns on and that the text leaves to a default: base URL, models of primary and fallback, timeouts, retries and
/// backoff, token limits, switches, and what the records say of where they come from. One error each, in the order of the schema.
std::vector<Problem> implicit_values(const LoadedConfig& loaded);

/// The same configuration where nothing of that is implicit; else errors and no snapshot.
LoadedConfig without_implicit_values(LoadedConfig loaded);

}  // namespace jurymast::config
