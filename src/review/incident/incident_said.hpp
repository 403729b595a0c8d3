#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "review/incident/incident_facts.hpp"

namespace jurymast::review {

/// Something that is to be done, what it lacks, and whether it is done.
struct FollowUp {
  std::uint64_t seq = 0;
  OperationId id;  ///< of its record
  std::string text;
  std::string owner;
  std::string due;                                      ///< `YYYY-MM-DD`
  std::optional<Cited<record::IncidentRecord>> done{};  ///< the word that it is

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
/// What is to be done, in the order in which it was said; done or not. A follow-up's number is its place in this, from 1.
std::vector<FollowUp> follow_ups(const std::vector<Cited<record::IncidentRecord>>& said);
/// `open`, or `done 2026-07-31 by sre-a: what became of it`.
std::string state_of(const FollowUp& follow_up);
/// What was said when it was closed last; empty: it is not closed, or nothing was said.
std::string closing_statement(const IncidentFacts& facts);
/// The ticket that was named last; empty: none.
std::string ticket_of(const IncidentFacts& facts);

}  // namespace jurymast::review
