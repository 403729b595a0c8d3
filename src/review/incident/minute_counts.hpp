#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "record/parsed_line.hpp"

namespace jurymast::review {

/// A day is looked back over at most.
inline constexpr std::size_t kMinutesLookedBackMax = 24 * 60;
/// So many pairs of class and arm; what comes beyond that is counted as the class `other`.
inline constexpr std::size_t kMinuteRowsMax = 96;

/// The operations of one minute, class and arm.
struct MinuteCell {
  std::uint64_t count = 0;
  WallTime first_at;
  WallTime last_at;
};

/// The class of what went wrong first, and the arm.
struct MinuteRow {
  std::string trouble;
  std::string arm;
  friend auto operator<=>(const MinuteRow&, const MinuteRow&) = default;
};

/// Callers' operations of one route by minute, class and arm; a log of any length streams through. A value.
class MinuteCounts {
 public:
  /// Counts from the minute of `from` to the one of `to`, at most kMinutesLookedBackMax of them: the newest.
  MinuteCounts(WallTime from, WallTime to);
  /// Operations outside of these minutes, and those of no caller, are passed over.
  void take(const record::ParsedLine& line);
  /// An operation without any trouble, of the arm `control`.
  void take_served(WallTime at);

  WallTime start() const { return start_; }
  std::size_t minutes() const { return minutes_; }
  std::uint64_t operations() const { return operations_; }
  const std::map<MinuteRow, std::vector<MinuteCell>>& rows() const { return rows_; }
  /// One class over all arms.
  std::vector<MinuteCell> of_class(const std::string& trouble) const;
  /// All classes over all arms.
  std::vector<MinuteCell> totals() const;
  /// The classes of trouble that were seen.
  std::vector<std::string> classes() const;

 private:
  void count(const MinuteRow& row, WallTime at);

  WallTime start_;
  std::size_t minutes_ = 0;
  std::uint64_t operations_ = 0;
  std::map<MinuteRow, std::vector<MinuteCell>> rows_;
};

}  // namespace jurymast::review
