#pragma once
#include <optional>
#include <string_view>

#include "config/problem.hpp"

namespace jurymast::config {

/// The place of the first character outside ASCII that stands neither in a comment nor in a one-line string after a space.
/// The TOML parser's behaviour is undefined for some of them, so such a text must not reach it; no setting needs one.
std::optional<Position> misplaced_character(std::string_view text);

}  // namespace jurymast::config
