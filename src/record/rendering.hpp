#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "record/joined_view.hpp"

namespace jurymast::record {

/// The five forms in which operators keep what a check or a request showed; their names, order and values are fixed.
enum class Template : unsigned char { A, B, C, D, E };
inline constexpr std::array<std::string_view, 5> kTemplateNames{"a", "b", "c", "d", "e"};
constexpr std::string_view name_of(Template v) { return kTemplateNames[static_cast<std::size_t>(v)]; }

enum class RenderingFormat : unsigned char { Json, Yaml, Markdown };
inline constexpr std::array<std::string_view, 3> kRenderingFormatNames{"json", "yaml", "markdown"};

enum class FieldType : unsigned char { Text, Integer, Boolean, List, Counts, Labels };

/// One field of a template.
struct TemplateField {
  std::string_view name;
  FieldType type = FieldType::Text;
  std::string_view meaning;
  std::vector<std::string_view> allowed{};  ///< the template's values; empty: any
};
/// The fields in the template's order.
std::vector<TemplateField> fields_of(Template form);
/// What the template is for.
std::string_view purpose_of(Template form);
/// How the template's source prints it.
RenderingFormat format_of(Template form);

using NamedCounts = std::vector<std::pair<std::string, std::uint64_t>>;
using NamedTexts = std::vector<std::pair<std::string, std::string>>;
using FieldValue = std::variant<std::string, std::uint64_t, bool, std::vector<std::string>, NamedCounts, NamedTexts>;

struct RenderedField {
  std::string name;
  FieldValue value;
  friend bool operator==(const RenderedField&, const RenderedField&) = default;
};

/// A true value that the template has no place for.
struct Nonconforming {
  std::string field;
  std::string reason;
  friend bool operator==(const Nonconforming&, const Nonconforming&) = default;
};

/// A record in the form of a template. Where `nonconforming` says something, the true value stands in the field all the same.
struct Rendering {
  Template form = Template::A;
  std::vector<RenderedField> fields;
  std::vector<Nonconforming> nonconforming;
  friend bool operator==(const Rendering&, const Rendering&) = default;
};

/// Renders what is known; every view has a rendering in every template.
Rendering render(const JoinedView& view, Template form);
Rendering render_a(const JoinedView& view);
Rendering render_b(const JoinedView& view);
Rendering render_c(const JoinedView& view);
Rendering render_d(const JoinedView& view);
Rendering render_e(const JoinedView& view);

/// The fields held against their template: what it has no place for is told by name.
Rendering conformed(Template form, std::vector<RenderedField> fields);

/// The rendering as text, ended by a newline.
std::string to_text(const Rendering& rendering, RenderingFormat format);
/// The fields back from to_text; fails with Corrupt where the text is no rendering of that template.
Result<Rendering> read_rendering(std::string_view text, Template form, RenderingFormat format);
/// A JSON Schema of what conforms to the template.
std::string template_schema(Template form);

}  // namespace jurymast::record
