#include "wire/schema_compile_values.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "wire/schema_check.hpp"

namespace jurymast::wire {
namespace {

using NumberField = std::optional<Decimal> SchemaNode::*;

constexpr std::array<std::pair<std::string_view, NumberField>, 5> kNumberKeywords{{{"minimum", &SchemaNode::minimum},
                                                                                   {"maximum", &SchemaNode::maximum},
                                                                                   {"exclusiveMinimum", &SchemaNode::above},
                                                                                   {"exclusiveMaximum", &SchemaNode::below},
                                                                                   {"multipleOf", &SchemaNode::divisor}}};

struct SizeKeyword {
  std::string_view name;
  SizeBounds SchemaNode::* bounds;
  std::size_t SizeBounds::* side;
};

constexpr std::array<SizeKeyword, 4> kSizeKeywords{{{"minLength", &SchemaNode::length, &SizeBounds::least},
                                                    {"maxLength", &SchemaNode::length, &SizeBounds::most},
                                                    {"minItems", &SchemaNode::item_count, &SizeBounds::least},
                                                    {"maxItems", &SchemaNode::item_count, &SizeBounds::most}}};

/// They ask nothing of a value. `format` is among them: its words are hints to whoever writes the value.
constexpr std::array<std::string_view, 7> kAnnotations{"title", "description", "default", "examples", "$schema", "$id", "format"};

constexpr std::array<std::pair<std::string_view, TypeSet>, 7> kTypeNames{{{"null", kTypeNull},
                                                                          {"boolean", kTypeBoolean},
                                                                          {"object", kTypeObject},
                                                                          {"array", kTypeArray},
                                                                          {"number", kTypeNumber},
                                                                          {"integer", kTypeInteger},
                                                                          {"string", kTypeString}}};

/// The named type as a set, or the empty set.
TypeSet type_of(const JsonTree::Value& name) {
  if (name.kind != JsonKind::String) return 0;
  for (const auto& [text, type] : kTypeNames) {
    if (text == name.text) return type;
  }
  return 0;
}

std::string read_types(const JsonTree& tree, std::size_t value, SchemaNode& node) {
  constexpr std::string_view kNeeded = "write null, boolean, object, array, number, integer or string, or a list of these";
  const bool list = tree[value].kind == JsonKind::Array;
  node.types = 0;
  for (std::size_t i = list ? value + 1 : value; i < tree[value].end; i = tree[i].end) {
    const TypeSet type = type_of(tree[i]);
    if (type == 0) return std::string(kNeeded);
    node.types |= type;
  }
  return node.types == 0 ? std::string(kNeeded) : std::string();
}

std::string read_number(const JsonTree::Value& value, std::optional<Decimal>& number) {
  if (value.kind != JsonKind::Number) return "write a number";
  const Decimal decimal(value.text);
  constexpr auto kTop = static_cast<std::int64_t>(kSchemaExponentMax);
  if (decimal.top() > kTop || decimal.top() < -kTop) return fmt::format("write a number within 1e±{}", kSchemaExponentMax);
  number = decimal;
  return {};
}

std::string check_divisor(const Decimal& divisor) {
  if (divisor.is_zero() || divisor.is_negative()) return "write a number above 0";
  if (divisor.digit_count() > Decimal::kDivisorDigitsMax) return fmt::format("write at most {} digits", Decimal::kDivisorDigitsMax);
  return {};
}

std::string read_enumeration(const JsonTree& tree, std::size_t value, SchemaNode& node) {
  if (tree[value].kind != JsonKind::Array || tree[value].count == 0) return "write a list of one or more values";
  for (std::size_t i = value + 1; i < tree[value].end; i = tree[i].end) node.enumeration.push_back(static_cast<std::uint32_t>(i));
  return {};
}

std::string read_pattern(const JsonTree::Value& value, SchemaNode& node, PatternTotals& patterns) {
  if (value.kind != JsonKind::String) return "write a pattern as a string";
  return patterns.add(value.text, node.pattern);
}

std::string read_size(const JsonTree::Value& value, std::size_t& size) {
  const std::optional<std::uint64_t> whole = value.kind == JsonKind::Number ? json_unsigned(value.text) : std::nullopt;
  if (!whole) return "write a whole number, 0 or more";
  size = *whole;
  return {};
}

}  // namespace

std::string PatternTotals::add(std::string_view text, std::optional<TextPattern>& pattern) {
  if (++count_ > bounds_.patterns) return fmt::format("there are more than {} patterns in it", bounds_.patterns);
  reading_ += TextPattern::reading_cost(text);
  if (reading_ > bounds_.pattern_reading) return "the patterns in it are too long in all; take some out";
  Result<TextPattern> compiled = TextPattern::compile(text, bounds_.pattern_memory_bytes);
  if (!compiled) return compiled.error().message;
  states_ += compiled->states();
  if (states_ > bounds_.pattern_states) return "the patterns in it are too large in all; take some out, or repeat less in them";
  pattern = *std::move(compiled);
  return {};
}

KeywordReading read_value_keyword(const JsonTree& tree, std::size_t value, SchemaNode& node, PatternTotals& patterns) {
  const JsonTree::Value& here = tree[value];
  if (here.key == "type") return {.problem = read_types(tree, value, node)};
  if (here.key == "enum") return {.problem = read_enumeration(tree, value, node)};
  if (here.key == "pattern") return {.problem = read_pattern(here, node, patterns)};
  if (here.key == "const") {
    node.constant = static_cast<std::uint32_t>(value);
    return {};
  }
  for (const auto& [name, field] : kNumberKeywords) {
    if (name != here.key) continue;
    std::string problem = read_number(here, node.*field);
    if (problem.empty() && name == "multipleOf") problem = check_divisor(*node.divisor);
    return {.problem = std::move(problem)};
  }
  for (const SizeKeyword& keyword : kSizeKeywords) {
    if (keyword.name == here.key) return {.problem = read_size(here, node.*keyword.bounds.*keyword.side)};
  }
  return {.known = std::find(kAnnotations.begin(), kAnnotations.end(), here.key) != kAnnotations.end(), .problem = {}};
}

}  // namespace jurymast::wire
