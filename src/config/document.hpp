#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "config/path.hpp"
#include "config/problem.hpp"

namespace jurymast::config {

inline constexpr std::size_t kConfigBytesMax = std::size_t{1} << 20;

struct Member;

/// One value of a document with its place; which field holds it is said by `kind`.
struct Node {
  enum class Kind : unsigned char { Table, List, Text, Integer, Decimal, Boolean, Date };

  Kind kind = Kind::Table;
  Position at;
  std::string text;
  std::int64_t integer = 0;
  double decimal = 0;
  bool boolean = false;
  std::vector<Member> members;  ///< of a table, in the order of the text
  std::vector<Node> items;      ///< of a list

  /// The member of that name; null where there is none. Valid as long as this node.
  const Member* find(std::string_view key) const;
};

/// A key of a table with its own place and its value.
struct Member {
  std::string key;
  Position at;
  Node value;
};

/// Reads TOML; fails with the one place where the text stops being TOML (a duplicate key included).
tl::expected<Node, Problem> parse_document(std::string_view text);

/// The value at a path, following dotted keys; null where there is none.
const Node* find(const Node& root, const Path& path);

/// The place of the value at a path, or of the innermost table around where it would be.
Position locate(const Node& root, const Path& path);

/// `a table`, `a list`, `a string`, …
std::string_view kind_name(Node::Kind kind);

}  // namespace jurymast::config
