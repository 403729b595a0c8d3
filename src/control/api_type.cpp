#include "control/api_type.hpp"

#include <nlohmann/json.hpp>

namespace jurymast::control {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kTimePattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{6}Z$";
constexpr std::string_view kIdPattern = "^[0-7][0-9A-HJKMNP-TV-Z]{25}$";

ApiType holding(ApiType::Form form, ApiType element) {
  ApiType type = of_form(form);
  type.members.push_back({.name = {}, .type = std::move(element)});
  return type;
}

Json object_schema(const ApiType& type) {
  Json properties = Json::object();
  Json required = Json::array();
  for (const ApiMember& member : type.members) {
    Json schema = schema_of(member.type);
    if (!member.meaning.empty()) schema["description"] = member.meaning;
    properties[member.name] = std::move(schema);
    if (member.always) required.push_back(member.name);
  }
  return {{"type", "object"},
          {"properties", std::move(properties)},
          {"required", std::move(required)},
          {"additionalProperties", type.form == ApiType::Form::OpenObject}};
}

Json schema_without_null(const ApiType& type) {
  switch (type.form) {
    case ApiType::Form::Text:
      return {{"type", "string"}};
    case ApiType::Form::Time:
      return {{"type", "string"}, {"pattern", kTimePattern}};
    case ApiType::Form::Id:
      return {{"type", "string"}, {"pattern", kIdPattern}};
    case ApiType::Form::Word:
      return {{"enum", type.words}};
    case ApiType::Form::Whole:
      return {{"type", "integer"}, {"minimum", 0}};
    case ApiType::Form::Number:
      return {{"type", "number"}};
    case ApiType::Form::Figure:
      return {{"anyOf", {{{"type", "number"}}, {{"enum", {"inf", "-inf"}}}}}};
    case ApiType::Form::Flag:
      return {{"type", "boolean"}};
    case ApiType::Form::List:
      return {{"type", "array"}, {"items", schema_of(type.members.front().type)}};
    case ApiType::Form::Map:
      return {{"type", "object"}, {"additionalProperties", schema_of(type.members.front().type)}};
    case ApiType::Form::Object:
    case ApiType::Form::OpenObject:
      return object_schema(type);
  }
  return {};
}

}  // namespace

ApiType words_of(std::span<const std::string_view> names) { return {ApiType::Form::Word, false, {names.begin(), names.end()}, {}}; }

ApiType object_of(ApiMembers members) { return {ApiType::Form::Object, false, {}, std::move(members)}; }
ApiType open_object_of(ApiMembers members) { return {ApiType::Form::OpenObject, false, {}, std::move(members)}; }
ApiType list_of(ApiType element) { return holding(ApiType::Form::List, std::move(element)); }
ApiType map_of(ApiType value) { return holding(ApiType::Form::Map, std::move(value)); }

ApiType or_null(ApiType type) {
  type.or_null = true;
  return type;
}

ApiMember optional(std::string_view name, ApiType type, std::string_view meaning) {
  return {.name = name, .type = std::move(type), .meaning = meaning, .always = false};
}

Json schema_of(const ApiType& type) {
  Json schema = schema_without_null(type);
  if (!type.or_null) return schema;
  return {{"anyOf", {std::move(schema), {{"type", "null"}}}}};
}

}  // namespace jurymast::control
