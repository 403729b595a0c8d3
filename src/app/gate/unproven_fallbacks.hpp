#pragma once
#include "base/time.hpp"
#include "config/load_config.hpp"

namespace jurymast::app {

/// Warns of each fallback for which no evidence stands at that moment under the settings in force. The checks are read from the log alone, so
/// that a running gateway is neither needed nor in the way; where it cannot be read, that is said.
void warn_of_unproven_fallbacks(config::LoadedConfig& loaded, WallTime now);

}  // namespace jurymast::app
