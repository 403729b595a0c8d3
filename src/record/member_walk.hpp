#pragma once
#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

namespace jurymast::record {

/// Cuts values off the front of a JSON text without a backslash, where a text ends at the next quotation mark.
class ValueCutter {
 public:
  explicit ValueCutter(std::string_view text) : rest_(text) {}

  std::string_view rest() const { return rest_; }
  void skip(char character) {
    if (rest_.starts_with(character)) rest_.remove_prefix(1);
  }
  /// Passes over `text`; false where something else comes.
  bool pass(std::string_view text) {
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }
  bool take_mark(char mark) {
    if (!rest_.starts_with(mark)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool take_text(std::string_view& to) {
    if (!take_mark('"') || !take(bytes_before([](char c) { return c == '"'; }), to)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  /// `is_text` says whether it stood between marks.
  bool take_value(std::string_view& to, bool& is_text) {
    if (rest_.empty()) return false;
    is_text = rest_.front() == '"';
    if (is_text) return take_text(to);
    if (rest_.front() == '{' || rest_.front() == '[') return take(nested_bytes(), to);
    return take(bytes_before([](char c) { return c == ',' || c == '}' || c == ']'; }), to);
  }

 private:
  bool take(std::size_t bytes, std::string_view& to) {
    if (bytes > rest_.size()) return false;
    to = rest_.substr(0, bytes);
    rest_.remove_prefix(bytes);
    return true;
  }

  /// Names and values are short: a search by the library would cost more than it finds.
  template <class Ends>
  std::size_t bytes_before(Ends ends) const {
    const auto* const end = std::find_if(rest_.begin(), rest_.end(), ends);
    return end == rest_.end() ? std::string_view::npos : static_cast<std::size_t>(end - rest_.begin());
  }

  std::size_t nested_bytes() const {
    std::size_t depth = 0;
    for (std::size_t i = 0; i < rest_.size(); ++i) {
      const char c = rest_[i];
      if (c == '"') {
        // Most of it is texts.
        i = rest_.find('"', i + 1);
        if (i == std::string_view::npos) return i;
      } else if (c == '{' || c == '[') {
        ++depth;
      } else if ((c == '}' || c == ']') && --depth == 0) {
        return i + 1;
      }
    }
    return std::string_view::npos;
  }

  std::string_view rest_;
};

/// Goes through the members of an object in a line without a backslash.
class MemberWalk {
 public:
  /// `text` begins behind the object's brace.
  explicit MemberWalk(std::string_view text) : cutter_(text) {}

  /// False at the object's end, and where the text is none.
  bool next() { return take_name() && cutter_.take_value(value, is_text); }
  /// The next member is of this name.
  bool next(std::string_view expected) { return next() && name == expected; }
  /// As next(), where the member's value begins with `opening`: the walk goes on behind that.
  bool enter(std::string_view expected, std::string_view opening) {
    return take_name() && name == expected && cutter_.pass(opening);
  }
  /// Passes over `text`; false where something else comes.
  bool pass(std::string_view text) { return cutter_.pass(text); }
  /// What comes behind the members that were taken.
  std::string_view rest() const { return cutter_.rest(); }

  std::string_view name;
  std::string_view value;  ///< without the marks of a text, with the brackets of an array or object
  bool is_text = false;    ///< it stood between marks

 private:
  bool take_name() {
    cutter_.skip(',');
    return cutter_.take_text(name) && cutter_.take_mark(':');
  }

  ValueCutter cutter_;
};

/// Goes through the elements of an array in a line without a backslash.
class ElementWalk {
 public:
  /// `text` begins behind the array's bracket.
  explicit ElementWalk(std::string_view text) : cutter_(text) {}

  /// False at the array's end, and where the text is none.
  bool next() {
    cutter_.skip(',');
    return !cutter_.rest().starts_with(']') && cutter_.take_value(value, is_text);
  }
  /// What comes behind the elements that were taken.
  std::string_view rest() const { return cutter_.rest(); }

  std::string_view value;
  bool is_text = false;

 private:
  ValueCutter cutter_;
};

/// A number without a sign or a point; nothing where the text is none.
inline std::optional<std::uint64_t> number_of(std::string_view text) {
  std::uint64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  return read.ec == std::errc() && read.ptr == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

}  // namespace jurymast::record
