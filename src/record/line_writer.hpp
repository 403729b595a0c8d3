#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "record/checkpoint_record.hpp"
#include "record/log_chain.hpp"

namespace jurymast::record {

/// After so many lines at the latest comes a checkpoint.
inline constexpr std::uint64_t kCheckpointLines = 1'000;

/// Makes a log's lines: numbers each record, chains it to the line before, and puts signed checkpoints in between. Without a key there are
/// no checkpoints, and the lines are chained all the same.
class LineWriter {
 public:
  explicit LineWriter(std::uint64_t next_seq, LogChain chain = {}) : next_seq_(next_seq), chain_(std::move(chain)) {}

  void sign_with(std::shared_ptr<const LogSigner> signer) { signer_ = std::move(signer); }
  /// The time that checkpoints are given from now on.
  void tell_time(WallTime now) { now_ = now; }
  /// The next line is the first of a file that is not the log's first: it will be a checkpoint.
  void file_begins() { file_begins_ = true; }

  void append(std::string_view record, std::string& lines);
  /// Appends a checkpoint of all lines made so far; none where there are no lines, or no key.
  void checkpoint(CheckpointCause cause, std::string& lines);

  std::uint64_t next_seq() const { return next_seq_; }
  const LogChain& chain() const { return chain_; }
  /// The newest checkpoint of this writer, as the record and as the note that is kept elsewhere; nothing before the first.
  const std::optional<CheckpointRecord>& newest() const { return newest_; }
  std::string newest_note() const { return newest_ ? note_of(*newest_, signer_->verifier()) : std::string(); }

 private:
  void add_line(std::string_view record, std::string& lines);

  std::uint64_t next_seq_;
  LogChain chain_;
  WallTime now_;
  bool file_begins_ = false;
  std::shared_ptr<const LogSigner> signer_;
  std::optional<CheckpointRecord> newest_;
};

}  // namespace jurymast::record
