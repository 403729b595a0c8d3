#pragma once
#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace jurymast::evidence {

/// References that lead to references are followed so far, and schemas within schemas are looked into.
inline constexpr std::size_t kSchemaDepthMax = 64;
/// Schemas that one question looks at; a document in which more are in the way is told as not known.
inline constexpr std::size_t kSchemaStepsMax = 20'000;

/// What a schema says of a member: promised, described without a promise, not described, or not to be told from this document.
enum class Described : unsigned char { Required, Optional, Absent, Unknown };

/// The schemas of one OpenAPI document, and what they say of members. The document must outlive it.
class OpenapiSchemas {
 public:
  explicit OpenapiSchemas(const nlohmann::json& document) : document_(document) {}

  /// What a reference within the document leads to, or the value itself; null where it leads elsewhere, nowhere or in a circle.
  const nlohmann::json* resolve(const nlohmann::json& value) const;
  /// What the schema says of the member at a pointer, in which `*` is every position of a list.
  Described member(const nlohmann::json& schema, std::string_view pointer) const;
  /// Whether a text is among those that the member may be: Absent where others are listed and it is not, Unknown where none are.
  Described allows(const nlohmann::json& schema, const std::string& member, const std::string& text) const;

 private:
  const nlohmann::json& document_;
};

}  // namespace jurymast::evidence
