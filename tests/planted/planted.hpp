#pragma once
#include <cstdlib>
#include <string_view>

/// Whether this bug is switched on: JURYMAST_PLANTED names at most one, and is read once. Only copies with planted bugs see this header.
inline bool planted(std::string_view bug) {
  static const char* const switched_on = std::getenv("JURYMAST_PLANTED");
  return switched_on != nullptr && bug == switched_on;
}
