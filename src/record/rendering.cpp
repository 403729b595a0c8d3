#include "record/rendering.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/assert.hpp"

namespace jurymast::record {
namespace {

/// The alternative of FieldValue that holds values of a type.
std::size_t alternative_of(FieldType type) { return static_cast<std::size_t>(type); }

std::string printed(const FieldValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* count = std::get_if<std::uint64_t>(&value)) return std::to_string(*count);
  if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
  return "a list";
}

std::string_view type_words(FieldType type) {
  constexpr std::array<std::string_view, 6> kWords{"text",   "a whole number", "true or false", "a list of texts",
                                                   "counts", "labels"};
  return kWords[static_cast<std::size_t>(type)];
}

/// Why the template has no place for the value; empty where it has one.
std::string objection(const TemplateField& field, const FieldValue& value) {
  if (value.index() != alternative_of(field.type)) {
    return fmt::format("`{}` is not {}, which the template asks for", printed(value), type_words(field.type));
  }
  if (field.allowed.empty()) return {};
  const std::string text = printed(value);
  if (std::find(field.allowed.begin(), field.allowed.end(), text) != field.allowed.end()) return {};
  return fmt::format("`{}` is none of the template's values {}", text, fmt::join(field.allowed, ", "));
}

}  // namespace

Rendering conformed(Template form, std::vector<RenderedField> fields) {
  const std::vector<TemplateField> expected = fields_of(form);
  JURYMAST_ASSERT(fields.size() == expected.size());
  Rendering rendering{form, std::move(fields), {}};
  for (std::size_t i = 0; i < expected.size(); ++i) {
    JURYMAST_ASSERT(rendering.fields[i].name == expected[i].name);
    std::string reason = objection(expected[i], rendering.fields[i].value);
    if (!reason.empty()) rendering.nonconforming.push_back({rendering.fields[i].name, std::move(reason)});
  }
  return rendering;
}

Rendering render(const JoinedView& view, Template form) {
  switch (form) {
    case Template::A:
      return render_a(view);
    case Template::B:
      return render_b(view);
    case Template::C:
      return render_c(view);
    case Template::D:
      return render_d(view);
    case Template::E:
      break;
  }
  return render_e(view);
}

}  // namespace jurymast::record
