#include "config/document.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "config/text_guard.hpp"

// The TOML parser asserts some of what it goes on to report as an error (`[=` is one), and in builds without assertions tells
// the compiler to assume it instead. Neither may happen to a text that is merely wrong, so its assertions are off.
#undef NDEBUG
#define TOML_ASSERT(expression) static_cast<void>(0)
#include <toml++/toml.h>

namespace jurymast::config {
namespace {

constexpr std::array<std::string_view, 7> kKindNames{"a table",   "a list",        "a string", "an integer",
                                                     "a decimal", "true or false", "a date"};
/// The longest run the parser puts in quotes without it being text of the document: an escaped code point.
constexpr std::size_t kHarmlessQuoteBytes = 10;

Position position_of(const toml::source_region& region) { return {region.begin.line, region.begin.column}; }

Node convert(const toml::node& from);

void convert_table(const toml::table& from, Node& into) {
  for (const auto& [key, value] : from) {
    into.members.push_back({std::string(key.str()), position_of(key.source()), convert(value)});
  }
  std::sort(into.members.begin(), into.members.end(), [](const Member& a, const Member& b) { return a.at < b.at; });
}

/// Recursion ends with the document's own depth, which the TOML parser bounds at 256.
Node convert(const toml::node& from) {
  Node node;
  node.at = position_of(from.source());
  node.kind = Node::Kind::Date;
  if (const toml::table* table = from.as_table()) {
    node.kind = Node::Kind::Table;
    convert_table(*table, node);
  } else if (const toml::array* list = from.as_array()) {
    node.kind = Node::Kind::List;
    for (const toml::node& item : *list) node.items.push_back(convert(item));
  } else if (const auto* text = from.as_string()) {
    node.kind = Node::Kind::Text;
    node.text = text->get();
  } else if (const auto* integer = from.as_integer()) {
    node.kind = Node::Kind::Integer;
    node.integer = integer->get();
  } else if (const auto* decimal = from.as_floating_point()) {
    node.kind = Node::Kind::Decimal;
    node.decimal = decimal->get();
  } else if (const auto* boolean = from.as_boolean()) {
    node.kind = Node::Kind::Boolean;
    node.boolean = boolean->get();
  }
  return node;
}

/// The parser repeats a number it cannot read, and an unquoted key may begin like one: such runs are left out.
std::string without_values(std::string_view description) {
  std::string original(description);
  std::replace_if(original.begin(), original.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }, '?');
  if (original.find("existing") != std::string::npos) return original;
  std::string out;
  std::size_t done = 0;
  while (true) {
    const std::size_t open = original.find('\'', done);
    const std::size_t close = open == std::string::npos ? open : original.find('\'', open + 1);
    if (close == std::string::npos) return out + original.substr(done);
    out += original.substr(done, open - done);
    const bool harmless = close - open - 1 <= kHarmlessQuoteBytes;
    out += harmless ? original.substr(open, close - open + 1) : "'…'";
    done = close + 1;
  }
}

struct Walk {
  const Node* deepest;
  bool complete;
};

Walk follow(const Node& root, const Path& path) {
  const Node* node = &root;
  for (const Path::Step& step : path.steps()) {
    const Node* next = nullptr;
    if (step.index && *step.index < node->items.size()) next = &node->items[*step.index];
    const Member* member = step.index ? nullptr : node->find(step.key);
    if (member != nullptr) next = &member->value;
    if (next == nullptr) return {node, false};
    node = next;
  }
  return {node, true};
}

}  // namespace

const Member* Node::find(std::string_view key) const {
  for (const Member& member : members) {
    if (member.key == key) return &member;
  }
  return nullptr;
}

tl::expected<Node, Problem> parse_document(std::string_view text) {
  if (text.size() > kConfigBytesMax) {
    return tl::unexpected<Problem>(
        Problem{{}, {}, "the configuration is larger than 1 MiB", "split it or remove what is unused"});
  }
  if (const std::optional<Position> place = misplaced_character(text)) {
    return tl::unexpected<Problem>(Problem{*place,
                                           {},
                                           "a character outside ASCII stands outside a comment or a one-line string",
                                           "put it in quotes after a space, or remove it"});
  }
  const toml::parse_result parsed = toml::parse(text);
  if (parsed) return convert(parsed.table());
  const toml::parse_error& error = parsed.error();
  return tl::unexpected<Problem>(Problem{position_of(error.source()),
                                         {},
                                         without_values(error.description()),
                                         "correct the TOML here; nothing after this place was read"});
}

const Node* find(const Node& root, const Path& path) {
  const Walk walk = follow(root, path);
  return walk.complete ? walk.deepest : nullptr;
}

Position locate(const Node& root, const Path& path) { return follow(root, path).deepest->at; }

std::string_view kind_name(Node::Kind kind) { return kKindNames[static_cast<std::size_t>(kind)]; }

}  // namespace jurymast::config
