#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "review/incident/review_answers.hpp"

/// What the parts of a review say in the same words.
namespace jurymast::review {

/// `12 of 340 (3.5 %)`; without a percentage where there is nothing to be a part of.
std::string share_text(std::uint64_t part, std::uint64_t whole);
/// A share in millionths as `12.5 %`.
std::string ppm_text(std::uint64_t ppm);
/// `4 s`, `12 min 3 s`, `2 h 5 min`: rounded down.
std::string lapse_text(Duration lapse);
/// `4 s after the beginning`, or before it.
std::string against_beginning(WallTime at, const IncidentScope& scope);
/// `a, b and c`.
std::string listed(const std::vector<std::string>& words);
/// `1 check`, `2 checks`.
std::string count_text(std::uint64_t count, std::string_view one);
/// A text as it may stand in a line or a cell of Markdown: what would be read as markup is written out.
std::string inert_markdown(std::string_view text);
/// Until where the incident is looked at: its end, or the end of the look.
WallTime end_of(const IncidentScope& scope);
/// ` ID`, where there is an incident to name, else ` ROUTE`.
std::string incident_words(const IncidentScope& scope);

/// Adds a source, unless it stands there or the list is full.
void cite(ReviewAnswer& answer, AnswerSource source);
template <class Record>
void cite(ReviewAnswer& answer, const Cited<Record>& cited, std::string_view kind) {
  cite(answer, {cited.seq, std::string(kind), cited.record.id.to_string()});
}

/// The answer is whole.
void answered(ReviewAnswer& answer, std::string known);
/// A part of it is known.
void partly(ReviewAnswer& answer, std::string known, std::string not_known);
/// Nothing is known.
void open(ReviewAnswer& answer, std::string not_known);

}  // namespace jurymast::review
