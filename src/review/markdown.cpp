#include "review/markdown.hpp"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>

#include <algorithm>
#include <memory>
#include <string>

#include "review/text_guard.hpp"
#include "review/words.hpp"

namespace jurymast::review {
namespace {

struct Free {
  void operator()(cmark_node* node) const { cmark_node_free(node); }
  void operator()(cmark_parser* parser) const { cmark_parser_free(parser); }
  void operator()(cmark_iter* iterator) const { cmark_iter_free(iterator); }
};
template <class Kind>
using Owned = std::unique_ptr<Kind, Free>;

/// The library is asked for blocks alone, so what only inline markup is made of is hidden from it: brackets and emphasis are where
/// its work can grow with the square of the text.
std::string without_inline_marks(std::string_view text) {
  constexpr std::string_view kInlineMarks = "[]*_!&";
  std::string plain(text);
  std::size_t begin = 0;
  while (begin < plain.size()) {
    const std::size_t end = std::min(plain.find('\n', begin), plain.size());
    const std::string_view line = std::string_view(plain).substr(begin, end - begin);
    const bool rule = line.find_first_not_of(" \t*_-") == std::string_view::npos;
    for (std::size_t i = begin + indent_of(line); !rule && i < end; ++i) {
      if (kInlineMarks.find(plain[i]) != std::string_view::npos) plain[i] = '.';
    }
    begin = end + 1;
  }
  return plain;
}

Owned<cmark_node> parse(std::string_view text) {
  cmark_gfm_core_extensions_ensure_registered();
  const Owned<cmark_parser> parser(cmark_parser_new(CMARK_OPT_DEFAULT));
  cmark_parser_attach_syntax_extension(parser.get(), cmark_find_syntax_extension("table"));
  const std::string plain = without_inline_marks(text);
  cmark_parser_feed(parser.get(), plain.data(), plain.size());
  return Owned<cmark_node>(cmark_parser_finish(parser.get()));
}

std::size_t first_line_of(cmark_node* node) { return static_cast<std::size_t>(std::max(cmark_node_get_start_line(node), 0)); }
std::size_t last_line_of(cmark_node* node) { return static_cast<std::size_t>(std::max(cmark_node_get_end_line(node), 0)); }

/// The cells between the row's pipes; an escaped pipe belongs to its cell.
Row read_row(const Document& document, std::size_t line_number) {
  Row row{line_number, {}};
  std::string_view rest = document.line(line_number);
  rest.remove_prefix(indent_of(rest));
  rest = trimmed(rest);
  if (rest.starts_with('|')) rest.remove_prefix(1);
  if (rest.ends_with('|') && !rest.ends_with("\\|")) rest.remove_suffix(1);
  std::size_t end = 0;
  while (end <= rest.size()) {
    const bool pipe = end == rest.size() || (rest[end] == '|' && (end == 0 || rest[end - 1] != '\\'));
    if (!pipe) {
      ++end;
      continue;
    }
    row.cells.push_back(trimmed(rest.substr(0, end)));
    if (end == rest.size()) break;
    rest.remove_prefix(end + 1);
    end = 0;
  }
  return row;
}

class Reader {
 public:
  explicit Reader(std::string_view text) {
    document_ = {.text = text, .line_starts = line_starts_of(text), .blocks = {}, .sections = {}, .tables = {}};
  }

  Document read() {
    const Owned<cmark_node> root = parse(document_.text);
    const Owned<cmark_iter> nodes(cmark_iter_new(root.get()));
    while (cmark_iter_next(nodes.get()) != CMARK_EVENT_DONE) {
      if (cmark_iter_get_event_type(nodes.get()) == CMARK_EVENT_ENTER) take(cmark_iter_get_node(nodes.get()));
    }
    end_sections();
    return std::move(document_);
  }

 private:
  void take(cmark_node* node) {
    const cmark_node_type type = cmark_node_get_type(node);
    if (type == CMARK_NODE_HEADING) {
      take_heading(node);
    } else if (type == CMARK_NODE_CODE_BLOCK) {
      add_block(BlockKind::Code, first_line_of(node), last_line_of(node));
    } else if (type == CMARK_NODE_PARAGRAPH || type == CMARK_NODE_HTML_BLOCK) {
      // A paragraph that a table interrupts has lost its place; the table knows where it began.
      if (first_line_of(node) != 0) add_block(BlockKind::Prose, first_line_of(node), last_line_of(node));
    } else if (std::string_view(cmark_node_get_type_string(node)) == "table") {
      take_table(node);
    }
  }

  void add_block(BlockKind kind, std::size_t first, std::size_t last) {
    last = std::min(last, document_.line_count());
    while (last > first && trimmed(document_.line(last)).empty()) --last;
    const std::size_t done = document_.blocks.empty() ? 0 : document_.blocks.back().last_line;
    first = std::max(first, done + 1);
    if (first <= last) document_.blocks.push_back({kind, first, last});
  }

  void take_heading(cmark_node* node) {
    const std::size_t first = first_line_of(node);
    add_block(BlockKind::Heading, first, first);
    std::string_view title = document_.line(first);
    title.remove_prefix(std::min(title.find_first_not_of("# \t>"), title.size()));
    document_.sections.push_back(
        {trimmed(title), static_cast<unsigned>(cmark_node_get_heading_level(node)), first, document_.line_count()});
  }

  void take_table(cmark_node* node) {
    Table table;
    for (cmark_node* row = cmark_node_first_child(node); row != nullptr; row = cmark_node_next(row)) {
      if (row != cmark_node_first_child(node)) table.rows.push_back(read_row(document_, first_line_of(row)));
    }
    // The header's own place is wrong where a paragraph comes right before it; what follows it is right.
    const std::size_t below = table.rows.empty() ? last_line_of(node) + 1 : table.rows.front().line;
    if (below < 3 || below > document_.line_count() + 1) return;
    table.header = read_row(document_, below - 2);
    if (first_line_of(node) < below - 2) add_block(BlockKind::Prose, first_line_of(node), below - 3);
    add_block(BlockKind::TableRow, below - 2, below - 2);
    for (const Row& row : table.rows) add_block(BlockKind::TableRow, row.line, row.line);
    document_.tables.push_back(std::move(table));
  }

  void end_sections() {
    std::vector<Section>& sections = document_.sections;
    for (auto section = sections.begin(); section != sections.end(); ++section) {
      const auto next =
          std::find_if(section + 1, sections.end(), [&](const Section& later) { return later.level <= section->level; });
      if (next != sections.end()) section->last_line = next->heading_line - 1;
    }
  }

  Document document_;
};

}  // namespace

Result<Document> read_markdown(std::string_view text) {
  if (const Result<void> checked = check_markdown(text); !checked) return tl::unexpected(checked.error());
  return Reader(text).read();
}

}  // namespace jurymast::review
