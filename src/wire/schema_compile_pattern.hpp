#pragma once
#include <cstddef>
#include <memory>
#include <string_view>

#include "base/result.hpp"

namespace re2 {
class RE2;
}

namespace jurymast::wire {

/// A compiled pattern, immutable and shared by its copies and by threads. It is RE2's: the time it takes grows with the text and
/// never worse, and what would break that, look-around and backreferences, is an error when it is compiled.
class TextPattern {
 public:
  static constexpr std::size_t kBytesMax = 1024;
  /// What the compiled pattern and its working memory may take, so "a{1000}" of something large is an error too.
  static constexpr std::size_t kMemoryBytesMax = 1024 * 1024;

  /// The message of a failure holds the pattern, what is wrong with it and where.
  static Result<TextPattern> compile(std::string_view pattern, std::size_t memory_bytes_max = kMemoryBytesMax);
  /// What reading that pattern costs, in bytes of plain pattern: a class of Unicode's is a table of hundreds of ranges.
  static std::size_t reading_cost(std::string_view pattern);
  /// True if the pattern is found anywhere in the text, which must be UTF-8; `^` and `$` tie it to the ends.
  bool found_in(std::string_view text) const;
  /// How many states it has, which is what it takes to compile it and to keep it.
  std::size_t states() const;
  /// What matching `text` costs at most, in bytes of text looked at: the text's size times the pattern's states.
  std::size_t effort(std::string_view text) const;

 private:
  explicit TextPattern(std::shared_ptr<const re2::RE2> program);
  std::shared_ptr<const re2::RE2> program_;
};

}  // namespace jurymast::wire
