#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "review/handoff_checks.hpp"
#include "review/words.hpp"

namespace jurymast::review {
namespace {

void too_long(const Subject& subject, Reporter& report) {
  const std::string_view note = trimmed(subject.document.text);
  const auto characters = static_cast<std::size_t>(
      std::count_if(note.begin(), note.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
  if (characters <= kNoteCharactersMax) return;
  // The place is where the bound is crossed; a code point is never cut, as bytes are never fewer than characters.
  report.at(note.substr(std::min(kNoteCharactersMax, note.size())),
            fmt::format("{} characters, more than {}", characters, kNoteCharactersMax));
}

void empty(const Subject& subject, Reporter& report) {
  if (trimmed(subject.document.text).empty()) report.at_line(1);
}

constexpr std::array kChecks = std::to_array<Check>({
    {{.id = "note/too-long",
      .severity = Severity::Error,
      .what = "the note is too long",
      .why = "what needs more than a few sentences carries what belongs into the record, or nowhere",
      .instead = "keep what was seen, what was decided and where the record is",
      .example = "a note of more than 500 characters"},
     too_long},
    {{.id = "note/empty",
      .severity = Severity::Error,
      .what = "the note says nothing",
      .why = "an empty note is taken for one that found nothing",
      .instead = "say what was seen, or leave the note away",
      .example = "a file without a word"},
     empty},
});

}  // namespace

std::span<const Check> note_checks() { return kChecks; }

}  // namespace jurymast::review
