#include "app/status/status_words.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace jurymast::app {
namespace {

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

/// How many bytes the first `columns` characters take.
std::size_t bytes_of(std::string_view text, std::size_t columns) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (continues_character(text[i])) continue;
    if (columns == 0) return i;
    --columns;
  }
  return text.size();
}

/// How many bytes go on a line of that width: up to the last space in it, or all of it where there is none.
std::size_t line_bytes(std::string_view text, std::size_t columns) {
  const std::size_t fitting = bytes_of(text, columns);
  if (fitting == text.size()) return fitting;
  const std::size_t space = text.rfind(' ', fitting);
  return space == std::string_view::npos || space == 0 ? fitting : space;
}

}  // namespace

std::size_t columns_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return !continues_character(c); }));
}

std::string clip(std::string_view text, std::size_t columns) {
  if (columns_of(text) <= columns) return std::string(text);
  return std::string(text.substr(0, bytes_of(text, columns - 1))) + "…";
}

std::string clip_middle(std::string_view text, std::size_t columns) {
  const std::size_t width = columns_of(text);
  if (width <= columns) return std::string(text);
  const std::size_t tail = (columns - 1) / 2;
  return std::string(text.substr(0, bytes_of(text, columns - 1 - tail))) + "…" +
         std::string(text.substr(bytes_of(text, width - tail)));
}

std::string cell(std::string_view text, std::size_t columns) {
  std::string filled = clip(text, columns);
  filled.append(columns - columns_of(filled), ' ');
  return filled;
}

std::string wrap(std::string_view text, std::size_t indent) {
  std::string lines;
  std::size_t margin = 0;
  while (true) {
    const std::size_t bytes = line_bytes(text, kScreenColumns - margin);
    lines.append(margin, ' ').append(text.substr(0, bytes)) += '\n';
    text.remove_prefix(bytes);
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    if (text.empty()) return lines;
    margin = indent;
  }
}

std::string span_text(Duration span) {
  using namespace std::chrono_literals;
  const std::int64_t seconds = to_ms(span) / 1000;
  if (span < 10s) return fmt::format("{}.{} s", seconds, to_ms(span) % 1000 / 100);
  if (span < 2min) return fmt::format("{} s", seconds);
  if (span < 2h) return fmt::format("{} min", seconds / 60);
  if (span < 48h) return fmt::format("{} h {} min", seconds / 3600, seconds / 60 % 60);
  return fmt::format("{} d {} h", seconds / 86'400, seconds / 3600 % 24);
}

}  // namespace jurymast::app
