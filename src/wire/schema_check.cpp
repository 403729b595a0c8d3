#include "wire/schema_check.hpp"

#include <algorithm>
#include <utility>

#include "base/assert.hpp"
#include "wire/schema_compile.hpp"

namespace jurymast::wire {
namespace {

std::size_t code_points(std::string_view text) {
  const auto begins = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; };
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins));
}

/// The types a value has: a whole number has two.
TypeSet types_of(const JsonTree::Value& value) {
  switch (value.kind) {
    case JsonKind::Object:
      return kTypeObject;
    case JsonKind::Array:
      return kTypeArray;
    case JsonKind::String:
      return kTypeString;
    case JsonKind::True:
    case JsonKind::False:
      return kTypeBoolean;
    case JsonKind::Number:
      return Decimal(value.text).is_whole() ? kTypeInteger | kTypeNumber : kTypeNumber;
    default:
      return kTypeNull;
  }
}

/// One check of one text. Each `meets` is true if the value meets the schema; if not, fault_ says why, or spent_ that it is not
/// known.
class Checker {
 public:
  Checker(const SchemaProgram& program, const JsonTree& tree) : program_(program), tree_(tree), steps_left_(program.bounds.steps) {}

  SchemaFinding run() {
    if (meets(0, 0)) return {SchemaVerdict::Valid, SchemaFault::None};
    if (spent_) return {SchemaVerdict::Undecided, SchemaFault::None};
    return {SchemaVerdict::Invalid, fault_};
  }

 private:
  bool meets(NodeIndex index, std::size_t value);
  bool meets_constants(const SchemaNode& node, std::size_t value);
  bool meets_number(const SchemaNode& node, const JsonTree::Value& number);
  bool meets_string(const SchemaNode& node, const JsonTree::Value& string);
  bool meets_array(const SchemaNode& node, std::size_t array);
  bool meets_object(const SchemaNode& node, std::size_t object);
  bool meets_member(const SchemaNode& node, const SchemaProperty* property, std::size_t value);
  bool meets_any(const SchemaNode& node, std::size_t value);

  bool equal(std::size_t constant, std::size_t value);
  bool equal_members(std::size_t constant, std::size_t value);
  bool equal_elements(std::size_t constant, std::size_t value);

  /// Pays for a look at a value and at that many bytes; false once the steps are used up, and from then on.
  bool spend(std::size_t bytes) {
    const std::size_t steps = 1 + bytes / kSchemaBytesPerStep;
    spent_ = spent_ || steps > steps_left_;
    if (!spent_) steps_left_ -= steps;
    return !spent_;
  }

  bool fails(SchemaFault fault) {
    fault_ = fault;
    return false;
  }

  const SchemaProgram& program_;
  const JsonTree& tree_;
  std::size_t steps_left_;
  bool spent_ = false;
  SchemaFault fault_ = SchemaFault::None;
};

bool Checker::meets(NodeIndex index, std::size_t value) {
  const SchemaNode& node = program_.nodes[index];
  const JsonTree::Value& here = tree_[value];
  if (!spend(here.text.size())) return false;
  if ((node.types & types_of(here)) == 0) return fails(SchemaFault::Type);
  if (!meets_constants(node, value)) return false;
  bool whole = true;
  switch (here.kind) {
    case JsonKind::Number:
      whole = meets_number(node, here);
      break;
    case JsonKind::String:
      whole = meets_string(node, here);
      break;
    case JsonKind::Array:
      whole = meets_array(node, value);
      break;
    case JsonKind::Object:
      whole = meets_object(node, value);
      break;
    default:
      break;
  }
  if (!whole) return false;
  if (node.reference != kNoNode && !meets(node.reference, value)) return false;
  return meets_any(node, value);
}

bool Checker::meets_constants(const SchemaNode& node, std::size_t value) {
  if (node.constant && !equal(*node.constant, value)) return fails(SchemaFault::Const);
  const auto same = [this, value](std::uint32_t constant) { return equal(constant, value); };
  if (node.enumeration.empty() || std::any_of(node.enumeration.begin(), node.enumeration.end(), same)) return true;
  return fails(SchemaFault::Enum);
}

bool Checker::meets_number(const SchemaNode& node, const JsonTree::Value& number) {
  if (!node.minimum && !node.maximum && !node.above && !node.below && !node.divisor) return true;
  const Decimal decimal(number.text);
  const bool in_range = (!node.minimum || decimal >= *node.minimum) && (!node.maximum || decimal <= *node.maximum) &&
                        (!node.above || decimal > *node.above) && (!node.below || decimal < *node.below);
  if (!in_range) return fails(SchemaFault::Range);
  if (node.divisor && !decimal.is_multiple_of(*node.divisor)) return fails(SchemaFault::MultipleOf);
  return true;
}

bool Checker::meets_string(const SchemaNode& node, const JsonTree::Value& string) {
  constexpr SizeBounds kAny;
  const bool any_length = node.length.least == kAny.least && node.length.most == kAny.most;
  if (!any_length && !node.length.holds(code_points(string.text))) return fails(SchemaFault::Length);
  if (!node.pattern) return true;
  if (!spend(node.pattern->effort(string.text))) return false;
  return node.pattern->found_in(string.text) || fails(SchemaFault::Pattern);
}

bool Checker::meets_array(const SchemaNode& node, std::size_t array) {
  if (!node.item_count.holds(tree_[array].count)) return fails(SchemaFault::ItemCount);
  if (node.items == kNoNode) return true;
  for (std::size_t i = array + 1; i < tree_[array].end; i = tree_[i].end) {
    if (!meets(node.items, i)) return false;
  }
  return true;
}

bool Checker::meets_object(const SchemaNode& node, std::size_t object) {
  if (node.properties.empty() && !node.closed && node.additional == kNoNode) return true;
  std::size_t required = 0;
  for (std::size_t i = object + 1; i < tree_[object].end; i = tree_[i].end) {
    const std::string_view name = tree_[i].key;
    if (!spend(name.size())) return false;
    const auto found = std::lower_bound(node.properties.begin(), node.properties.end(), name,
                                        [](const SchemaProperty& property, std::string_view text) { return property.name < text; });
    const bool named = found != node.properties.end() && found->name == name;
    if (!meets_member(node, named ? &*found : nullptr, i)) return false;
    if (named && found->required) ++required;
  }
  // No name comes twice in the text, so counting is enough.
  return required == node.required_count || fails(SchemaFault::Required);
}

bool Checker::meets_member(const SchemaNode& node, const SchemaProperty* property, std::size_t value) {
  if (property != nullptr && property->node != kNoNode) return meets(property->node, value);
  if (node.closed) return fails(SchemaFault::AdditionalProperties);
  return node.additional == kNoNode || meets(node.additional, value);
}

bool Checker::meets_any(const SchemaNode& node, std::size_t value) {
  if (node.any_of.empty()) return true;
  for (const NodeIndex option : node.any_of) {
    if (meets(option, value)) return true;
    if (spent_) return false;
  }
  return fails(SchemaFault::AnyOf);
}

bool Checker::equal(std::size_t constant, std::size_t value) {
  const JsonTree::Value& a = program_.tree[constant];
  const JsonTree::Value& b = tree_[value];
  const std::size_t bytes = b.kind == JsonKind::Number ? b.text.size() : std::min(a.text.size(), b.text.size());
  if (!spend(bytes) || a.kind != b.kind) return false;
  switch (a.kind) {
    case JsonKind::Number:
      return Decimal(a.text) == Decimal(b.text);
    case JsonKind::String:
      return a.text == b.text;
    case JsonKind::Array:
      return a.count == b.count && equal_elements(constant, value);
    case JsonKind::Object:
      return a.count == b.count && equal_members(constant, value);
    default:
      return true;
  }
}

bool Checker::equal_members(std::size_t constant, std::size_t value) {
  const JsonTree& constants = program_.tree;
  for (std::size_t i = constant + 1; i < constants[constant].end; i = constants[i].end) {
    if (!spend(tree_[value].count * kSchemaBytesPerStep)) return false;
    const std::size_t member = tree_.member(value, constants[i].key);
    if (member == JsonTree::kNone || !equal(i, member)) return false;
  }
  return true;
}

bool Checker::equal_elements(std::size_t constant, std::size_t value) {
  const JsonTree& constants = program_.tree;
  std::size_t element = value + 1;
  for (std::size_t i = constant + 1; i < constants[constant].end; i = constants[i].end) {
    if (!equal(i, element)) return false;
    element = tree_[element].end;
  }
  return true;
}

}  // namespace

SchemaCheck::SchemaCheck(std::shared_ptr<const SchemaProgram> program) : program_(std::move(program)) {}

Result<SchemaCheck> SchemaCheck::compile(std::string_view schema_json, const SchemaBounds& bounds) {
  return compile_schema(schema_json, bounds).map([](auto&& program) { return SchemaCheck(std::move(program)); });
}

SchemaCheck SchemaCheck::any_object() {
  Result<SchemaCheck> check = compile(R"({"type":"object"})");
  JURYMAST_ASSERT(check.has_value());
  return *std::move(check);
}

SchemaFinding SchemaCheck::check(PaddedText json, JsonScratch& scratch) const {
  const JsonTree tree(json, scratch, kSchemaInstanceValuesMax);
  switch (tree.state()) {
    case JsonTree::State::Read:
      return Checker(*program_, tree).run();
    case JsonTree::State::NotJson:
    case JsonTree::State::Repeated:
      return {SchemaVerdict::Invalid, SchemaFault::NotJson};
    default:
      return {SchemaVerdict::Undecided, SchemaFault::None};
  }
}

}  // namespace jurymast::wire
