#pragma once
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "record/rendering.hpp"
#include "review/incident/incident_facts.hpp"

namespace jurymast::review {

/// The note of an incident in the form E2, beside the log record of form E: five lines of fixed names and order.
inline constexpr std::array<std::string_view, 5> kIncidentNoteFields{"incident_date", "affected_path", "primary_symptom",
                                                                     "fallback_action", "rollback_condition"};

/// The note with `unknown` where neither the log nor a person tells.
record::NamedTexts incident_note(const IncidentFacts& facts);
/// The fields of it that are not known.
std::vector<std::string> missing_in(const record::NamedTexts& note);
std::string note_text(const record::NamedTexts& note, record::RenderingFormat format);

}  // namespace jurymast::review
