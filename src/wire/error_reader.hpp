#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "wire/error_facts.hpp"
#include "wire/json_cursor.hpp"

namespace jurymast::wire {

/// Gathers an error from members that may stand in an error object or bare among others.
class ErrorMembers {
 public:
  /// Takes the member's value if `key` is one that errors are told by; else leaves the cursor alone.
  void take(std::string_view key, JsonCursor& cursor);
  /// True if a text was found where errors have their message.
  bool has_message() const { return !message_.empty(); }
  /// The error as gathered, marked present.
  ErrorFacts facts() const;
  /// The cross-provider word (`error_type`), lower case, or empty.
  const std::string& error_type() const { return error_type_; }

 private:
  void take_code(JsonCursor& cursor);
  void take_status(JsonCursor& cursor);
  void take_message(JsonCursor& cursor);
  void take_nested(std::string_view key, JsonCursor& cursor);
  void take_retry_after(JsonCursor& cursor);

  ErrorFacts facts_;
  std::string error_type_;
  std::string status_;
  std::string_view message_;
};

/// Takes the value of an `error` member. An object, a text, a list or a number says there is one; null, false, "" and 0 do not.
ErrorFacts read_error_value(JsonCursor& cursor);

/// The content of the string the cursor stands on, cut at `bytes_max` on a character; empty if it is none.
std::string take_short_text(JsonCursor& cursor, std::size_t bytes_max);

/// The wait that a rate limit's sentence asks for ("try again in 1m6.5s"), or nothing. `message` may hold JSON escapes.
std::optional<Duration> wait_in_message(std::string_view message);

}  // namespace jurymast::wire
