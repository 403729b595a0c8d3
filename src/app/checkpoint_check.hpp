#pragma once
#include <optional>

#include "app/log_findings.hpp"
#include "record/checkpoint.hpp"
#include "record/merkle.hpp"

namespace jurymast::app {

/// Holds a log, line by line, against a checkpoint that was kept elsewhere: its first lines must be exactly those that were signed.
class CheckpointCheck {
 public:
  explicit CheckpointCheck(const record::TreeHead& head) : head_(head) {}
  void take(const store::LogLine& line);
  /// What is wrong; nothing where the log begins with what was signed. To be called when all lines were taken.
  std::optional<LogFinding> finding() const;

 private:
  record::TreeHead head_;
  record::MerkleTree tree_;
  std::optional<std::uint64_t> first_seq_;
};

}  // namespace jurymast::app
