#pragma once
#include <span>

#include "review/subject.hpp"

namespace jurymast::review {

/// What a hand-off must state, and the ways in which one hides that a check failed.
std::span<const Check> handoff_checks();
/// What a note must be.
std::span<const Check> note_checks();

inline constexpr std::size_t kNoteCharactersMax = 500;

}  // namespace jurymast::review
