#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "store/file.hpp"
#include "store/indexed_log.hpp"
#include "store/log_reader.hpp"

namespace jurymast::store {

/// The text of one file of the log from its end to its beginning, piece by piece, compressed or not.
class BackwardText {
 public:
  /// Of the current file, too. Fails with NotFound where there is none, and where it cannot be read.
  static Result<BackwardText> open(const std::string& log_directory, const FinishedLog& log);
  /// The piece before the last one given; empty at the beginning. Fails where it cannot be read.
  Result<std::string> previous();

 private:
  BackwardText(std::string directory, FinishedLog log) : directory_(std::move(directory)), log_(std::move(log)) {}
  Result<void> open_plain();
  Result<void> open_compressed();
  Result<std::string> previous_bytes();

  std::string directory_;
  FinishedLog log_;
  File file_;                         ///< of a plain file
  std::uint64_t left_ = 0;            ///< its bytes before what was given, or its blocks
  std::optional<LogIndex> index_;     ///< of a compressed one
  std::optional<std::string> whole_;  ///< the text of a compressed one without an index
};

}  // namespace jurymast::store
