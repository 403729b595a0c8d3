#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "record/rendering.hpp"
#include "record/rendering_scalar.hpp"

namespace jurymast::record {
namespace {

using Json = nlohmann::ordered_json;

template <class Value>
Json object_of(const std::vector<std::pair<std::string, Value>>& pairs) {
  Json object = Json::object();
  for (const auto& [name, value] : pairs) object[name] = value;
  return object;
}

Json to_json(const FieldValue& value) {
  if (const auto* counts = std::get_if<NamedCounts>(&value)) return object_of(*counts);
  if (const auto* texts = std::get_if<NamedTexts>(&value)) return object_of(*texts);
  if (const auto* list = std::get_if<std::vector<std::string>>(&value)) return Json(*list);
  if (const auto* count = std::get_if<std::uint64_t>(&value)) return *count;
  if (const auto* flag = std::get_if<bool>(&value)) return *flag;
  return std::get<std::string>(value);
}

std::string json_text(const Rendering& rendering) {
  Json object = Json::object();
  for (const RenderedField& field : rendering.fields) object[field.name] = to_json(field.value);
  return object.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string yaml_text(const Rendering& rendering) {
  std::string text;
  for (const RenderedField& field : rendering.fields) text += fmt::format("{}: {}\n", field.name, flow_text(field.value));
  return text;
}

std::string markdown_text(const Rendering& rendering) {
  std::string text = "| field | value |\n|---|---|\n";
  for (const RenderedField& field : rendering.fields) text += fmt::format("| {} | `{}` |\n", field.name, flow_text(field.value));
  return text;
}

}  // namespace

std::string to_text(const Rendering& rendering, RenderingFormat format) {
  switch (format) {
    case RenderingFormat::Json:
      return json_text(rendering);
    case RenderingFormat::Yaml:
      return yaml_text(rendering);
    case RenderingFormat::Markdown:
      break;
  }
  return markdown_text(rendering);
}

}  // namespace jurymast::record
