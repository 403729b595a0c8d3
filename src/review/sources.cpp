#include "review/sources.hpp"

#include <algorithm>
#include <array>

#include "review/placeholders.hpp"
#include "review/text_guard.hpp"
#include "review/words.hpp"

namespace jurymast::review {
namespace {

/// The cell below the first header that holds one of these words; empty where there is none.
std::string_view cell_of(const Table& table, const Row& row, std::initializer_list<std::string_view> headers) {
  for (std::size_t i = 0; i < std::min(table.header.cells.size(), row.cells.size()); ++i) {
    if (holds_any(table.header.cells[i], headers)) return row.cells[i];
  }
  return {};
}

bool has_column(const Table& table, std::initializer_list<std::string_view> headers) {
  return std::any_of(table.header.cells.begin(), table.header.cells.end(),
                     [&](std::string_view cell) { return holds_any(cell, headers); });
}

/// What follows the word, up to the next comma or semicolon.
std::string_view part_after(std::string_view text, std::string_view word) {
  for (std::size_t at = 0; at + word.size() <= text.size(); ++at) {
    if (!begins_with(text.substr(at), word)) continue;
    std::string_view rest = text.substr(at + word.size());
    rest.remove_prefix(std::min(rest.find_first_not_of(": "), rest.size()));
    return trimmed(rest.substr(0, rest.find_first_of(",;\n")));
  }
  return {};
}

std::string_view first_url(std::string_view text) {
  const std::vector<std::string_view> urls = urls_in(text);
  return urls.empty() ? std::string_view{} : urls.front();
}

Source source_from(const Table& table, const Row& row) {
  return {.line = row.line,
          .url = first_url(cell_of(table, row, {"url", "page", "source", "link"})),
          .accessed = cell_of(table, row, {"accessed", "date"}),
          .purpose = cell_of(table, row, {"purpose", "supports", "used for"})};
}

Source source_from(std::string_view item, std::size_t line) {
  return {.line = line, .url = first_url(item), .accessed = part_after(item, "accessed"), .purpose = part_after(item, "purpose")};
}

bool is_url_end(char c) { return std::string_view(" \t\r\n)>|`\"',;").find(c) != std::string_view::npos; }

}  // namespace

std::vector<std::string_view> urls_in(std::string_view text) {
  std::vector<std::string_view> urls;
  std::size_t at = 0;
  while (at < text.size()) {
    const bool open = begins_with(text.substr(at), kToBeFilled);
    if (!open && !text.substr(at).starts_with("https://") && !text.substr(at).starts_with("http://")) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && !is_url_end(text[end])) ++end;
    urls.push_back(text.substr(at, end - at));
    at = end;
  }
  return urls;
}

const Section* sources_section(const Document& document) {
  static constexpr std::array<std::string_view, 1> kTitles{"sources"};
  return document.section_named(kTitles);
}

const Section* contract_section(const Document& document) {
  static constexpr std::array<std::string_view, 1> kTitles{"contract"};
  return document.section_named(kTitles);
}

std::vector<Source> sources_of(const Document& document) {
  std::vector<Source> sources;
  const Section* section = sources_section(document);
  if (section == nullptr) return sources;
  for (const Table& table : document.tables) {
    if (table.header.line < section->heading_line || table.header.line > section->last_line) continue;
    for (const Row& row : table.rows) sources.push_back(source_from(table, row));
  }
  for (const Block& block : document.blocks) {
    const bool inside = section->heading_line < block.first_line && block.last_line <= section->last_line;
    if (!inside || block.kind != BlockKind::Prose) continue;
    const std::string_view item = document.lines(block.first_line, block.last_line);
    if (indent_of(item) > 1) sources.push_back(source_from(item, block.first_line));
  }
  return sources;
}

std::vector<ContractRow> contract_rows_of(const Document& document) {
  std::vector<ContractRow> rows;
  const Section* section = contract_section(document);
  if (section == nullptr) return rows;
  for (const Table& table : document.tables) {
    if (table.header.line < section->heading_line || table.header.line > section->last_line) continue;
    if (!has_column(table, {"area"}) || !has_column(table, {"wording"})) continue;
    for (const Row& row : table.rows) {
      rows.push_back({.line = row.line,
                      .area = cell_of(table, row, {"area"}),
                      .verify = cell_of(table, row, {"verify"}),
                      .source = cell_of(table, row, {"source", "page"}),
                      .accessed = cell_of(table, row, {"accessed", "date"}),
                      .wording = cell_of(table, row, {"wording"})});
    }
  }
  return rows;
}

}  // namespace jurymast::review
