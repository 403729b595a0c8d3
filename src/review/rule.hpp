#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace jurymast::review {

enum class Severity : unsigned char { Error, Warning };
constexpr std::string_view name_of(Severity severity) { return severity == Severity::Error ? "error" : "warning"; }

/// One thing that a linter looks for. Its id is stable: people write it into their own rules and tickets.
struct Rule {
  std::string_view id;
  Severity severity = Severity::Error;
  std::string_view what;     ///< what is wrong, in one line
  std::string_view why;      ///< what it would do to whoever relies on the text
  std::string_view instead;  ///< what to write in its place
  std::string_view example;  ///< a line that the rule finds
};

/// Where in a text, counted from one; columns are Unicode code points.
struct Place {
  std::size_t line = 1;
  std::size_t column = 1;
  friend auto operator<=>(const Place&, const Place&) = default;
};

/// A place where a rule is broken.
struct Finding {
  const Rule* rule = nullptr;  ///< from a table of this room; never null
  Place place;
  std::string what;  ///< the rule's `what`, with what stands at this place
};

using Findings = std::vector<Finding>;

/// A rule tells at most so many places of one text; a text that breaks it more often is not helped by more.
inline constexpr std::size_t kFindingsPerRuleMax = 50;

}  // namespace jurymast::review
