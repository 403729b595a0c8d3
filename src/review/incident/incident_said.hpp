#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "review/incident/incident_facts.hpp"

namespace jurymast::review {

/// Something that is to be done, and what it lacks.
struct FollowUp {
  std::uint64_t seq = 0;
  std::string text;
  std::string owner;
  std::string due;  ///< `YYYY-MM-DD`

  /// Somebody does it, and until a day that there is.
  bool whole() const;
};

/// A figure that no log knows, as a person entered it last.
struct EnteredFigure {
  std::uint64_t seq = 0;
  std::string value;
  std::string source;  ///< an address; empty: none was given
};

/// The figure of that name; none where nobody entered it.
std::optional<EnteredFigure> entered(const IncidentFacts& facts, std::string_view figure);
/// The service, tenant, region or feature that the opening or a later move names; else the figure of that name; empty: nobody said.
std::string affected(const IncidentFacts& facts, std::string_view what);
/// What is to be done, in the order in which it was said.
std::vector<FollowUp> follow_ups(const IncidentFacts& facts);
/// What was said when it was closed last; empty: it is not closed, or nothing was said.
std::string closing_statement(const IncidentFacts& facts);
/// The ticket that was named last; empty: none.
std::string ticket_of(const IncidentFacts& facts);

}  // namespace jurymast::review
