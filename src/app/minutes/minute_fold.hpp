#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>

#include "base/time.hpp"
#include "record/plain_answer.hpp"
#include "store/minutes.hpp"

namespace jurymast::app {

/// Rows that are held before they are brought to the disk ahead of time.
inline constexpr std::size_t kMinuteRowsHeldMax = 4096;

/// The minute that a time belongs to.
store::Minute minute_of(WallTime at);
/// When a minute begins.
WallTime beginning_of(store::Minute minute);

/// Counts the operations of a log by minute, route, target, arm and class, line after line.
class MinuteFold {
 public:
  /// Lines up to this number have been counted.
  explicit MinuteFold(std::uint64_t after_seq) : last_seq_(after_seq) {}

  /// Counts a line of the log, where it is an operation that began in this minute or later and was not counted before.
  void take(std::string_view line, store::Minute not_before);
  bool full() const { return rows_.size() >= kMinuteRowsHeldMax; }
  std::uint64_t last_seq() const { return last_seq_; }
  /// What was counted since the last forget(), with the number of the newest line.
  store::MinuteBatch batch() const;
  /// What was counted is kept elsewhere now.
  void forget() {
    plain_ = nullptr;
    rows_.clear();
  }

 private:
  using Key = std::tuple<store::Minute, std::string, std::string, std::string, std::string>;

  /// The row that it was counted in.
  store::MinuteRow& count(const store::MinuteRow& row);
  void count(const record::PlainAnswer& answer, store::Minute not_before);

  std::uint64_t last_seq_;
  std::map<Key, store::MinuteRow> rows_;
  store::MinuteRow* plain_ = nullptr;  ///< of the newest plain answer; the next one is mostly of the same
};

}  // namespace jurymast::app
