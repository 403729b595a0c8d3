#include "app/minutes/minute_keeper.hpp"

#include <pthread.h>

#include <chrono>
#include <future>
#include <utility>

#include "store/log_reader.hpp"

namespace jurymast::app {
namespace {

/// How soon it is seen during a write that the keeper is to end.
constexpr auto kWriteLook = std::chrono::milliseconds(50);

/// Numbers beyond the log's end are of a log that was moved away: this one is counted from its beginning.
std::uint64_t counted_seq(const store::EvidenceStore& store, std::uint64_t log_last_seq) {
  const auto& reached = store.minutes_reached();
  return reached && reached->last_seq <= log_last_seq ? reached->last_seq : 0;
}

}  // namespace

MinuteKeeper::MinuteKeeper(Parts parts)
    : parts_(std::move(parts)),
      fold_(counted_seq(parts_.store, parts_.log_last_seq)),
      next_write_(parts_.clock.now() + kMinuteWriteInterval),
      thread_([this] { run(); }) {}

MinuteKeeper::~MinuteKeeper() {
  *gone_ = true;
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void MinuteKeeper::ask(store::MinuteQuestion question, Told told) {
  {
    const std::lock_guard lock(mutex_);
    if (asked_.size() < kMinuteQuestionsMax) {
      asked_.push_back({std::move(question), std::move(told)});
      changed_.notify_all();
      return;
    }
  }
  told(fail(Code::Exhausted, "{} questions are being answered; ask again in a second", kMinuteQuestionsMax));
}

void MinuteKeeper::answer(Asked asked) {
  auto answer = parts_.store.minutes(asked.question);
  parts_.loop.post([gone = gone_, told = std::move(asked.told), answer = std::move(answer)] {
    if (!*gone) told(answer);
  });
}

/// Answers what is asked meanwhile; false once the keeper is to end.
bool MinuteKeeper::wait(MonotonicTime until) {
  std::unique_lock lock(mutex_);
  while (!ending_) {
    const Duration left = until - parts_.clock.now();
    if (asked_.empty() && left <= Duration(0)) return true;
    if (asked_.empty()) {
      changed_.wait_for(lock, left, [this] { return ending_ || !asked_.empty(); });
      continue;
    }
    Asked asked = std::move(asked_.front());
    asked_.pop_front();
    lock.unlock();
    answer(std::move(asked));
    lock.lock();
  }
  return false;
}

bool MinuteKeeper::take(std::string_view line) {
  fold_.take(line, minute_of(parts_.clock.wall_now() - parts_.kept));
  return !fold_.full() || write_until_taken();
}

bool MinuteKeeper::write_until_taken() {
  while (!write()) {
    if (!wait(parts_.clock.now() + kMinuteLookInterval)) return false;
  }
  return true;
}

bool MinuteKeeper::write() {
  store::MinuteBatch batch = fold_.batch();
  const WallTime now = parts_.clock.wall_now();
  batch.counted_to = minute_of(now);
  batch.forget_before = minute_of(now - parts_.kept);
  const auto done = bring_to_disk(std::move(batch));
  if (!done) return false;
  if (*done) fold_.forget();
  if (!*done && !failing_) parts_.failed(done->error());
  failing_ = !*done;
  return !failing_;
}

/// Nothing where the keeper is to end first: whether it was written is then seen at the next start.
std::optional<Result<void>> MinuteKeeper::bring_to_disk(store::MinuteBatch batch) {
  auto written = std::make_shared<std::promise<Result<void>>>();
  auto done = written->get_future();
  parts_.store.add(std::move(batch), [written](Result<void> result) { written->set_value(std::move(result)); });
  while (done.wait_for(kWriteLook) != std::future_status::ready) {
    const std::lock_guard lock(mutex_);
    if (ending_) return std::nullopt;
  }
  return done.get();
}

void MinuteKeeper::run() {
  pthread_setname_np(pthread_self(), "minutes");
  // It stands at the end from now on, so that nothing is missed between the two.
  store::LogFollower follower(parts_.state_directory);
  const store::LineVisitor visit = [this](const store::LogLine& line) { return !line.complete || take(line.text); };
  while (!store::for_each_line(parts_.state_directory, fold_.last_seq(), visit)) {
    if (!wait(parts_.clock.now() + kMinuteLookInterval)) return;
  }
  // Whoever asks after a start hears of everything that was before it.
  if (!write_until_taken()) return;
  while (wait(parts_.clock.now() + kMinuteLookInterval)) {
    (void)follower.poll(visit);
    if (parts_.clock.now() < next_write_) continue;
    write();
    next_write_ = parts_.clock.now() + kMinuteWriteInterval;
  }
}

}  // namespace jurymast::app
