#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace jurymast::record {

/// What a member of a record holds.
enum class MemberType : unsigned char {
  Time,        ///< RFC 3339 in UTC with microseconds
  Id,          ///< 26 characters of an id
  Word,        ///< one of a closed set
  Identifier,  ///< a configured name or one that Jurymast made
  Text,        ///< a short free text, see PlainText
  Link,        ///< see Link
  Count,       ///< a whole number
  Flag,        ///< true or false
  Hash,        ///< 16 hexadecimal digits
  Digest,      ///< `sha256:` and 64 hexadecimal digits
  Bytes,       ///< base 64
  Words,       ///< a list of words of a closed set
  Identifiers,
  Links,
  Labels,  ///< an object from names to identifiers
  Object,
  Objects,
};

/// One member of a record as schema and documentation tell it.
struct Member {
  std::string_view name;
  MemberType type = MemberType::Identifier;
  std::string_view meaning;
  std::string_view left_out;              ///< what it means where it is left out; empty: it always stands
  std::vector<std::string_view> words{};  ///< the closed set of Word and Words
  std::vector<Member> members{};          ///< of Object and Objects

  bool always() const { return left_out.empty(); }
};

/// One kind of record: what its lines hold beside `v`, `kind`, `seq`, `prev` and `crc`.
struct KindShape {
  std::string_view kind;
  std::string_view meaning;
  std::vector<Member> members;
};

/// Every kind whose shape is told here, in the order of the documentation.
std::vector<KindShape> kind_shapes();

/// A JSON Schema of a kind's lines, as text.
std::string kind_schema(const KindShape& shape);
/// Every kind's members as a page for people.
std::string members_page();

}  // namespace jurymast::record
