#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "wire/schema_compile.hpp"

namespace jurymast::wire {

/// What the patterns of one schema have cost so far, against its bounds.
class PatternTotals {
 public:
  explicit PatternTotals(const SchemaBounds& bounds) : bounds_(bounds) {}
  /// Compiles one more; the problem, or empty. What would cost too much to read is not read at all.
  std::string add(std::string_view text, std::optional<TextPattern>& pattern);

 private:
  const SchemaBounds& bounds_;
  std::size_t count_ = 0;
  std::size_t reading_ = 0;
  std::size_t states_ = 0;
};

/// What became of a keyword that was offered.
struct KeywordReading {
  bool known = true;
  std::string problem;  ///< what is wrong with its value and what to write, or empty
};

/// Puts the keyword whose value stands at `value` of the tree into the node, if it is one that asks something of a value by itself
/// and holds no further schema, or one that asks nothing at all.
KeywordReading read_value_keyword(const JsonTree& tree, std::size_t value, SchemaNode& node, PatternTotals& patterns);

}  // namespace jurymast::wire
