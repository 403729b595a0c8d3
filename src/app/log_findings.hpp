#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/ids.hpp"
#include "record/parsed_line.hpp"
#include "store/log_reader.hpp"

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

/// Looks at every line of a log in order and collects what is wrong with it.
class LogFindings {
 public:
  void take(const store::LogLine& line);
  /// A finding that was made elsewhere.
  void add(LogFinding finding) { find(std::move(finding.id), std::move(finding.place), std::move(finding.text)); }
  /// To be called when all lines were taken: finds operations with more than one record.
  void finish();

  const std::vector<LogFinding>& findings() const { return findings_; }
  const std::vector<LogFinding>& notes() const { return notes_; }
  std::uint64_t finding_count() const { return finding_count_; }
  std::uint64_t lines() const { return lines_; }
  std::uint64_t operations() const { return ids_.size(); }

 private:
  void find(std::string id, std::string place, std::string text);
  void note(std::string id, std::string place, std::string text);
  void check_number(const record::ParsedLine& line, const std::string& place);
  void check_time(const record::ParsedLine& line, const std::string& place);

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
