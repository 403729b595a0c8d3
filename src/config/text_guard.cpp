#include "config/text_guard.hpp"

namespace jurymast::config {
namespace {

/// Follows comments and strings exactly as far as the text is TOML: after its first error the parser stops, and so may this.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  std::optional<Position> find_misplaced() {
    constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
    if (text_.starts_with(kByteOrderMark)) text_.remove_prefix(kByteOrderMark.size());
    while (at_ < text_.size()) {
      if (is_foreign(text_[at_])) return place();
      if (text_[at_] == '#') {
        skip_comment();
      } else if (text_[at_] == '"' || text_[at_] == '\'') {
        if (!skip_string(text_[at_])) return place();
      } else {
        step();
      }
    }
    return std::nullopt;
  }

 private:
  static bool is_foreign(char c) { return static_cast<unsigned char>(c) > 0x7e; }
  Position place() const { return {line_, static_cast<unsigned>(at_ - line_begin_) + 1}; }
  bool here(char c) const { return at_ < text_.size() && text_[at_] == c; }

  void step() {
    if (text_[at_++] != '\n') return;
    ++line_;
    line_begin_ = at_;
  }

  void skip_comment() {
    while (at_ < text_.size() && text_[at_] != '\n') ++at_;
  }

  bool opens_block(char quote) const {
    return text_.substr(at_, 3) == std::string_view(quote == '"' ? "\"\"\"" : "'''");
  }

  /// The parser reads a value ahead up to the next space, quotes or not, so only a space keeps it out of a string.
  bool after_space() const {
    constexpr std::string_view kSpace = " \t\r\n";
    return at_ == 0 || kSpace.find(text_[at_ - 1]) != std::string_view::npos;
  }

  /// False where it stopped at a character that may not stand there.
  bool skip_string(char quote) {
    if (opens_block(quote)) return skip_block(quote);
    const bool may_be_foreign = after_space();
    for (++at_; at_ < text_.size() && text_[at_] != '\n'; ++at_) {
      if (is_foreign(text_[at_]) && !may_be_foreign) return false;
      if (text_[at_] == quote) {
        ++at_;
        return true;
      }
      const bool escape = quote == '"' && text_[at_] == '\\' && at_ + 1 < text_.size() && text_[at_ + 1] != '\n';
      if (escape && !is_foreign(text_[at_ + 1])) ++at_;
    }
    return true;
  }

  bool skip_block(char quote) {
    at_ += 3;
    while (at_ < text_.size()) {
      if (is_foreign(text_[at_])) return false;
      if (opens_block(quote)) {
        at_ += 3;
        // Two quotes more may belong to the string itself.
        for (int extra = 0; extra < 2 && here(quote); ++extra) ++at_;
        return true;
      }
      if (quote == '"' && text_[at_] == '\\') step();
      if (at_ < text_.size() && is_foreign(text_[at_])) return false;
      if (at_ < text_.size()) step();
    }
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_begin_ = 0;
  unsigned line_ = 1;
};

}  // namespace

std::optional<Position> misplaced_character(std::string_view text) { return Scanner(text).find_misplaced(); }

}  // namespace jurymast::config
