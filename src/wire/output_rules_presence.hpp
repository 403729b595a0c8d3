#pragma once
#include <vector>

#include "wire/json_cursor.hpp"
#include "wire/output_rules.hpp"

namespace jurymast::wire {

/// Whether every pointer leads to something in the text that is not null: None, MissingField, NotJson, or Undecided where the text
/// is too deep. Where a member stands twice the last one counts, as it does for those who read the answer. At most
/// kDependsOnMax pointers.
OutputFault check_presence(const std::vector<JsonPointer>& pointers, PaddedText body, JsonScratch& scratch);

/// NotJson, or Undecided for a text that is only too deep to be read; None if there is no fault.
OutputFault output_fault_of(JsonFault fault);

}  // namespace jurymast::wire
