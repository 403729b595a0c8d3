#pragma once
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "wire/schema_check.hpp"
#include "wire/schema_check_number.hpp"
#include "wire/schema_check_tree.hpp"
#include "wire/schema_compile_pattern.hpp"

namespace jurymast::wire {

/// Place of a schema in its program.
using NodeIndex = std::uint32_t;
inline constexpr NodeIndex kNoNode = std::numeric_limits<NodeIndex>::max();

/// A set of JSON types as bits; a whole number is an Integer and a Number.
using TypeSet = unsigned;
inline constexpr TypeSet kTypeNull = 1;
inline constexpr TypeSet kTypeBoolean = 2;
inline constexpr TypeSet kTypeObject = 4;
inline constexpr TypeSet kTypeArray = 8;
inline constexpr TypeSet kTypeNumber = 16;
inline constexpr TypeSet kTypeInteger = 32;
inline constexpr TypeSet kTypeString = 64;
inline constexpr TypeSet kTypeAny = 127;

struct SchemaProperty {
  std::string_view name;
  NodeIndex node = kNoNode;  ///< kNoNode: `required` names it and `properties` does not
  bool required = false;
};

struct SizeBounds {
  std::size_t least = 0;
  std::size_t most = std::numeric_limits<std::size_t>::max();
  bool holds(std::size_t size) const { return size >= least && size <= most; }
};

/// One schema: everything it asks of the value in front of it.
struct SchemaNode {
  TypeSet types = kTypeAny;
  std::vector<std::uint32_t> enumeration;  ///< values of the schema's own tree; empty: any value
  std::optional<std::uint32_t> constant;   ///< the same
  std::vector<NodeIndex> any_of;
  NodeIndex reference = kNoNode;

  std::vector<SchemaProperty> properties;  ///< sorted by name
  std::size_t required_count = 0;
  bool closed = false;  ///< additionalProperties is false
  NodeIndex additional = kNoNode;
  NodeIndex items = kNoNode;
  SizeBounds item_count;

  std::optional<Decimal> minimum;
  std::optional<Decimal> maximum;
  std::optional<Decimal> above;  ///< exclusiveMinimum
  std::optional<Decimal> below;  ///< exclusiveMaximum
  std::optional<Decimal> divisor;
  SizeBounds length;
  std::optional<TextPattern> pattern;
};

/// A compiled schema. Names, constants and numbers are views into `tree`, so it stays where it was made.
struct SchemaProgram {
  SchemaProgram(std::string_view schema_json, const SchemaBounds& with, JsonScratch& scratch);
  SchemaProgram(const SchemaProgram&) = delete;
  SchemaProgram& operator=(const SchemaProgram&) = delete;

  const SchemaBounds bounds;
  PaddedString text;
  JsonTree tree;
  std::vector<SchemaNode> nodes;  ///< the first is the whole schema's
};

/// Compiles a schema within these bounds and those of every schema.
Result<std::shared_ptr<const SchemaProgram>> compile_schema(std::string_view schema_json, const SchemaBounds& bounds);

}  // namespace jurymast::wire
