#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "wire/json_cursor.hpp"

namespace jurymast::wire {

/// The members of an object that comes in fragments: of each the last value that says anything, neither null nor "".
class LatestMembers {
 public:
  /// As many as are kept; the first ones stay.
  static constexpr std::size_t kCountMax = 64;

  /// Takes the value the cursor stands on; `text` is the whole text of the cursor.
  void take(std::string_view key, JsonCursor& cursor, std::string_view text);
  /// Adds what a later fragment says.
  void add(const LatestMembers& later);
  /// Appends `,"key":value` for each.
  void append_to(std::string& out) const;
  std::size_t held_bytes() const;

 private:
  struct Member {
    std::string key;
    std::string value;  ///< as JSON
  };
  void put(std::string_view key, std::string_view value);
  std::vector<Member> members_;
};

}  // namespace jurymast::wire
