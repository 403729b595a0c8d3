#pragma once
#include <span>

#include "review/subject.hpp"

namespace jurymast::review {

/// What no text about operations may hold, whatever its kind: keys, personal data, pictures, transcripts, actions without
/// owner or date.
std::span<const Check> content_checks();

/// True where one line or string holds a piece of a prompt or an answer.
bool holds_transcript(std::string_view text);

}  // namespace jurymast::review
