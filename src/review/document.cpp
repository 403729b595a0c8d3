#include "review/document.hpp"

#include <algorithm>

#include "review/words.hpp"

namespace jurymast::review {
namespace {

bool is_continuation_byte(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

}  // namespace

std::vector<std::size_t> line_starts_of(std::string_view text) {
  std::vector<std::size_t> starts{0};
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    if (text[i] == '\n') starts.push_back(i + 1);
  }
  return starts;
}

std::string_view Document::line(std::size_t number) const { return lines(number, number); }

std::string_view Document::lines(std::size_t first, std::size_t last) const {
  if (first == 0 || first > line_count() || last < first) return {};
  const std::size_t begin = line_starts[first - 1];
  std::size_t end = last < line_count() ? line_starts[last] : text.size();
  while (end > begin && (text[end - 1] == '\n' || text[end - 1] == '\r')) --end;
  return text.substr(begin, end - begin);
}

Place Document::place_of(std::size_t offset) const {
  const auto after = std::upper_bound(line_starts.begin(), line_starts.end(), offset);
  const auto line_number = static_cast<std::size_t>(after - line_starts.begin());
  const std::string_view before = text.substr(line_starts[line_number - 1], offset - line_starts[line_number - 1]);
  const auto inside = std::count_if(before.begin(), before.end(), is_continuation_byte);
  return {line_number, before.size() - static_cast<std::size_t>(inside) + 1};
}

bool Document::is_code(std::size_t number) const {
  const auto after = std::upper_bound(blocks.begin(), blocks.end(), number,
                                      [](std::size_t line_number, const Block& block) { return line_number < block.first_line; });
  if (after == blocks.begin()) return false;
  const Block& block = *std::prev(after);
  return block.kind == BlockKind::Code && number <= block.last_line;
}

const Section* Document::section_named(std::span<const std::string_view> titles) const {
  for (const Section& section : sections) {
    if (std::any_of(titles.begin(), titles.end(), [&](std::string_view title) { return holds(section.title, title); }))
      return &section;
  }
  return nullptr;
}

const Section* Document::section_at(std::size_t number) const {
  const Section* innermost = nullptr;
  for (const Section& section : sections) {
    if (section.heading_line <= number && number <= section.last_line) innermost = &section;
  }
  return innermost;
}

std::string_view Document::body_of(const Section& section) const {
  std::size_t first = section.heading_line + 1;
  // Below an underlined heading stands its underline.
  if (first <= section.last_line && !line(section.heading_line).empty()) {
    const std::string_view under = trimmed(line(first));
    if (!under.empty() && under.find_first_not_of(under.front()) == std::string_view::npos &&
        (under.front() == '=' || under.front() == '-'))
      ++first;
  }
  return first > section.last_line ? std::string_view{} : trimmed(lines(first, section.last_line));
}

Document read_plain(std::string_view text) {
  Document document{.text = text, .line_starts = line_starts_of(text), .blocks = {}, .sections = {}, .tables = {}};
  bool open = false;
  for (std::size_t number = 1; number <= document.line_count(); ++number) {
    const bool empty = trimmed(document.line(number)).empty();
    if (!empty && open) document.blocks.back().last_line = number;
    if (!empty && !open) document.blocks.push_back({BlockKind::Prose, number, number});
    open = !empty;
  }
  return document;
}

}  // namespace jurymast::review
