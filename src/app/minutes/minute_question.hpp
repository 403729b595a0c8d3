#pragma once
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"
#include "store/minutes.hpp"

namespace jurymast::app {

/// Rows of one answer, and steps that it may span.
inline constexpr std::size_t kMinuteAnswerRowsMax = 20'000;
inline constexpr std::int64_t kMinuteStepsMax = 10'000;

/// Minutes as they are asked for, in words; empty: the default.
struct MinuteAsk {
  std::string route{};  ///< empty: all
  std::string from{};   ///< `6h` ago or RFC 3339; default: an hour ago
  std::string to{};     ///< default: now
  std::string step{};   ///< default: one minute
};

/// Reads what follows `?`: route, from, to and step; fails with Invalid and what is wrong.
Result<MinuteAsk> read_minute_query(std::string_view query);
/// The question; fails with Invalid and what is wrong, naming members as `--since` or as `from` does.
Result<store::MinuteQuestion> question_of(const MinuteAsk& ask, WallTime now);

/// The answer as one JSON object, with a newline.
std::string minutes_json(const store::MinuteQuestion& question, const store::MinuteAnswer& answer);
/// The rows as CSV with a line of names.
std::string minutes_csv(const store::MinuteAnswer& answer);
/// The rows as a table for people, with what is not known.
std::string minutes_text(const store::MinuteQuestion& question, const store::MinuteAnswer& answer);

}  // namespace jurymast::app
