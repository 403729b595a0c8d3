#pragma once
#include <memory>
#include <optional>
#include <string_view>

namespace re2 {
class RE2;
}

namespace jurymast::review {

/// A compiled pattern of this room's own, ASCII letters in any case; its work is linear in the text.
class Pattern {
 public:
  explicit Pattern(std::string_view pattern);
  /// The first part of the text that matches, as a view into it.
  std::optional<std::string_view> find(std::string_view text) const;
  bool matches(std::string_view text) const { return find(text).has_value(); }

 private:
  std::shared_ptr<const re2::RE2> program_;
};

}  // namespace jurymast::review
