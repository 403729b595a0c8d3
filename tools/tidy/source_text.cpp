#include "source_text.hpp"

#include <cctype>

namespace jurymast::tidy {
namespace {

bool is_word_char(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// Walks C++ text and replaces whatever is not code by blanks; line ends stay.
class Blanker {
 public:
  explicit Blanker(std::string_view text) : text_(text), code_(text) {}

  std::string run() {
    while (at_ < text_.size()) step();
    return std::move(code_);
  }

 private:
  bool starts(std::string_view token) const { return text_.substr(at_).starts_with(token); }

  void step() {
    if (starts("//")) return blank_until("\n", 0);
    if (starts("/*")) return blank_until("*/", 2);
    if (starts("R\"") && !follows_word()) return blank_raw();
    if (text_[at_] == '"') return blank_quoted('"');
    if (text_[at_] == '\'' && !follows_word()) return blank_quoted('\'');
    ++at_;
  }

  bool follows_word() const { return at_ > 0 && is_word_char(text_[at_ - 1]); }

  void blank(std::size_t end) {
    for (; at_ < end && at_ < text_.size(); ++at_) {
      if (text_[at_] != '\n') code_[at_] = ' ';
    }
  }

  void blank_until(std::string_view end, std::size_t included) {
    const std::size_t found = text_.find(end, at_ + included);
    blank(found == std::string_view::npos ? text_.size() : found + included);
  }

  void blank_raw() {
    const std::size_t open = text_.find('(', at_);
    if (open == std::string_view::npos) return blank(at_ + 2);
    const std::string close = ")" + std::string(text_.substr(at_ + 2, open - at_ - 2)) + "\"";
    const std::size_t found = text_.find(close, open);
    blank(found == std::string_view::npos ? text_.size() : found + close.size());
  }

  void blank_quoted(char quote) {
    std::size_t end = at_ + 1;
    while (end < text_.size() && text_[end] != quote && text_[end] != '\n') end += text_[end] == '\\' ? 2U : 1U;
    blank(end + 1);
  }

  std::string_view text_;
  std::string code_;
  std::size_t at_ = 0;
};

std::vector<std::string> split_lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

}  // namespace

std::string_view SourceText::room() const {
  constexpr std::string_view kRoot = "src/";
  const std::string_view whole = path;
  if (!whole.starts_with(kRoot)) return {};
  const std::string_view rest = whole.substr(kRoot.size());
  const std::size_t slash = rest.find('/');
  return slash == std::string_view::npos ? std::string_view() : rest.substr(0, slash);
}

SourceText read_source(std::string path, std::string_view text) {
  SourceText source;
  source.path = std::move(path);
  source.lines = split_lines(text);
  if (source.is_cpp()) source.code = split_lines(Blanker(text).run());
  return source;
}

bool has_word(std::string_view line, std::string_view word) {
  for (std::size_t at = line.find(word); at != std::string_view::npos; at = line.find(word, at + 1)) {
    const bool begins = at == 0 || !is_word_char(word.front()) || !is_word_char(line[at - 1]);
    const std::size_t end = at + word.size();
    const bool ends = end == line.size() || !is_word_char(word.back()) || !is_word_char(line[end]);
    if (begins && ends) return true;
  }
  return false;
}

std::string_view included_path(const SourceText& source, std::size_t line) {
  if (!source.code[line].starts_with("#include")) return {};
  const std::string_view text = source.lines[line];
  const std::size_t open = text.find_first_of("\"<");
  if (open == std::string_view::npos) return {};
  const std::size_t close = text.find(text[open] == '<' ? '>' : '"', open + 1);
  return close == std::string_view::npos ? std::string_view() : text.substr(open + 1, close - open - 1);
}

}  // namespace jurymast::tidy
