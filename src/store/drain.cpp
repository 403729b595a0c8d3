#include "store/drain.hpp"

#include <pthread.h>

#include <algorithm>
#include <array>
#include <csignal>

#include "base/assert.hpp"
#include "base/limits.hpp"
#include "store/key_file.hpp"
#include "store/state_lock.hpp"

namespace jurymast::store {
namespace {

constexpr std::uint64_t kSegmentBytesMin = 64 * limits::kKiB;
/// Other kinds than operations are rare.
constexpr std::uint64_t kControlSegmentBytesMax = limits::kMiB;
constexpr std::uint64_t kPageBytes = 4 * limits::kKiB;

std::uint64_t segment_bytes(std::uint64_t wanted, std::uint64_t lane_share) {
  const std::uint64_t bytes = std::max(std::min(wanted, lane_share / 2), kSegmentBytesMin);
  return bytes / kPageBytes * kPageBytes;
}

Result<std::string> make_boot_id(Clock& clock) {
  std::array<unsigned char, sizeof(std::uint64_t)> bytes{};
  if (const auto filled = fill_random(bytes); !filled) return tl::unexpected(filled.error());
  std::uint64_t seed = 0;
  for (const unsigned char byte : bytes) seed = seed << 8 | byte;
  Random random(seed);
  return OperationId::make(clock.wall_now(), random).to_string();
}

}  // namespace

Drain::Drain(JournalSettings settings, Clock& clock, JournalReport report)
    : settings_(std::move(settings)),
      clock_(clock),
      report_(std::move(report)),
      directory_(settings_.state_directory + "/journal/" + settings_.boot_id) {}

Result<std::unique_ptr<Drain>> Drain::open(JournalSettings settings, Clock& clock, JournalReport report) {
  if (settings.lanes + 1 > kLanesMax) return fail(Code::Invalid, "a journal has at most {} lanes", kLanesMax - 1);
  if (settings.boot_id.empty()) {
    auto id = make_boot_id(clock);
    if (!id) return tl::unexpected(id.error());
    settings.boot_id = std::move(*id);
  }
  std::unique_ptr<Drain> drain(new Drain(std::move(settings), clock, std::move(report)));
  if (const auto prepared = drain->prepare(); !prepared) return tl::unexpected(prepared.error());
  drain->thread_ = std::thread([raw = drain.get()] { raw->run(); });
  return drain;
}

Result<void> Drain::prepare() {
  auto lock = lock_state(settings_.state_directory);
  if (!lock) return tl::unexpected(lock.error());
  lock_ = *std::move(lock);
  auto log = LogWriter::open(settings_.state_directory + "/log", settings_.rotate_bytes);
  if (!log) return tl::unexpected(log.error());
  log_ = std::move(*log);
  continue_log();
  known_ = settings_.known_secrets;
  counted_.last_seq = log_->last_seq();
  find_dead_boots();
  note_repairs();
  if (const auto made = make_lanes(); !made) return made;
  if (settings_.compress) compressor_ = std::make_unique<LogCompressor>(settings_.state_directory + "/log");
  cycle();
  return {};
}

void Drain::find_dead_boots() {
  const std::string journal = settings_.state_directory + "/journal";
  for (const std::string& name : names_in(journal)) dead_.push_back(journal + "/" + name);
}

void Drain::note_repairs() {
  // What a killed process left half written comes again out of its journal. Without one, the record is gone.
  if (log_->cut_torn_line()) add_gap(record::GapReason::TornLine, dead_.empty() ? 1 : 0);
  if (log_->cut_damaged_lines() > 0) add_gap(record::GapReason::DamagedLog, log_->cut_damaged_lines());
}

Result<void> Drain::make_lanes() {
  const std::uint64_t share = settings_.queue_bytes_max / (settings_.lanes + 1);
  const std::uint64_t bytes = segment_bytes(settings_.segment_bytes, share);
  for (std::size_t i = 0; i <= settings_.lanes; ++i) {
    const bool control = i == settings_.lanes;
    readers_.push_back(std::make_unique<LaneReader>(i, control ? std::min(bytes, kControlSegmentBytesMax) : bytes, share, wake_));
  }
  waiting_.resize(readers_.size());
  limits_.resize(readers_.size());
  make_segments();
  for (const auto& reader : readers_) {
    if (!reader->has_segment()) return fail(Code::Exhausted, "there is no memory for the journal's {} lanes", readers_.size());
    lanes_.push_back(std::make_unique<Lane>(reader->link(), reader->front(), share));
  }
  make_segments();
  return {};
}

void Drain::append(std::string_view record) {
  const std::lock_guard lock(control_mutex_);
  lanes_.back()->event(record);
}

void Drain::append(std::string_view record, std::function<void(bool saved)> told) {
  const std::lock_guard lock(control_mutex_);
  lanes_.back()->event(record, std::move(told));
}

void Drain::look_for(std::shared_ptr<const record::KnownSecrets> known) {
  const std::lock_guard lock(control_mutex_);
  known_ = std::move(known);
}

std::uint64_t Drain::dropped() const {
  std::uint64_t sum = 0;
  for (const auto& reader : readers_) sum += reader->link().dropped.load(std::memory_order_acquire);
  return sum;
}

JournalStats Drain::stats() const {
  const std::uint64_t lost = dropped();
  std::uint64_t queued = 0;
  for (const auto& reader : readers_) {
    const std::uint64_t committed = reader->link().committed.load(std::memory_order_acquire);
    queued += reader->link().written.load(std::memory_order_acquire) - committed;
  }
  const std::lock_guard lock(stats_mutex_);
  JournalStats stats = stats_;
  stats.records_lost = lost;
  stats.released_unsaved = released_unsaved_.load();
  stats.queue_bytes = queued;
  stats.losing = lost > gaps_written_for_;
  return stats;
}

bool Drain::flush(Duration limit) {
  std::vector<std::uint64_t> targets;
  for (const auto& reader : readers_) targets.push_back(reader->link().written.load(std::memory_order_acquire));
  const std::uint64_t lost = dropped();
  wake_.signal();
  std::unique_lock lock(stats_mutex_);
  return cycled_.wait_for(lock, limit, [&] {
    for (std::size_t i = 0; i < readers_.size(); ++i) {
      if (readers_[i]->link().committed.load(std::memory_order_acquire) < targets[i]) return false;
    }
    return gaps_written_for_ >= lost;
  });
}

void Drain::ask_to_stop() {
  stopping_.store(true, std::memory_order_release);
  wake_.signal();
}

void Drain::stop() {
  if (!thread_.joinable()) return;
  ask_to_stop();
  thread_.join();
  lock_.close();
}

bool Drain::stop_within(Duration limit) {
  ask_to_stop();
  {
    std::unique_lock lock(stats_mutex_);
    if (!cycled_.wait_for(lock, limit, [this] { return finished_; })) return false;
  }
  stop();
  return true;
}

void Drain::run() {
  pthread_setname_np(pthread_self(), "journal");
  // Signals are the main thread's.
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
  while (!stopping_.load(std::memory_order_acquire)) {
    wake_.wait(settings_.group_commit);
    cycle();
  }
  finish();
  const std::lock_guard lock(stats_mutex_);
  finished_ = true;
  cycled_.notify_all();
}

void Drain::tell(JournalAlarm alarm, std::string_view message) const {
  if (report_) report_(alarm, message);
}

}  // namespace jurymast::store
