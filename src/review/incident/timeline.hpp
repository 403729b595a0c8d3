#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "record/note.hpp"

namespace jurymast::review {

/// What a row of the timeline tells of.
enum class Chapter : unsigned char { Cause, Detection, Mitigation, Recovery, Other };
inline constexpr std::array<std::string_view, 5> kChapterNames{"cause", "detection", "mitigation", "recovery", "other"};
constexpr std::string_view name_of(Chapter v) { return kChapterNames[static_cast<std::size_t>(v)]; }

/// One thing that happened, told by one line of the log. A `Cause` is a change near the beginning: it may be one, which is an inference.
struct TimelineRow {
  WallTime at;
  std::uint64_t seq = 0;  ///< of the line that tells it
  std::string id;         ///< of the record; empty where its kind has none
  std::string kind;
  Chapter chapter = Chapter::Other;
  record::Grounds grounds = record::Grounds::Fact;
  std::string what;     ///< a sentence
  bool skewed = false;  ///< its clock stands before that of a line that was written earlier
};

}  // namespace jurymast::review
