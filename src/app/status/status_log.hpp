#pragma once
#include <chrono>
#include <cstdint>
#include <string>

#include "app/status/status_facts.hpp"
#include "record/parsed_line.hpp"

namespace jurymast::app {

inline constexpr Duration kRecentWindow = std::chrono::minutes(5);
inline constexpr Duration kBeforeWindow = std::chrono::minutes(60);
/// Lines stand in the order in which loops handed them over, so one may be a little older than its successor.
inline constexpr Duration kOrderSlack = std::chrono::minutes(1);

/// Counts what the log says about the last 5 minutes and the hour before. It takes lines from the newest to the oldest. An attempt
/// counts at the time it ended, an operation of which nothing was attempted at its own end.
class LogFold {
 public:
  /// `only_route` empty: all routes.
  LogFold(WallTime now, std::string only_route) : now_(now), only_route_(std::move(only_route)) {}

  /// Counts one line; false once everything older would be outside of both windows.
  bool take(const record::ParsedLine& line);
  /// A line that could not be read.
  void take_damaged() { ++facts_.damaged_lines; }
  /// The counts; most frequent first.
  RecordFacts finish(bool all_read) &&;

 private:
  enum class Window : unsigned char { Recent, Before, Outside };
  Window window_of(WallTime time) const;
  void count_operation(const record::ParsedLine& line);
  void count_attempt(const record::ParsedAttempt& attempt, Window window);
  void count_failure(const std::string& target, const std::string& word, Window window);

  WallTime now_;
  std::string only_route_;
  RecordFacts facts_;
  WallTime oldest_;
  std::uint64_t lowest_seq_ = ~std::uint64_t{0};
};

}  // namespace jurymast::app
