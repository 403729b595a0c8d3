#pragma once
#include <functional>
#include <string>

#include "app/log/log_scan.hpp"
#include "base/result.hpp"

namespace jurymast::app {

/// Shows what every line of a state directory's log says, in order; what is shown is gone when the visitor returns. Two threads look at
/// lines, this one alone visits.
Result<void> for_each_scanned_line(const std::string& state_directory, const std::function<void(const ScannedLine&)>& visit);

}  // namespace jurymast::app
