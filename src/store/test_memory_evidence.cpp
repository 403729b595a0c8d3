#include "store/test_memory_evidence.hpp"

#include <algorithm>
#include <deque>
#include <functional>
#include <thread>

namespace jurymast::store::testing {
namespace {

bool is_of_subject(const EvidenceLine& a, const EvidenceLine& b) {
  return a.kind == b.kind && a.route == b.route && a.target == b.target;
}

void count_in(MinuteRow& sum, const MinuteRow& row) {
  sum.operations += row.operations;
  sum.complete += row.complete;
  sum.attempts += row.attempts;
  sum.latency_ms += row.latency_ms;
  sum.latency_ms_max = std::max(sum.latency_ms_max, row.latency_ms_max);
}

void count_in(MemoryDisk::Minutes& minutes, Minute minute, const MinuteRow& row) {
  const auto [place, is_first] = minutes.try_emplace({minute, row.route, row.target, row.arm, row.failure_class}, row);
  place->second.minute = minute;
  if (!is_first) count_in(place->second, row);
}

}  // namespace

MemoryDisk::MemoryDisk(const MemoryDisk& other) {
  const std::lock_guard lock(other.mutex_);
  used_ = other.used_;
  lines_ = other.lines_;
  minutes_ = other.minutes_;
  reach_ = other.reach_;
}

void MemoryDisk::take_nothing(bool nothing) {
  const std::lock_guard lock(mutex_);
  takes_nothing_ = nothing;
}

void MemoryDisk::hang(bool hangs) {
  {
    const std::lock_guard lock(mutex_);
    hangs_ = hangs;
  }
  changed_.notify_all();
}

std::size_t MemoryDisk::writes() const {
  const std::lock_guard lock(mutex_);
  return writes_;
}

Result<void> MemoryDisk::wait_for_turn(std::unique_lock<std::mutex>& lock) {
  ++writes_;
  changed_.wait(lock, [this] { return !hangs_; });
  if (takes_nothing_) return fail(Code::Unavailable, "the disk takes nothing");
  return {};
}

void MemoryDisk::forget_oldest(const EvidenceLine& line) {
  const auto is_alike = [&](const EvidenceLine& other) { return is_of_subject(other, line); };
  if (std::count_if(lines_.begin(), lines_.end(), is_alike) <= kEvidenceLinesMax) return;
  lines_.erase(std::find_if(lines_.begin(), lines_.end(), is_alike));
}

Result<void> MemoryDisk::write(const EvidenceLine& line) {
  std::unique_lock lock(mutex_);
  if (auto turn = wait_for_turn(lock); !turn) return turn;
  std::erase_if(lines_, [&](const EvidenceLine& other) { return other.id == line.id; });
  lines_.push_back(line);
  forget_oldest(line);
  return {};
}

Result<void> MemoryDisk::write(const MinuteBatch& batch) {
  std::unique_lock lock(mutex_);
  if (auto turn = wait_for_turn(lock); !turn) return turn;
  Minute oldest = batch.counted_to;
  for (const MinuteRow& row : batch.rows) {
    oldest = std::min(oldest, row.minute);
    count_in(minutes_, row.minute, row);
  }
  if (!reach_) reach_ = {.last_seq = 0, .known_from = oldest, .known_to = batch.counted_to};
  reach_->last_seq = batch.last_seq;
  reach_->known_from = std::max(reach_->known_from, batch.forget_before);
  reach_->known_to = std::max(reach_->known_to, batch.counted_to);
  std::erase_if(minutes_, [&](const auto& one) { return one.second.minute < batch.forget_before; });
  return {};
}

/// What waits for the disk, and the thread that brings it there.
struct MemoryEvidence::Queue {
  struct Job {
    std::function<Result<void>()> work;
    Done done;
  };
  std::mutex mutex;
  std::condition_variable wanted;
  std::deque<Job> jobs;
  bool ending = false;
  std::thread thread{[this] { run(); }};

  void run() {
    std::unique_lock lock(mutex);
    while (true) {
      wanted.wait(lock, [this] { return ending || !jobs.empty(); });
      if (jobs.empty()) return;
      const Job job = std::move(jobs.front());
      jobs.pop_front();
      lock.unlock();
      job.done(job.work());
      lock.lock();
    }
  }
};

MemoryEvidence::MemoryEvidence(MemoryDisk& disk) : disk_(disk) {
  const std::lock_guard lock(disk_.mutex_);
  is_new_ = !std::exchange(disk_.used_, true);
  loaded_ = disk_.lines_;
  reached_ = disk_.reach_;
  queue_ = std::make_unique<Queue>();
}

MemoryEvidence::~MemoryEvidence() {
  {
    const std::lock_guard lock(queue_->mutex);
    queue_->ending = true;
  }
  queue_->wanted.notify_all();
  queue_->thread.join();
}

template <class Added>
void MemoryEvidence::offer(Added added, Done done) {
  {
    const std::lock_guard lock(queue_->mutex);
    if (queue_->jobs.size() < kEvidenceQueueMax) {
      queue_->jobs.push_back({[this, added = std::move(added)] { return disk_.write(added); }, std::move(done)});
      queue_->wanted.notify_all();
      return;
    }
  }
  done(fail(Code::Exhausted, "{} records wait", kEvidenceQueueMax));
}

void MemoryEvidence::add(EvidenceLine line, Done done) { offer(std::move(line), std::move(done)); }
void MemoryEvidence::add(MinuteBatch batch, Done done) { offer(std::move(batch), std::move(done)); }

Result<MinuteAnswer> MemoryEvidence::minutes(const MinuteQuestion& question) const {
  const std::lock_guard lock(disk_.mutex_);
  if (!disk_.reach_) return fail(Code::NotFound, "no minute was counted");
  MemoryDisk::Minutes sums;
  for (const auto& [key, row] : disk_.minutes_) {
    if (!question.route.empty() && row.route != question.route) continue;
    if (row.minute < question.from || row.minute >= question.to) continue;
    count_in(sums, row.minute / question.step * question.step, row);
  }
  MinuteAnswer answer{.reach = *disk_.reach_, .rows = {}, .cut = sums.size() > question.rows_max};
  for (const auto& [key, row] : sums) {
    if (answer.rows.size() < question.rows_max) answer.rows.push_back(row);
  }
  return answer;
}

}  // namespace jurymast::store::testing
