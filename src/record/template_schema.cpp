#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "record/rendering.hpp"

namespace jurymast::record {
namespace {

using Json = nlohmann::ordered_json;

Json schema_of(const TemplateField& field) {
  switch (field.type) {
    case FieldType::Text:
      return {{"type", "string"}};
    case FieldType::Integer:
      return {{"type", "integer"}, {"minimum", 0}};
    case FieldType::Boolean:
      return {{"type", "boolean"}};
    case FieldType::List:
      return {{"type", "array"}, {"items", {{"type", "string"}}}};
    case FieldType::Counts:
      return {{"type", "object"}, {"additionalProperties", {{"type", "integer"}, {"minimum", 0}}}};
    case FieldType::Labels:
      return {{"type", "object"}, {"additionalProperties", {{"type", "string"}}}};
  }
  return {};
}

}  // namespace

std::string template_schema(Template form) {
  Json properties = Json::object();
  Json names = Json::array();
  for (const TemplateField& field : fields_of(form)) {
    Json schema = field.allowed.empty() ? schema_of(field) : Json{{"enum", field.allowed}};
    schema["description"] = field.meaning;
    properties[field.name] = std::move(schema);
    names.push_back(field.name);
  }
  const Json schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                    {"title", fmt::format("template {}: {}", name_of(form), purpose_of(form))},
                    {"type", "object"},
                    {"properties", std::move(properties)},
                    {"required", std::move(names)},
                    {"additionalProperties", false}};
  return schema.dump(2) + "\n";
}

}  // namespace jurymast::record
