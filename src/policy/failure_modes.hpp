#pragma once
#include <string>

namespace jurymast::policy {

/// The page `docs/failure-modes.md`, made from the class table that the gateway decides by.
std::string render_failure_modes();

}  // namespace jurymast::policy
