#pragma once
#include <cstddef>
#include <string>

#include "wire/schema_compile.hpp"

namespace jurymast::wire {

/// What became of a keyword that was offered.
struct KeywordReading {
  bool known = true;
  std::string problem;  ///< what is wrong with its value and what to write, or empty
};

/// Puts the keyword whose value stands at `value` of the tree into the node, if it is one that asks something of a value by itself
/// and holds no further schema, or one that asks nothing at all.
KeywordReading read_value_keyword(const JsonTree& tree, std::size_t value, SchemaNode& node);

}  // namespace jurymast::wire
