#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace jurymast::wire {

/// A place in a JSON text, in bytes from its start.
struct TextSpan {
  std::size_t offset = 0;
  std::size_t size = 0;
  bool present() const { return size != 0; }
};

/// Bytes followed by at least kPadding readable ones, as the JSON reader needs them; only a view.
struct PaddedText {
  static constexpr std::size_t kPadding = 64;
  std::string_view text;
};

/// A text that owns its padding, for where no padded receive buffer is at hand; reused, it allocates only to grow.
class PaddedString {
 public:
  PaddedString() = default;
  explicit PaddedString(std::string_view text) { assign(text); }
  /// Holds a copy of `text` from now on; views handed out before are void.
  void assign(std::string_view text);
  /// Takes `text` over and pads it.
  void take(std::string&& text);
  /// The text with its padding behind it, valid until the next assign or take.
  PaddedText padded() const { return {std::string_view(bytes_).substr(0, size_)}; }

 private:
  std::string bytes_;
  std::size_t size_ = 0;
};

/// One reader's working memory, grown once and reused for every text of its loop; not shared between threads.
class JsonScratch {
 public:
  JsonScratch();
  ~JsonScratch();
  JsonScratch(const JsonScratch&) = delete;
  JsonScratch& operator=(const JsonScratch&) = delete;
  struct Parser;
  Parser& parser() { return *parser_; }

 private:
  std::unique_ptr<Parser> parser_;
};

}  // namespace jurymast::wire
