#pragma once
#include <cstddef>
#include <string_view>
#include <vector>

#include "base/limits.hpp"

namespace jurymast::wire {

/// One header field; both parts view the bytes the message was read from.
struct HeaderField {
  std::string_view name;
  std::string_view value;
};

/// same_header_name() of two names of one length.
bool same_header_letters(std::string_view a, std::string_view b);

/// True if the two names are the same without regard to ASCII case.
inline bool same_header_name(std::string_view a, std::string_view b) { return a.size() == b.size() && same_header_letters(a, b); }

/// The header fields of one message in the order they came, at most limits::kHeaderCountMax of them.
class HeaderFields {
 public:
  /// False when the list is full.
  bool push(HeaderField field);
  /// Keeps the room that they had.
  void clear() { fields_.clear(); }
  std::size_t size() const { return fields_.size(); }
  const HeaderField* begin() const { return fields_.data(); }
  const HeaderField* end() const { return fields_.data() + fields_.size(); }
  /// The first field of that name, or nullptr.
  const HeaderField* find(std::string_view name) const;
  /// The value of the first field of that name, or an empty view.
  std::string_view value(std::string_view name) const;

 private:
  std::vector<HeaderField> fields_;  ///< room for the usual number alone: every open connection holds one of these lists
};

}  // namespace jurymast::wire
