#pragma once
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "wire/json_scalar.hpp"
#include "wire/json_tokens.hpp"

namespace jurymast::wire {

enum class JsonKind : unsigned char { Nothing, Object, Array, String, Number, True, False, Null };

/// Walks one JSON text strictly, value by value, in a single pass. The first fault is kept; from then on there is nothing left
/// to read, so loops end by themselves. A caller takes the values it knows; JsonMembers and JsonElements walk past the others
/// and check them all the same.
class JsonCursor {
 public:
  JsonCursor(PaddedText text, JsonScratch& scratch, LoneSurrogates lone);
  JsonCursor(const JsonCursor&) = delete;
  JsonCursor& operator=(const JsonCursor&) = delete;

  /// The kind of the value the cursor stands on, judged by its first byte.
  JsonKind kind() const;
  /// Walks past the value, checking all of it.
  void walk();
  /// The string's content as it stands, escapes and all, checked; not taken if the value is no string.
  std::optional<std::string_view> take_raw_string();
  /// The string's content with its escapes resolved, valid until the next take_string; not taken if it is no string.
  std::optional<std::string_view> take_string();
  /// The number's own spelling; not taken if the value is no number.
  std::optional<std::string_view> take_number();
  /// Not taken if the value is no boolean.
  std::optional<bool> take_bool();
  /// Walks past the value and says whether it holds anything: not null, false, "", [] or {}.
  bool take_filled();
  /// Walks past the value and says where it stands in the text.
  TextSpan take_span();
  /// True if the text held exactly one value, now read to its end, and nothing behind it.
  bool finish();

  bool failed() const { return fault_ != JsonFault::None; }
  JsonFault fault() const { return fault_; }
  /// Where the first fault was met, in bytes from the start.
  std::size_t fault_offset() const { return fault_offset_; }
  /// Where the current token begins.
  std::size_t offset() const { return offsets_ == nullptr ? 0 : offsets_[at_]; }
  /// Where the last token that was passed ends.
  std::size_t last_end() const;

 private:
  friend class JsonMembers;
  friend class JsonElements;

  char head() const { return at_ < count_ ? text_[offsets_[at_]] : '\0'; }
  std::size_t token_end() const;
  void fail(JsonFault fault);
  bool open(char bracket);
  bool close(char bracket);
  bool expect(char separator);
  bool take_key(std::string_view& raw);
  bool take_scalar();
  bool descend(std::uint64_t& objects);
  bool ascend(std::uint64_t& objects, std::size_t floor);
  std::string_view resolved(std::string_view raw, std::string& buffer) const;
  bool check_escapes(std::size_t end);

  std::string_view text_;
  const std::uint32_t* offsets_ = nullptr;
  std::size_t count_ = 0;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  std::size_t next_backslash_ = std::numeric_limits<std::size_t>::max();
  LoneSurrogates lone_;
  JsonFault fault_ = JsonFault::None;
  std::size_t fault_offset_ = 0;
  std::string value_buffer_;
};

/// The members of the object the cursor stands on; none if it stands on something else. What the loop leaves is walked past.
class JsonMembers {
 public:
  explicit JsonMembers(JsonCursor& cursor);
  ~JsonMembers();
  JsonMembers(const JsonMembers&) = delete;
  JsonMembers& operator=(const JsonMembers&) = delete;
  /// Moves to the next member and puts the cursor on its value; false at the end of the object or at a fault.
  bool next();
  /// The member's name with its escapes resolved, valid until next.
  std::string_view key() const { return key_; }

 private:
  JsonCursor& cursor_;
  bool open_;
  bool first_ = true;
  std::size_t value_at_ = 0;
  std::string_view key_;
  std::string key_buffer_;
};

/// The elements of the array the cursor stands on; none if it stands on something else. What the loop leaves is walked past.
class JsonElements {
 public:
  explicit JsonElements(JsonCursor& cursor);
  ~JsonElements();
  JsonElements(const JsonElements&) = delete;
  JsonElements& operator=(const JsonElements&) = delete;
  /// Puts the cursor on the next element; false at the end of the array or at a fault.
  bool next();

 private:
  JsonCursor& cursor_;
  bool open_;
  bool first_ = true;
  std::size_t value_at_ = 0;
};

}  // namespace jurymast::wire
