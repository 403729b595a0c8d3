#include "store/chain_reader.hpp"
#include "store/checkpoint_file.hpp"
#include "store/drain.hpp"
#include "store/log_key.hpp"

namespace jurymast::store {
namespace {

/// Under load the file beside the log is behind it by so much at most.
constexpr Duration kCheckpointFileEvery = std::chrono::seconds(1);
/// And the copy that is told so that it stands elsewhere, by so much.
constexpr Duration kCheckpointToldEvery = std::chrono::seconds(10);

}  // namespace

void Drain::continue_log() {
  load_signer();
  record::LogChain chain;
  if (log_->last_seq() > 0) {
    const auto read = read_chain(settings_.state_directory, signer_ ? &signer_->verifier() : nullptr);
    // A log whose beginning nobody has, or that is damaged, goes on all the same: what follows is bound to each other.
    const bool whole = read && read->tree().size() == log_->last_seq();
    chain = whole ? *read : record::LogChain(log_->last_leaf(), record::MerkleTree::of_unknown(log_->last_seq()));
    if (!whole) {
      tell(JournalAlarm::Warning, fmt::format("checkpoints cannot vouch for the log's first {} lines: {}", log_->last_seq(),
                                              read ? "numbers are missing or doubled" : read.error().message));
    }
  }
  sequencer_.emplace(log_->last_seq() + 1, std::move(chain));
  sequencer_->writer().sign_with(signer_);
  sequencer_->writer().tell_time(clock_.wall_now());
  begin_file_if_empty();
  checkpointed_ = counted_.last_checkpoint = clock_.now();
}

void Drain::load_signer() {
  if (settings_.checkpoint_every == Duration(0)) return;
  auto signer = load_or_create_log_signer(settings_.state_directory);
  if (signer) {
    signer_ = std::make_shared<const record::LogSigner>(*std::move(signer));
  } else if (!told_unsigned_) {
    tell(JournalAlarm::Error, signer.error().message + "; the log has no checkpoints until its key can be had");
  }
  told_unsigned_ = !signer_;
}

void Drain::begin_file_if_empty() {
  if (log_->is_empty_file() && log_->last_seq() > 0) sequencer_->writer().file_begins();
}

void Drain::checkpoint_when_due() {
  record::LineWriter& writer = sequencer_->writer();
  writer.tell_time(clock_.wall_now());
  const MonotonicTime now = clock_.now();
  if (settings_.checkpoint_every == Duration(0) || now - checkpointed_ < settings_.checkpoint_every) return;
  checkpointed_ = now;
  if (!signer_) {
    load_signer();
    writer.sign_with(signer_);
  }
  writer.checkpoint(record::CheckpointCause::Time, batch_);
}

void Drain::keep_checkpoint(bool at_once) {
  const auto& newest = sequencer_->writer().newest();
  if (!newest || !batch_.empty()) return;
  const MonotonicTime now = clock_.now();
  if (newest->size != counted_.checkpoint_size) {
    checkpointed_ = now;
    counted_.checkpoint_size = newest->size;
    counted_.last_checkpoint = now;
  }
  if (newest->size != kept_size_ && (at_once || now - kept_at_ >= kCheckpointFileEvery)) {
    kept_at_ = now;
    const auto written = write_checkpoint_file(settings_.state_directory, sequencer_->writer().newest_note());
    if (written) kept_size_ = newest->size;
    if (!written && !told_not_kept_) tell(JournalAlarm::Warning, written.error().message + "; the log itself holds the checkpoint");
    told_not_kept_ = !written;
  }
  if (newest->size != told_size_ && (at_once || now - told_at_ >= kCheckpointToldEvery)) {
    told_at_ = now;
    told_size_ = newest->size;
    tell(JournalAlarm::Checkpoint, sequencer_->writer().newest_note());
  }
}

}  // namespace jurymast::store
