#pragma once
#include <optional>
#include <string_view>

#include "base/time.hpp"
#include "record/line.hpp"
#include "record/parsed_line.hpp"

namespace jurymast::record {

// A plain answer is an operation of one attempt, which was answered, in the arm `control`. Nearly all lines of a log are one, and are read by
// their text, many times faster than as JSON. Nothing is given where a line may be anything else.

/// When it began.
std::optional<WallTime> time_of_plain_answer(std::string_view line);
/// Its line with what figures are made of: ids, route, family, targets, outcome and times. The rest is as if it were not told.
std::optional<ParsedLine> read_plain_answer(const LineLayout& layout, std::string_view line);

}  // namespace jurymast::record
