#pragma once
#include <string_view>

#include "review/words.hpp"

namespace jurymast::review {

/// A fact that somebody has yet to fill in is written `<FILL_IN_…>`; every linter accepts it in the place of the fact, and warns.
inline constexpr std::string_view kToBeFilled = "<FILL_IN_";

inline bool is_to_be_filled(std::string_view value) { return holds(value, kToBeFilled); }

}  // namespace jurymast::review
