#pragma once
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace jurymast::record {

inline constexpr std::size_t kPlainTextBytesMax = 500;
inline constexpr std::size_t kLinkBytesMax = 200;

/// A short free text of a person: one line, without control characters. The only way to make one checks it, so no body of a request or
/// an answer fits in, and what has the shape of a key is masked.
class PlainText {
 public:
  PlainText() = default;
  static Result<PlainText> make(std::string_view text);
  const std::string& text() const { return text_; }
  bool empty() const { return text_.empty(); }
  friend bool operator==(const PlainText&, const PlainText&) = default;

 private:
  std::string text_;
};

/// A web address without credentials, query and fragment: of a documentation page, a ticket or a chart.
class Link {
 public:
  Link() = default;
  /// Leaves query and fragment out; fails where it is no http(s) address or carries credentials.
  static Result<Link> make(std::string_view text);
  const std::string& text() const { return text_; }
  bool empty() const { return text_.empty(); }
  friend bool operator==(const Link&, const Link&) = default;

 private:
  std::string text_;
};

/// The text between the quotes of a JSON string.
std::string json_escaped(std::string_view text);

}  // namespace jurymast::record
