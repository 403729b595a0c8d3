#include "review/sentences.hpp"

#include "review/words.hpp"

namespace jurymast::review {
namespace {

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

/// A sentence ends at its mark where white space follows, and at a cell's border; a point inside a number or a name ends nothing.
bool ends_sentence(std::string_view text, std::size_t i, BlockKind kind) {
  if (kind == BlockKind::TableRow && text[i] == '|') return true;
  const bool mark = text[i] == '.' || text[i] == '!' || text[i] == '?' || text[i] == ';';
  return mark && (i + 1 == text.size() || is_space(text[i + 1]));
}

void split(std::string_view text, BlockKind kind, std::vector<std::string_view>& sentences) {
  const auto add = [&sentences](std::string_view sentence) {
    if (!trimmed(sentence).empty()) sentences.push_back(trimmed(sentence));
  };
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!ends_sentence(text, i, kind)) continue;
    add(text.substr(begin, i - begin));
    begin = i + 1;
  }
  add(text.substr(begin));
}

}  // namespace

std::vector<std::string_view> sentences_of(const Document& document) {
  std::vector<std::string_view> sentences;
  for (const Block& block : document.blocks) {
    if (block.kind != BlockKind::Code) split(document.lines(block.first_line, block.last_line), block.kind, sentences);
  }
  return sentences;
}

}  // namespace jurymast::review
