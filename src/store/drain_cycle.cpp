#include <unistd.h>

#include "store/drain.hpp"

namespace jurymast::store {
namespace {

/// Lines of one group; bounds what is written again after a failure, and how long a group takes.
constexpr std::size_t kBatchBytesMax = 1 << 20;
constexpr Duration kDiskRetry = std::chrono::seconds(1);

}  // namespace

void Drain::cycle() {
  make_segments();
  take_known_secrets();
  const bool committed = recover() && drain_lanes();
  keep_checkpoint(false);
  compress_finished();
  release_waiting(settings_.strict_wait_max);
  publish(committed);
}

void Drain::take_known_secrets() {
  const std::lock_guard lock(control_mutex_);
  if (known_) sequencer_->look_for(std::move(known_));
  known_.reset();
}

void Drain::tell_of_redactions() {
  const record::RedactionTally& tally = sequencer_->redactions();
  counted_.records_masked = tally.masked;
  counted_.records_quarantined = tally.quarantined;
  if (tally.quarantined == 0 || told_quarantine_) return;
  told_quarantine_ = true;
  tell(JournalAlarm::Error,
       fmt::format("a record held a secret at {}, which is masked in the log; change that secret, and report this fault",
                   tally.first_quarantined));
}

bool Drain::drain_lanes() {
  do {
    // What could not be written the last time comes first.
    if (!batch_.empty() && !commit()) return false;
    collect();
    if (!commit()) return false;
    free_segments();
    make_segments();
  } while (!all_read());
  return true;
}

bool Drain::all_read() const {
  for (std::size_t i = 0; i < readers_.size(); ++i) {
    if (!readers_[i]->has_read(limits_[i])) return false;
  }
  return true;
}

bool Drain::recover() {
  while (!dead_.empty()) {
    if (!recover_one()) return false;
    recovering_.reset();
    recovery_gap_made_ = false;
    dead_.erase(dead_.begin());
  }
  return true;
}

bool Drain::recover_one() {
  if (!recovering_) {
    auto opened = DeadBoot::open(dead_.front(), settings_.state_directory);
    if (!opened) {
      tell(JournalAlarm::Error,
           fmt::format("{} cannot be recovered and is left as it is: {}", dead_.front(), opened.error().message));
      return true;
    }
    recovering_ = std::move(*opened);
  }
  for (;;) {
    if (!commit()) return false;
    const std::uint64_t before = sequencer_->next_seq();
    const bool more = recovering_->emit(*sequencer_, batch_, kBatchBytesMax);
    counted_.recovered += sequencer_->next_seq() - before;
    if (!more && batch_.empty()) break;
  }
  if (recovering_->damaged() > 0 && !recovery_gap_made_) {
    recovery_gap_made_ = true;
    add_gap(record::GapReason::DamagedJournal, recovering_->damaged());
    if (!commit()) return false;
  }
  const auto removed = recovering_->remove();
  if (!removed) tell(JournalAlarm::Warning, removed.error().message);
  return true;
}

void Drain::collect() {
  // The control lane's mark is read last and its frames come first: a snapshot stands before the operations that refer to it.
  for (std::size_t i = 0; i < readers_.size(); ++i) limits_[i] = readers_[i]->link().written.load(std::memory_order_acquire);
  const std::uint64_t first_seq = sequencer_->next_seq();
  bool from_memory = readers_.back()->read(*sequencer_, limits_.back(), batch_, kBatchBytesMax);
  std::size_t damaged = readers_.back()->damaged();
  for (std::size_t i = 0; i + 1 < readers_.size(); ++i) {
    from_memory = readers_[i]->read(*sequencer_, limits_[i], batch_, kBatchBytesMax) || from_memory;
    damaged += readers_[i]->damaged();
  }
  if (from_memory && !memory_since_seq_) memory_since_seq_ = first_seq - 1;
  if (damaged > damage_told_) add_gap(record::GapReason::DamagedJournal, damaged - damage_told_);
  damage_told_ = damaged;
  add_gaps_of_lanes();
  checkpoint_when_due();
}

void Drain::add_gap(record::GapReason reason, std::uint64_t count) {
  sequencer_->put(record::render(record::GapRecord{clock_.wall_now(), reason, count}), batch_);
  ++counted_.gaps;
}

void Drain::add_gaps_of_lanes() {
  const std::uint64_t lost = dropped();
  if (lost == gaps_made_for_) return;
  add_gap(record::GapReason::QueueFull, lost - gaps_made_for_);
  tell(JournalAlarm::Error, fmt::format("{} records were lost because the journal was full", lost - gaps_made_for_));
  gaps_made_for_ = lost;
}

bool Drain::commit() {
  if (!batch_.empty()) {
    const std::uint64_t last = sequencer_->next_seq() - 1;
    const auto written = log_->append(batch_, last);
    counted_.fsync_errors = log_->fsync_errors();
    if (!written) {
      ++counted_.write_errors;
      if (!told_failing_)
        tell(JournalAlarm::Error, written.error().message + "; records are kept in the journal until it works again");
      told_failing_ = true;
      return false;
    }
    if (told_failing_) tell(JournalAlarm::Info, "the log can be written again");
    told_failing_ = false;
    counted_.lines += last - counted_.last_seq;
    counted_.last_seq = last;
    batch_.clear();
    begin_file_if_empty();
    moved_ = true;
  }
  for (const auto& reader : readers_) moved_ = reader->commit() || moved_;
  if (moved_) write_cursor();
  moved_ = false;
  return true;
}

void Drain::write_cursor() {
  Cursor cursor{++generation_, memory_since_seq_.value_or(sequencer_->next_seq() - 1), {}};
  for (const auto& reader : readers_) cursor.lanes.push_back(reader->position());
  // An older cursor is still true; it only makes a successor look at more lines.
  directory_.write_cursor(cursor);
}

void Drain::free_segments() {
  for (const auto& reader : readers_) {
    for (auto& segment : reader->take_finished()) {
      // What lay in memory only is of no use to whoever recovers, and is not held while the disk takes nothing.
      if (segment->is_on_disk()) finished_segments_.emplace_back(reader.get(), std::move(segment));
    }
  }
  if (finished_segments_.empty()) return;
  // The starts of open operations must stand somewhere else before their segments go.
  if (!directory_.write_open(sequencer_->open_frames())) return;
  for (auto& [reader, segment] : finished_segments_) {
    if (!reader->keep_spare(segment)) ::unlink(segment->path().c_str());
  }
  finished_segments_.clear();
}

void Drain::make_segments() {
  const MonotonicTime now = clock_.now();
  const bool retry = now - disk_tried_ >= kDiskRetry;
  if (retry) disk_tried_ = now;
  if (!directory_ready_) {
    const std::uint64_t tail = sequencer_->next_seq() - 1;
    directory_ready_ = directory_.create(Cursor{generation_, tail, std::vector<CursorPosition>(readers_.size())}).has_value();
  }
  std::uint64_t in_memory = 0;
  std::string reason;
  for (const auto& reader : readers_) {
    const auto made = reader->prepare(directory_, retry);
    if (!made) reason = made.error().message;
    in_memory += reader->in_memory() ? 1U : 0U;
  }
  counted_.lanes_in_memory = in_memory;
  if (in_memory > 0 && !told_memory_) {
    tell(JournalAlarm::Error, fmt::format("{} lanes of the journal are in memory only and would not survive the process: {}",
                                          in_memory, reason.empty() ? "the disk could not be had" : reason));
  }
  if (in_memory == 0 && told_memory_) tell(JournalAlarm::Info, "all lanes of the journal are on the disk again");
  told_memory_ = in_memory > 0;
}

void Drain::release_waiting(Duration limit) {
  const std::lock_guard release_lock(release_mutex_);
  const MonotonicTime now = clock_.now();
  std::vector<Waiting> taken;
  for (std::size_t i = 0; i < readers_.size(); ++i) {
    LaneLink& link = readers_[i]->link();
    {
      const std::lock_guard lock(link.waiting_mutex);
      taken.swap(link.waiting);
    }
    auto& queue = waiting_[i];
    for (Waiting& waiting : taken) queue.emplace_back(now, std::move(waiting));
    taken.clear();
    const std::uint64_t committed = link.committed.load(std::memory_order_relaxed);
    for (; !queue.empty(); queue.pop_front()) {
      const bool saved = queue.front().second.position <= committed;
      if (!saved && now - queue.front().first < limit) break;
      if (!saved) ++released_unsaved_;
      queue.front().second.told(saved);
    }
  }
}

void Drain::publish(bool committed) {
  tell_of_redactions();
  counted_.open_operations = sequencer_->open();
  counted_.log_failing = told_failing_;
  if (committed) counted_.last_commit = clock_.now();
  {
    const std::lock_guard lock(stats_mutex_);
    stats_ = counted_;
    if (committed) gaps_written_for_ = gaps_made_for_;
  }
  cycled_.notify_all();
}

void Drain::compress_finished() {
  if (!compressor_) return;
  if (log_->finished() != compressor_woken_for_) compressor_->wake();
  compressor_woken_for_ = log_->finished();
  const auto complaint = compressor_->complaint();
  if (complaint) tell(JournalAlarm::Warning, *complaint + "; the file stays as it is and is tried again with the next one");
}

void Drain::finish() {
  if (compressor_) compressor_->ask_to_stop();
  cycle();
  if (batch_.empty() && dead_.empty()) {
    sequencer_->interrupt_open(batch_);
    if (sequencer_->writer().chain().uncovered() > 0) sequencer_->writer().checkpoint(record::CheckpointCause::Stop, batch_);
    if (commit()) {
      keep_checkpoint(true);
      const auto removed = directory_.remove();
      if (!removed) tell(JournalAlarm::Warning, removed.error().message);
    }
  }
  release_waiting(Duration(0));
  publish(batch_.empty());
  compressor_.reset();
}

}  // namespace jurymast::store
