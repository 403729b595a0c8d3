#pragma once
#include <string>
#include <vector>

#include "record/parsed_line.hpp"

namespace jurymast::app {

/// The names that were in force: what the snapshot records before a line say.
class NamesInForce {
 public:
  /// Takes the lines of a log in order; other kinds than snapshot and boot are passed over.
  void take(const record::ParsedLine& line);
  const record::ParsedTarget* target(const std::string& name) const;
  const record::ParsedRoute* route(const std::string& name) const;

 private:
  std::uint64_t config_ = 0;
  std::vector<record::ParsedTarget> targets_;
  std::vector<record::ParsedRoute> routes_;
};

/// An operation in words.
struct Explanation {
  std::string text;
  bool all_answered = true;  ///< false: the record leaves one of the four questions open, and the text says which
};

/// Says which documented surface was asked, which route and target, how it was classified and whether the retries kept to the budget; then
/// what was not proved, and what to do.
Explanation explain(const record::ParsedLine& line, const NamesInForce& names);

}  // namespace jurymast::app
