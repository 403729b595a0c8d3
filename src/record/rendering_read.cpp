#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "record/rendering.hpp"
#include "record/rendering_scalar.hpp"

namespace jurymast::record {
namespace {

using Json = nlohmann::ordered_json;

template <class Value>
std::optional<FieldValue> pairs_of(const Json& json) {
  std::vector<std::pair<std::string, Value>> pairs;
  for (const auto& [name, value] : json.items()) {
    if constexpr (std::is_same_v<Value, std::string>) {
      if (!value.is_string()) return std::nullopt;
    } else {
      if (!value.is_number_unsigned()) return std::nullopt;
    }
    pairs.emplace_back(name, value.template get<Value>());
  }
  return pairs;
}

std::optional<FieldValue> list_of(const Json& json) {
  std::vector<std::string> list;
  for (const Json& item : json) {
    if (!item.is_string()) return std::nullopt;
    list.push_back(item.get<std::string>());
  }
  return list;
}

std::optional<FieldValue> value_of(const Json& json, FieldType type) {
  if (json.is_string()) return json.get<std::string>();
  if (json.is_number_unsigned()) return json.get<std::uint64_t>();
  if (json.is_boolean()) return json.get<bool>();
  if (json.is_array()) return list_of(json);
  if (!json.is_object()) return std::nullopt;
  return type == FieldType::Counts ? pairs_of<std::uint64_t>(json) : pairs_of<std::string>(json);
}

using Fields = std::vector<RenderedField>;

tl::unexpected<Error> not_of(Template form, std::string_view what) {
  return fail(Code::Corrupt, "this is no rendering of template {}: {}", name_of(form), what);
}

Result<Fields> read_json(std::string_view text, Template form) {
  const Json json = Json::parse(text, nullptr, false);
  const std::vector<TemplateField> expected = fields_of(form);
  if (!json.is_object() || json.size() != expected.size()) return not_of(form, "it has not its members");
  Fields fields;
  for (const auto& [name, value] : json.items()) {
    const TemplateField& field = expected[fields.size()];
    if (name != field.name) return not_of(form, fmt::format("`{}` stands where `{}` belongs", name, field.name));
    auto read = value_of(value, field.type);
    if (!read) return not_of(form, fmt::format("`{}` holds what no template holds", name));
    fields.push_back({name, std::move(*read)});
  }
  return fields;
}

/// What stands before, between and behind a field's name and its value on a line.
struct LineLayout {
  std::string_view before;
  std::string_view between;
  std::string_view behind;
};

Result<Fields> read_lines(std::string_view text, Template form, const LineLayout& layout) {
  Fields fields;
  for (const TemplateField& field : fields_of(form)) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return not_of(form, fmt::format("`{}` is missing", field.name));
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 1);
    const std::string head = fmt::format("{}{}{}", layout.before, field.name, layout.between);
    if (!line.starts_with(head) || !line.substr(head.size()).ends_with(layout.behind)) {
      return not_of(form, fmt::format("a line does not hold `{}`", field.name));
    }
    line = line.substr(head.size(), line.size() - head.size() - layout.behind.size());
    auto value = read_flow(line, field.type);
    if (!value) value = read_flow(line, FieldType::Text);
    if (!value) return not_of(form, fmt::format("the value of `{}` cannot be read", field.name));
    fields.push_back({std::string(field.name), std::move(*value)});
  }
  if (!text.empty()) return not_of(form, "something follows the last field");
  return fields;
}

Result<Fields> read_markdown(std::string_view text, Template form) {
  constexpr std::string_view kHead = "| field | value |\n|---|---|\n";
  if (!text.starts_with(kHead)) return not_of(form, "the table has not its head");
  return read_lines(text.substr(kHead.size()), form, {"| ", " | `", "` |"});
}

Result<Fields> read_fields(std::string_view text, Template form, RenderingFormat format) {
  switch (format) {
    case RenderingFormat::Json:
      return read_json(text, form);
    case RenderingFormat::Yaml:
      return read_lines(text, form, {"", ": ", ""});
    case RenderingFormat::Markdown:
      break;
  }
  return read_markdown(text, form);
}

}  // namespace

Result<Rendering> read_rendering(std::string_view text, Template form, RenderingFormat format) {
  auto fields = read_fields(text, form, format);
  if (!fields) return tl::unexpected(fields.error());
  return conformed(form, std::move(*fields));
}

}  // namespace jurymast::record
