#pragma once
#include <string_view>

#include "review/subject.hpp"

namespace jurymast::review {

/// Reports where the text has no line `name: …`, or has one that is left open.
void need_field(const Subject& subject, Reporter& report, std::string_view name);

}  // namespace jurymast::review
