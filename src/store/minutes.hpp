#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace jurymast::store {

/// Minutes are counted from the beginning of 1970.
using Minute = std::int64_t;

/// What the operations that began in one minute came to, of one route, target, arm and class.
struct MinuteRow {
  Minute minute = 0;
  std::string route;
  std::string target;         ///< who served, or was asked last; `none`: nobody was asked
  std::string arm;            ///< as in records
  std::string failure_class;  ///< as in records; `none`: the record has none
  std::int64_t operations = 0;
  std::int64_t complete = 0;  ///< of them, those whose client got a whole answer
  std::int64_t attempts = 0;
  std::int64_t latency_ms = 0;      ///< of all of them together
  std::int64_t latency_ms_max = 0;  ///< of the slowest
  friend bool operator==(const MinuteRow&, const MinuteRow&) = default;
};

/// Rows that are added to what stands, and up to which line of the log that counts.
struct MinuteBatch {
  std::vector<MinuteRow> rows;
  std::uint64_t last_seq = 0;
  Minute counted_to = 0;     ///< what ended before this minute has been counted
  Minute forget_before = 0;  ///< older minutes go
};

/// How far the minutes of a store reach.
struct MinuteReach {
  std::uint64_t last_seq = 0;  ///< of the newest line that counts
  Minute known_from = 0;       ///< the oldest minute of which it can tell
  Minute known_to = 0;         ///< minutes from this one on are not whole yet
  friend bool operator==(const MinuteReach&, const MinuteReach&) = default;
};

struct MinuteQuestion {
  std::string route;  ///< empty: all
  Minute from = 0;
  Minute to = 0;    ///< the first that is not wanted
  Minute step = 1;  ///< so many minutes make one row
  std::size_t rows_max = 0;
};

struct MinuteAnswer {
  MinuteReach reach;
  std::vector<MinuteRow> rows;  ///< in the order of time; the minute is the first of its step
  bool cut = false;             ///< there are more than the question allows
};

/// Rows that stand at most; beyond, the oldest minutes go.
inline constexpr std::int64_t kMinuteRowsMax = 2'000'000;

}  // namespace jurymast::store
