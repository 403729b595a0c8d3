#pragma once
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "review/rule.hpp"

namespace jurymast::review {

enum class BlockKind : unsigned char { Heading, Prose, Code, TableRow };

/// Lines that belong together, counted from one, both included.
struct Block {
  BlockKind kind = BlockKind::Prose;
  std::size_t first_line = 1;
  std::size_t last_line = 1;
};

/// A heading and everything below it, up to the next heading of its level or above.
struct Section {
  std::string_view title;
  unsigned level = 1;
  std::size_t heading_line = 1;
  std::size_t last_line = 1;
};

struct Row {
  std::size_t line = 1;
  std::vector<std::string_view> cells;
};
struct Table {
  Row header;
  std::vector<Row> rows;
};

/// A text as its rules read it: lines, blocks, sections and tables. All views point into the text, which the caller keeps.
struct Document {
  std::string_view text;
  std::vector<std::size_t> line_starts;
  std::vector<Block> blocks;  ///< from top to bottom, without overlap
  std::vector<Section> sections;
  std::vector<Table> tables;

  std::size_t line_count() const { return line_starts.size(); }
  /// The line without its line break.
  std::string_view line(std::size_t number) const;
  std::size_t offset_of(std::string_view part) const { return static_cast<std::size_t>(part.data() - text.data()); }
  Place place_of(std::size_t offset) const;
  Place place_of(std::string_view part) const { return place_of(offset_of(part)); }
  /// The text of these lines with the line breaks between them.
  std::string_view lines(std::size_t first, std::size_t last) const;
  bool is_code(std::size_t number) const;
  /// The first section whose title holds one of these words, in any case; null: none.
  const Section* section_named(std::span<const std::string_view> titles) const;
  /// The innermost section that holds this line; null: none.
  const Section* section_at(std::size_t number) const;
  /// What stands below the heading, without white space around it.
  std::string_view body_of(const Section& section) const;
};

/// The text as one block of prose a paragraph: paragraphs end at empty lines. For notes, which are no Markdown.
Document read_plain(std::string_view text);
/// The lines' starts of a text.
std::vector<std::size_t> line_starts_of(std::string_view text);

}  // namespace jurymast::review
