#pragma once
#include "wire/json_cursor.hpp"

namespace jurymast::wire {

/// Each takes the value the cursor stands on and says whether it leans on something only one provider holds.

/// Chat `messages`: a file by its id, or an earlier audio answer by its id.
bool messages_lean_on_state(JsonCursor& cursor);
/// Responses `input`: a reference to a stored item, encrypted reasoning, or a file by its id.
bool input_leans_on_state(JsonCursor& cursor);
/// Responses `tools`: a tool that the provider runs itself.
bool tools_are_hosted(JsonCursor& cursor);

}  // namespace jurymast::wire
