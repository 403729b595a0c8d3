#pragma once
#include <string>

#include "config/load_config.hpp"

namespace jurymast::config {

/// How much of a loaded configuration a report shows.
enum class Detail : unsigned char { Summary, EveryValue };

/// What `jurymast check` prints for people: a line a route and the warnings, or every error.
std::string report_text(const LoadedConfig& loaded, Detail detail);

/// The same as one JSON object with a final line break.
std::string report_json(const LoadedConfig& loaded, Detail detail);

}  // namespace jurymast::config
