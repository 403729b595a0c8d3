#include "wire/schema_compile.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "wire/schema_check.hpp"
#include "wire/schema_check_pointer.hpp"
#include "wire/schema_compile_reference.hpp"
#include "wire/schema_compile_values.hpp"

namespace jurymast::wire {
namespace {

/// A `$ref` whose schema may not be compiled yet.
struct PendingReference {
  NodeIndex node;
  std::size_t keyword;  ///< value of the `$ref`
  std::size_t target;   ///< value it points at
};

class SchemaCompiler {
 public:
  explicit SchemaCompiler(SchemaProgram& program)
      : program_(program), tree_(program.tree), node_of_value_(program.tree.size(), kNoNode), patterns_(program.bounds) {}
  /// Empty if the program stands, else what is wrong, where, and what to do.
  std::string run();

 private:
  using Handler = void (SchemaCompiler::*)(NodeIndex node, std::size_t value);
  struct Keyword {
    std::string_view name;
    Handler handler;
  };
  static const std::array<Keyword, 8> kKeywords;

  NodeIndex compile_node(std::size_t value);
  void read_keyword(NodeIndex node, std::size_t value);
  void read_properties(NodeIndex node, std::size_t value);
  void read_required(NodeIndex node, std::size_t value);
  void read_additional(NodeIndex node, std::size_t value);
  void read_items(NodeIndex node, std::size_t value);
  void read_any_of(NodeIndex node, std::size_t value);
  void read_reference(NodeIndex node, std::size_t value);
  void read_definitions(NodeIndex node, std::size_t value);

  void count_totals(NodeIndex node, std::size_t value);
  void sort_properties(NodeIndex node);
  void connect_references();
  void check_chains();
  std::size_t chain_of(NodeIndex node, std::size_t behind);

  bool needs_kind(JsonKind kind, std::size_t value, std::string_view what);
  void refuse(std::size_t value, std::string_view what);
  bool failed() const { return !problem_.empty(); }
  std::string pointer_of(std::size_t value) const;
  SchemaNode& at(NodeIndex node) { return program_.nodes[node]; }

  SchemaProgram& program_;
  const JsonTree& tree_;
  std::vector<NodeIndex> node_of_value_;
  std::vector<PendingReference> references_;
  std::vector<std::size_t> chains_;  ///< by node; 0 where not measured yet
  std::size_t depth_ = 0;
  std::size_t properties_ = 0;
  std::size_t enum_values_ = 0;
  PatternTotals patterns_;
  std::string problem_;
};

const std::array<SchemaCompiler::Keyword, 8> SchemaCompiler::kKeywords{{{"properties", &SchemaCompiler::read_properties},
                                                                        {"required", &SchemaCompiler::read_required},
                                                                        {"additionalProperties", &SchemaCompiler::read_additional},
                                                                        {"items", &SchemaCompiler::read_items},
                                                                        {"anyOf", &SchemaCompiler::read_any_of},
                                                                        {"$ref", &SchemaCompiler::read_reference},
                                                                        {"$defs", &SchemaCompiler::read_definitions},
                                                                        {"definitions", &SchemaCompiler::read_definitions}}};

std::string SchemaCompiler::run() {
  compile_node(0);
  if (!failed()) connect_references();
  if (!failed()) check_chains();
  return std::move(problem_);
}

std::string SchemaCompiler::pointer_of(std::size_t value) const {
  std::string pointer = "#";
  for (std::size_t here = 0; here != value;) {
    std::size_t position = 0;
    std::size_t child = here + 1;
    for (; value >= tree_[child].end; child = tree_[child].end) ++position;
    const bool object = tree_[here].kind == JsonKind::Object;
    append_pointer_token(object ? std::string(tree_[child].key) : std::to_string(position), pointer);
    here = child;
  }
  return pointer;
}

void SchemaCompiler::refuse(std::size_t value, std::string_view what) {
  if (!failed()) problem_ = fmt::format("the JSON schema cannot be used; at {}: {}", pointer_of(value), what);
}

bool SchemaCompiler::needs_kind(JsonKind kind, std::size_t value, std::string_view what) {
  if (tree_[value].kind != kind) refuse(value, what);
  return tree_[value].kind == kind;
}

NodeIndex SchemaCompiler::compile_node(std::size_t value) {
  if (failed()) return kNoNode;
  const auto node = static_cast<NodeIndex>(program_.nodes.size());
  const std::size_t nodes_max = program_.bounds.nodes;
  if (node == nodes_max) refuse(value, fmt::format("there are more than {} schemas in it", nodes_max));
  if (depth_ == kSchemaDepthMax) refuse(value, fmt::format("schemas stand more than {} deep inside each other", kSchemaDepthMax));
  program_.nodes.emplace_back();
  node_of_value_[value] = node;
  const JsonKind kind = tree_[value].kind;
  if (kind == JsonKind::False) at(node).types = 0;
  if (kind == JsonKind::True || kind == JsonKind::False) return node;
  if (!needs_kind(JsonKind::Object, value, "a schema is a JSON object, true or false")) return node;
  ++depth_;
  for (std::size_t i = value + 1; i < tree_[value].end && !failed(); i = tree_[i].end) read_keyword(node, i);
  --depth_;
  sort_properties(node);
  count_totals(node, value);
  return node;
}

void SchemaCompiler::read_keyword(NodeIndex node, std::size_t value) {
  for (const Keyword& keyword : kKeywords) {
    if (keyword.name == tree_[value].key) return (this->*keyword.handler)(node, value);
  }
  const KeywordReading reading = read_value_keyword(tree_, value, at(node), patterns_);
  if (!reading.known) {
    refuse(
        value,
        fmt::format("\"{}\" is not in the subset of structured outputs; take it out, or say it with type, properties, required, "
                    "additionalProperties, items, enum, const, anyOf, $ref, pattern and the bounds of numbers, strings and arrays",
                    tree_[value].key));
  }
  if (!reading.problem.empty()) refuse(value, reading.problem);
}

void SchemaCompiler::read_properties(NodeIndex node, std::size_t value) {
  if (!needs_kind(JsonKind::Object, value, "write an object with a schema for each property")) return;
  for (std::size_t i = value + 1; i < tree_[value].end; i = tree_[i].end) {
    const NodeIndex child = compile_node(i);
    if (failed()) return;
    at(node).properties.push_back({tree_[i].key, child, false});
  }
}

void SchemaCompiler::read_required(NodeIndex node, std::size_t value) {
  if (!needs_kind(JsonKind::Array, value, "write a list of property names")) return;
  for (std::size_t i = value + 1; i < tree_[value].end; i = tree_[i].end) {
    if (!needs_kind(JsonKind::String, i, "write the name of a property as a string")) return;
    at(node).properties.push_back({tree_[i].text, kNoNode, true});
  }
}

void SchemaCompiler::read_additional(NodeIndex node, std::size_t value) {
  at(node).closed = tree_[value].kind == JsonKind::False;
  if (at(node).closed || tree_[value].kind == JsonKind::True) return;
  const NodeIndex child = compile_node(value);
  at(node).additional = child;
}

void SchemaCompiler::read_items(NodeIndex node, std::size_t value) {
  const NodeIndex child = compile_node(value);
  at(node).items = child;
}

void SchemaCompiler::read_any_of(NodeIndex node, std::size_t value) {
  if (!needs_kind(JsonKind::Array, value, "write a list of one or more schemas")) return;
  if (tree_[value].count == 0) return refuse(value, "write a list of one or more schemas");
  for (std::size_t i = value + 1; i < tree_[value].end; i = tree_[i].end) {
    const NodeIndex child = compile_node(i);
    if (failed()) return;
    at(node).any_of.push_back(child);
  }
}

void SchemaCompiler::read_definitions(NodeIndex, std::size_t value) {
  if (!needs_kind(JsonKind::Object, value, "write an object with a schema for each name")) return;
  for (std::size_t i = value + 1; i < tree_[value].end && !failed(); i = tree_[i].end) compile_node(i);
}

void SchemaCompiler::read_reference(NodeIndex node, std::size_t value) {
  if (!needs_kind(JsonKind::String, value, "write a reference as a string, as in \"#/$defs/name\"")) return;
  const std::optional<std::size_t> target = reference_target(tree_, tree_[value].text);
  if (!target)
    return refuse(value, "it leads nowhere; only schemas of this document can be referred to, as in \"#\" or \"#/$defs/name\"");
  references_.push_back({node, value, *target});
}

void SchemaCompiler::connect_references() {
  for (const PendingReference& reference : references_) {
    const NodeIndex target = node_of_value_[reference.target];
    if (target == kNoNode) return refuse(reference.keyword, "it leads to something that is no schema; refer to a member of $defs");
    at(reference.node).reference = target;
  }
}

/// `properties` and `required` may stand in any order and each name what the other does not: one entry a name is made of both.
void SchemaCompiler::sort_properties(NodeIndex node) {
  std::vector<SchemaProperty>& all = at(node).properties;
  std::sort(all.begin(), all.end(), [](const SchemaProperty& a, const SchemaProperty& b) { return a.name < b.name; });
  std::vector<SchemaProperty> merged;
  for (const SchemaProperty& property : all) {
    if (merged.empty() || merged.back().name != property.name) merged.push_back({property.name});
    if (property.node != kNoNode) merged.back().node = property.node;
    merged.back().required = merged.back().required || property.required;
  }
  const auto required = [](const SchemaProperty& property) { return property.required; };
  at(node).required_count = static_cast<std::size_t>(std::count_if(merged.begin(), merged.end(), required));
  all = std::move(merged);
}

void SchemaCompiler::count_totals(NodeIndex node, std::size_t value) {
  properties_ += at(node).properties.size();
  enum_values_ += at(node).enumeration.size();
  const auto hold = [&](std::size_t count, std::size_t most, std::string_view what) {
    if (count > most) refuse(value, fmt::format("there are more than {} {} in it", most, what));
  };
  hold(properties_, kSchemaPropertiesMax, "properties");
  hold(enum_values_, kSchemaEnumValuesMax, "enum values");
}

void SchemaCompiler::check_chains() {
  chains_.assign(program_.nodes.size(), 0);
  for (NodeIndex node = 0; node < chains_.size() && !failed(); ++node) chain_of(node, 0);
}

/// How many schemas look at one value one after the other from this one on. What refers to itself without stepping into the value
/// would be looked at for ever, and is the longest chain of all.
std::size_t SchemaCompiler::chain_of(NodeIndex node, std::size_t behind) {
  if (failed() || chains_[node] != 0) return chains_[node];
  std::size_t longest = 0;
  if (behind < kSchemaChainMax) {
    if (at(node).reference != kNoNode) longest = chain_of(at(node).reference, behind + 1);
    for (const NodeIndex option : at(node).any_of) longest = std::max(longest, chain_of(option, behind + 1));
  } else {
    longest = kSchemaChainMax;
  }
  chains_[node] = longest + 1;
  if (chains_[node] > kSchemaChainMax) {
    const auto value = std::find(node_of_value_.begin(), node_of_value_.end(), node) - node_of_value_.begin();
    refuse(static_cast<std::size_t>(value),
           fmt::format("$ref and anyOf follow each other more than {} times or in a circle", kSchemaChainMax));
  }
  return chains_[node];
}

/// Empty if the tree stands.
std::string reading_problem(const JsonTree& tree) {
  const auto at = [&tree](std::string_view what) {
    return fmt::format("the JSON schema cannot be used; {} (at byte {})", what, tree.fault_offset());
  };
  switch (tree.state()) {
    case JsonTree::State::Read:
      return {};
    case JsonTree::State::NotJson:
      return at("it is not valid JSON");
    case JsonTree::State::Repeated:
      return at("an object names the same member twice; keep one of them");
    default:
      return at("it nests too deep; take levels out");
  }
}

}  // namespace

SchemaProgram::SchemaProgram(std::string_view schema_json, const SchemaBounds& with, JsonScratch& scratch)
    : bounds(with), text(schema_json), tree(text.padded(), scratch, with.bytes) {}

Result<std::shared_ptr<const SchemaProgram>> compile_schema(std::string_view schema_json, const SchemaBounds& bounds) {
  if (schema_json.size() > bounds.bytes) {
    return fail(Code::Invalid, "the JSON schema cannot be used; it has {} bytes and may have {}", schema_json.size(), bounds.bytes);
  }
  JsonScratch scratch;
  auto program = std::make_shared<SchemaProgram>(schema_json, bounds, scratch);
  std::string problem = reading_problem(program->tree);
  if (problem.empty()) problem = SchemaCompiler(*program).run();
  if (!problem.empty()) return fail(Code::Invalid, "{}", problem);
  return program;
}

}  // namespace jurymast::wire
