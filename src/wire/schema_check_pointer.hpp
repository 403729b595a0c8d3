#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace jurymast::wire {

/// A JSON Pointer (RFC 6901) as its reference tokens, their escapes resolved; the pointer to a whole text has none.
class JsonPointer {
 public:
  static constexpr std::size_t kBytesMax = 1024;

  /// "" or "/a/b~1c/0". A failure says what is wrong with the text and where.
  static Result<JsonPointer> parse(std::string_view text);
  const std::vector<std::string>& tokens() const { return tokens_; }

 private:
  std::vector<std::string> tokens_;
};

/// The index a token names in an array: digits without a leading zero; nothing for others, "-" included.
std::optional<std::size_t> array_index(std::string_view token);

/// Appends "/" and the name as a token of a pointer, escaped.
void append_pointer_token(std::string_view name, std::string& out);

}  // namespace jurymast::wire
