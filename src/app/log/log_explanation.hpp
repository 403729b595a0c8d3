#pragma once
#include <string>
#include <vector>

#include "record/in_force.hpp"
#include "record/parsed_line.hpp"

namespace jurymast::app {

/// A question and what the record says to it.
struct ExplanationPart {
  std::string question;  ///< empty: what stands above the first one
  bool answered = true;
  std::vector<std::string> sentences = {};
};

/// An operation in words.
struct Explanation {
  std::string text;  ///< the parts, wrapped for a terminal
  std::vector<ExplanationPart> parts;
  bool all_answered = true;  ///< false: the record leaves one of the four questions open, and the text says which
};

/// Says which documented surface was asked, which route and target, how it was classified and whether the retries kept to the budget; then
/// what was not proved, and what to do.
Explanation explain(const record::ParsedLine& line, const record::InForce& names);

}  // namespace jurymast::app
