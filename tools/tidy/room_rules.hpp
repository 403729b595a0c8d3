#pragma once
#include "finding.hpp"
#include "source_text.hpp"

namespace jurymast::tidy {

/// Checks every include of a file below src/ against the table of rooms, and against the rooms that may know each library.
Findings check_includes(const SourceText& source);

/// True for the rooms that decide: no clock, thread, socket, file or environment there.
bool is_core_room(std::string_view room);

}  // namespace jurymast::tidy
