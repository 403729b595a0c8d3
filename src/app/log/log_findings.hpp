#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "app/log/log_scan.hpp"

namespace jurymast::app {

/// Something that was found in the log, by a stable id.
struct LogFinding {
  std::string id;
  std::string place;  ///< file and line, or empty
  std::string text;
};

inline constexpr std::size_t kFindingsMax = 1000;
/// Loops hand their records over one after the other, and a group is 200 ms long.
inline constexpr Duration kBackwardsTolerance = std::chrono::seconds(5);

/// Where a line stands, as findings tell it.
std::string place_of(const ScannedLine& line);

/// Looks at every line of a log in order and collects what is wrong with it, and what others find.
class LogFindings {
 public:
  void take(const ScannedLine& line);
  void find(LogFinding finding);
  void note(LogFinding finding);
  /// To be called when all lines were taken: finds operations with more than one record.
  void finish();

  const std::vector<LogFinding>& findings() const { return findings_; }
  const std::vector<LogFinding>& notes() const { return notes_; }
  std::uint64_t finding_count() const { return finding_count_; }
  std::uint64_t lines() const { return lines_; }
  std::uint64_t operations() const { return ids_.size(); }

 private:
  void check_number(const ScannedLine& line);
  void check_time(const ScannedLine& line);
  void check_kind(const ScannedLine& line);

  std::vector<LogFinding> findings_;
  std::vector<LogFinding> notes_;
  std::uint64_t finding_count_ = 0;
  std::uint64_t lines_ = 0;
  std::uint64_t last_seq_ = 0;
  bool unreadable_before_ = false;
  WallTime newest_;
  std::vector<std::pair<OperationId, std::uint64_t>> ids_;
};

}  // namespace jurymast::app
