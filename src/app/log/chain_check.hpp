#pragma once
#include <optional>
#include <string>
#include <vector>

#include "app/log/log_findings.hpp"
#include "record/checkpoint.hpp"
#include "record/merkle.hpp"

namespace jurymast::app {

/// A checkpoint comes every minute while a gateway lives.
inline constexpr Duration kSilenceMax = std::chrono::minutes(2);

/// Holds a log, line by line, against what it says of itself and what was kept of it: that each line names the one before, that each signed
/// checkpoint in it is of the lines before it, that files follow each other, and that it begins with what checkpoints elsewhere were
/// signed over.
class ChainCheck {
 public:
  /// Without a key signatures are not looked at, and a note says so.
  ChainCheck(LogFindings& found, std::optional<record::LogVerifier> verifier) : found_(found), verifier_(std::move(verifier)) {}

  /// The log must begin with what that was signed over; `name` is how findings call it. Where the checkpoint is the log's own, its record
  /// must stand behind those lines.
  void hold_against(const record::TreeHead& head, std::string name, bool own);
  void take(const ScannedLine& line);
  /// To be called when all lines were taken.
  void finish();

 private:
  struct Kept {
    record::TreeHead head;
    std::string name;
    bool own = false;
    bool compared = false;
  };
  void begin(const ScannedLine& line);
  void begin_file(const ScannedLine& line);
  void end_file();
  void check_previous(const ScannedLine& line);
  void check_checkpoint(const ScannedLine& line);
  void check_coverage(const ScannedLine& line);
  void check_silence(const ScannedLine& line);
  void compare_kept();
  std::optional<record::MerkleTree> vouched(const ScannedLine& line);

  LogFindings& found_;
  std::optional<record::LogVerifier> verifier_;
  std::vector<Kept> kept_;
  std::string file_;
  std::uint64_t first_seq_ = 0;
  std::uint64_t last_seq_ = 0;
  std::uint64_t lines_ = 0;
  std::string last_leaf_;
  std::uint64_t unchained_ = 0;
  bool chained_ = false;
  /// Over all lines so far; nothing while nobody says what was before the first one.
  std::optional<record::MerkleTree> tree_;
  std::uint64_t uncovered_ = 0;            ///< chained lines since the newest checkpoint
  std::optional<WallTime> checkpoint_at_;  ///< of the newest one in the life that the lines are of
  bool unchecked_ = false;
};

}  // namespace jurymast::app
