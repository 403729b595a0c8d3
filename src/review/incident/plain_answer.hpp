#pragma once
#include <optional>
#include <string_view>

#include "base/time.hpp"

namespace jurymast::review {

/// The time of an operation's line that tells of one attempt, which was answered, in the arm `control`: what nearly all lines of a log are, told
/// by their text without reading them. Nothing where the line may be anything else.
std::optional<WallTime> time_of_plain_answer(std::string_view line);

}  // namespace jurymast::review
