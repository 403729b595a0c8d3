#include "review/fields.hpp"

#include <algorithm>
#include <array>

#include "review/text_guard.hpp"
#include "review/words.hpp"

namespace jurymast::review {
namespace {

constexpr std::string_view kMarks = "*_`";

std::string_view without_front(std::string_view text, std::string_view characters) {
  return text.substr(std::min(text.find_first_not_of(characters), text.size()));
}

/// The value of `**Name:** value`, `- Name: value` or `| Name | value |`.
std::optional<std::string_view> value_on(std::string_view line, std::string_view name) {
  std::string_view rest = line.substr(indent_of(line));
  rest = without_front(rest, " |*_`");
  if (!begins_with(rest, name)) return std::nullopt;
  rest = without_front(rest.substr(name.size()), kMarks);
  rest = without_front(rest, " ");
  if (!rest.starts_with(':') && !rest.starts_with('|')) return std::nullopt;
  rest = trimmed(without_front(rest.substr(1), kMarks));
  if (line.find('|') != std::string_view::npos && rest.ends_with('|')) rest = trimmed(rest.substr(0, rest.size() - 1));
  return rest;
}

bool is_one_of(std::string_view value, std::span<const std::string_view> words) {
  while (!value.empty() && (value.back() == '.' || value.back() == '*' || value.back() == '_')) value.remove_suffix(1);
  return std::any_of(words.begin(), words.end(),
                     [value](std::string_view word) { return value.size() == word.size() && begins_with(value, word); });
}

}  // namespace

std::optional<Field> find_field(const Document& document, std::string_view name) {
  for (std::size_t number = 1; number <= document.line_count(); ++number) {
    if (document.is_code(number)) continue;
    if (const auto value = value_on(document.line(number), name)) return Field{*value, number};
  }
  const std::array titles{name};
  const Section* section = document.section_named(titles);
  if (section == nullptr) return std::nullopt;
  return Field{document.body_of(*section), section->heading_line};
}

bool is_stated(std::string_view value) {
  static constexpr std::array<std::string_view, 12> kLater{"-",          "–",   "—",       "?",     "tbd", "tba", "to be decided",
                                                           "to be done", "n/a", "unknown", "later", "..."};
  const std::string_view words = trimmed(value);
  return !words.empty() && !is_one_of(words, kLater);
}

bool says_none(std::string_view value) {
  static constexpr std::array<std::string_view, 5> kNone{"none", "nothing", "no", "none known", "no remaining uncertainty"};
  return is_one_of(trimmed(value), kNone);
}

}  // namespace jurymast::review
