#pragma once
#include <cstddef>
#include <string>

#include "app/status/status_facts.hpp"

namespace jurymast::app {

inline constexpr std::size_t kScreenLines = 40;
/// No table has more rows, and fewer where the screen would not hold them; the rest is summed up.
inline constexpr std::size_t kTableRowsMax = 8;

/// The one screen of `jurymast status`; its last words are the next step.
std::string status_text(const StatusFacts& facts);

/// The same as one JSON object with a final line break; everything is in it.
std::string status_json(const StatusFacts& facts);

}  // namespace jurymast::app
