#pragma once
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "app/minutes/minute_fold.hpp"
#include "http/loop.hpp"
#include "store/evidence_store.hpp"
#include "store/minutes.hpp"

namespace jurymast::app {

/// How often the log is looked at, and how often what was counted goes to the disk.
inline constexpr Duration kMinuteLookInterval = std::chrono::seconds(1);
inline constexpr Duration kMinuteWriteInterval = std::chrono::minutes(1);
/// Questions that may wait; who asks beyond is told to come again.
inline constexpr std::size_t kMinuteQuestionsMax = 16;

/// Counts the operations of a running gateway's log into its database, once a minute and on a thread of its own; a request never waits for it.
/// Each line counts once over any number of restarts, since counts and the number of the newest line are written together. Where the disk
/// takes nothing, the log waits to be counted.
class MinuteKeeper {
 public:
  struct Parts {
    std::string state_directory;
    store::EvidenceStore& store;
    http::Loop& loop;  ///< where answers are given
    Clock& clock;
    std::uint64_t log_last_seq = 0;  ///< of the newest line in the log when it is opened
    Duration kept{};                 ///< minutes that are older go
    std::function<void(const Error&)>
        failed;  ///< what was counted cannot be written for now, told once; it is tried again. From the keeper's thread
  };
  explicit MinuteKeeper(Parts parts);
  MinuteKeeper(const MinuteKeeper&) = delete;
  MinuteKeeper& operator=(const MinuteKeeper&) = delete;
  /// Waits for the look that is under way, and for no write; what was not written yet is counted at the next start.
  ~MinuteKeeper();

  using Told = std::function<void(const Result<store::MinuteAnswer>&)>;
  /// Answers on the loop; with Exhausted where too many wait.
  void ask(store::MinuteQuestion question, Told told);

 private:
  struct Asked {
    store::MinuteQuestion question;
    Told told;
  };
  void run();
  bool take(std::string_view line);
  bool write();
  std::optional<Result<void>> bring_to_disk(store::MinuteBatch batch);
  bool write_until_taken();
  bool wait(MonotonicTime until);
  void answer(Asked asked);

  Parts parts_;
  MinuteFold fold_;
  MonotonicTime next_write_;
  bool failing_ = false;                                        ///< it was told that the disk takes nothing
  std::shared_ptr<bool> gone_ = std::make_shared<bool>(false);  ///< for what is posted to the loop
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Asked> asked_;  ///< behind the mutex, as is `ending_`
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace jurymast::app
