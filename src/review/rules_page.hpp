#pragma once
#include <string>

namespace jurymast::review {

/// The page `docs/lint.md`, made from the tables that the linters work by.
std::string render_rules_page();

}  // namespace jurymast::review
