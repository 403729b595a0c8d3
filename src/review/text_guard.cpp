#include "review/text_guard.hpp"

#include <algorithm>
#include <array>

namespace jurymast::review {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// How many bytes one code point takes at the front of the text; zero: it is no UTF-8.
std::size_t code_point_bytes(std::string_view text) {
  const auto at = [text](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const unsigned lead = at(0);
  if (lead < 0x80) return 1;
  const std::size_t size = lead >= 0xC2 && lead < 0xE0 ? 2 : lead >= 0xE0 && lead < 0xF0 ? 3 : lead >= 0xF0 && lead < 0xF5 ? 4 : 0;
  for (std::size_t i = 1; i < size; ++i) {
    if ((at(i) & 0xC0U) != 0x80U) return 0;
  }
  const unsigned second = at(1);
  const bool overlong = (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
  const bool outside = (lead == 0xED && second >= 0xA0) || (lead == 0xF4 && second >= 0x90);
  return overlong || outside ? 0 : size;
}

Result<void> check_characters(std::string_view line, std::size_t number) {
  for (std::size_t i = 0; i < line.size();) {
    const std::size_t size = code_point_bytes(line.substr(i));
    if (size == 0) return fail(Code::Invalid, "line {} is not UTF-8 at byte {}; save the file as UTF-8", number, i + 1);
    // A carriage return ends a line, for the Markdown library even alone; only before a line break do all agree on the lines.
    const bool ends_line = line[i] == '\r' && i + 1 == line.size();
    const bool control = static_cast<unsigned char>(line[i]) < 0x20 && line[i] != '\t' && !ends_line;
    if (control || line[i] == 0x7F) {
      return fail(Code::Invalid, "line {} holds a control character at byte {}; this is no text, or remove it", number, i + 1);
    }
    i += size;
  }
  return {};
}

Result<void> check_nesting(std::string_view line, std::size_t number) {
  if (indent_of(line) > kIndentBytesMax) {
    return fail(Code::Exhausted, "line {} is nested too deeply: more than {} bytes of indentation and markers", number,
                kIndentBytesMax);
  }
  if (static_cast<std::size_t>(std::count(line.begin(), line.end(), '|')) > kPipesPerLineMax) {
    return fail(Code::Exhausted, "line {} has more than {} `|`; use a table of fewer columns", number, kPipesPerLineMax);
  }
  return {};
}

Result<void> check_lines(std::string_view text, Result<void> (*check)(std::string_view, std::size_t)) {
  std::size_t number = 0;
  while (!text.empty()) {
    if (++number > kTextLinesMax) return fail(Code::Exhausted, "more than {} lines; split the file", kTextLinesMax);
    const std::string_view line = text.substr(0, text.find('\n'));
    if (line.size() > kTextLineBytesMax) {
      return fail(Code::Exhausted, "line {} is longer than {} bytes; break it", number, kTextLineBytesMax);
    }
    if (Result<void> checked = check(line, number); !checked) return checked;
    text.remove_prefix(std::min(line.size() + 1, text.size()));
  }
  return {};
}

}  // namespace

std::size_t indent_of(std::string_view line) {
  std::size_t i = 0;
  while (i < line.size()) {
    const char c = line[i];
    const bool blank_follows = i + 1 >= line.size() || line[i + 1] == ' ' || line[i + 1] == '\t';
    if (c == ' ' || c == '\t' || c == '>' || ((c == '-' || c == '+' || c == '*') && blank_follows)) {
      ++i;
      continue;
    }
    std::size_t digits = i;
    while (digits < line.size() && is_digit(line[digits])) ++digits;
    const bool ordered = digits > i && digits < line.size() && (line[digits] == '.' || line[digits] == ')');
    if (!ordered) break;
    i = digits + 1;
  }
  return i;
}

Result<void> check_text(std::string_view text) {
  if (text.size() > kTextBytesMax) return fail(Code::Exhausted, "more than {} KiB; split the file", kTextBytesMax / 1024);
  return check_lines(text, check_characters);
}

Result<void> check_markdown(std::string_view text) {
  if (Result<void> checked = check_text(text); !checked) return checked;
  return check_lines(text, check_nesting);
}

}  // namespace jurymast::review
