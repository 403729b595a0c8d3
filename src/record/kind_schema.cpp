#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "record/json_line.hpp"
#include "record/member_types.hpp"
#include "record/redaction.hpp"
#include "record/shape.hpp"

namespace jurymast::record {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kTimePattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{6}Z$";
constexpr std::string_view kIdPattern = "^[0-7][0-9A-HJKMNP-TV-Z]{25}$";
constexpr std::string_view kIdentifierPattern = "^[\\[\\]A-Za-z0-9._:/@+*-]*$";

Json pattern(std::string_view text) { return {{"type", "string"}, {"pattern", text}}; }

Json text(std::size_t bytes_max) { return {{"type", "string"}, {"maxLength", bytes_max}}; }

Json identifier() {
  Json schema = text(JsonLine::kLongIdentifierBytesMax);
  schema["pattern"] = kIdentifierPattern;
  return schema;
}

Json link() {
  Json schema = text(kLinkBytesMax);
  schema["pattern"] = "^https?://[^/?#]";
  return schema;
}

Json count() { return {{"type", "integer"}, {"minimum", 0}}; }

Json list_of(Json items) { return {{"type", "array"}, {"items", std::move(items)}}; }

Json object_of(const std::vector<Member>& members);

Json schema_of(const Member& member) {
  switch (member.type) {
    case MemberType::Time:
      return pattern(kTimePattern);
    case MemberType::Id:
      return pattern(kIdPattern);
    case MemberType::Word:
      return {{"enum", member.words}};
    case MemberType::Identifier:
      return identifier();
    case MemberType::Text:
      return text(kPlainTextBytesMax);
    case MemberType::Link:
      return link();
    case MemberType::Count:
      return count();
    case MemberType::Flag:
      return {{"type", "boolean"}};
    case MemberType::Hash:
      return pattern("^[0-9a-f]{16}$");
    case MemberType::Digest:
      return pattern("^sha256:[0-9a-f]{64}$");
    case MemberType::Bytes:
      return pattern("^[A-Za-z0-9+/]*={0,2}$");
    case MemberType::Words:
      return list_of({{"enum", member.words}});
    case MemberType::Identifiers:
      return list_of(identifier());
    case MemberType::Links:
      return list_of(link());
    case MemberType::Labels:
      return {{"type", "object"}, {"additionalProperties", identifier()}};
    case MemberType::Object:
      return object_of(member.members);
    case MemberType::Objects:
      return list_of(object_of(member.members));
  }
  return {};
}

Json required_of(const std::vector<Member>& members) {
  Json names = Json::array();
  for (const Member& member : members) {
    if (member.always()) names.push_back(member.name);
  }
  return names;
}

void add_properties(Json& properties, const std::vector<Member>& members) {
  for (const Member& member : members) {
    Json schema = schema_of(member);
    if (!member.meaning.empty()) schema["description"] = member.meaning;
    properties[member.name] = std::move(schema);
  }
}

Json object_of(const std::vector<Member>& members) {
  Json properties = Json::object();
  add_properties(properties, members);
  return {{"type", "object"},
          {"properties", std::move(properties)},
          {"required", required_of(members)},
          {"additionalProperties", false}};
}

/// What was taken out of a line; of one whose `erased` stands, nothing is left but its kind and id.
Json redaction_block() {
  return {{"type", "object"},
          {"properties",
           {{"status", {{"enum", kRedactionStatusNames}}},
            {"erased", list_of(text(kPlainTextBytesMax))},
            {"masked", list_of(text(kPlainTextBytesMax))},
            {"more", count()},
            {"hits", {{"type", "object"}, {"additionalProperties", count()}}}}},
          {"required", {"status", "hits"}},
          {"additionalProperties", false}};
}

}  // namespace

std::string kind_schema(const KindShape& shape) {
  Json properties{{"v", {{"const", 1}}}, {"kind", {{"const", shape.kind}}}, {"seq", {{"type", "integer"}, {"minimum", 1}}}};
  add_properties(properties, shape.members);
  properties["redaction"] = redaction_block();
  properties["prev"] = pattern("^[A-Za-z0-9+/]{43}=$");
  properties["prev"]["description"] = "SHA-256 of 0x00 and the line before, in base 64; left out means that the line begins a chain";
  properties["crc"] = pattern("^[0-9a-f]{8}$");
  const Json erased_block{{"type", "object"}, {"required", {"erased"}}};
  const Json erased{{"type", "object"}, {"properties", {{"redaction", erased_block}}}, {"required", {"redaction"}}};
  const Json schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                    {"title", fmt::format("a line of kind {}", shape.kind)},
                    {"description", shape.meaning},
                    {"type", "object"},
                    {"properties", std::move(properties)},
                    {"required", {"v", "kind", "seq", "crc"}},
                    {"additionalProperties", false},
                    {"if", erased},
                    {"else", {{"required", required_of(shape.members)}}}};
  return schema.dump(2) + "\n";
}

}  // namespace jurymast::record
