#pragma once
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/result.hpp"
#include "store/minute_table.hpp"
#include "store/sqlite.hpp"

namespace jurymast::store {

/// A record that a later decision rests on, and by what it is found again.
struct EvidenceLine {
  std::string id;
  std::string kind;
  std::string route;   ///< empty: it belongs to none
  std::string target;  ///< empty: it belongs to none
  std::string record;  ///< as it was handed to the log
  friend bool operator==(const EvidenceLine&, const EvidenceLine&) = default;
};

/// How many lines of one kind, route and target are kept; the oldest goes first. The log has them all.
inline constexpr std::int64_t kEvidenceLinesMax = 256;
/// How much may wait for the disk, lines and batches of minutes together; what comes beyond is refused.
inline constexpr std::size_t kEvidenceQueueMax = 256;

/// The evidence that a process must know again after a restart, without reading its log from the beginning, and the minutes that it counted:
/// `evidence.db` in the state directory. The disk is written by a thread of its own, so that nobody waits for it who does not ask to.
class EvidenceStore {
 public:
  /// Opens the database or makes it; nothing else may have it open for writing.
  static Result<std::unique_ptr<EvidenceStore>> open(const std::string& state_directory);
  EvidenceStore(const EvidenceStore&) = delete;
  EvidenceStore& operator=(const EvidenceStore&) = delete;
  /// Waits for the disk to take what was handed over.
  ~EvidenceStore();

  /// There was no database yet: the caller may fill it from the log.
  bool is_new() const { return is_new_; }
  /// What stood in the database when it was opened, in the order in which it was added.
  std::vector<EvidenceLine> take_loaded() { return std::move(loaded_); }

  using Done = std::function<void(Result<void>)>;
  /// Adds a line; one with the same id is replaced. `done` is called on the store's thread once it is durable, or has failed.
  void add(EvidenceLine line, Done done);
  /// Adds counted minutes; `done` as of add().
  void add(MinuteBatch batch, Done done);
  /// How far minutes were counted when it was opened; nothing where none were.
  const std::optional<MinuteReach>& minutes_reached() const { return minutes_reached_; }

 private:
  struct Job {
    std::function<Result<void>()> work;
    Done done;
  };
  void offer(Job job);
  EvidenceStore(Sqlite database, bool is_new) : database_(std::move(database)), is_new_(is_new) {}
  Result<void> load();
  Result<void> insert(const EvidenceLine& line);
  Result<void> forget_oldest(const EvidenceLine& line);
  Result<void> write(const EvidenceLine& line);
  void run();

  Sqlite database_;
  bool is_new_;
  std::optional<MinuteReach> minutes_reached_;
  std::vector<EvidenceLine> loaded_;
  std::mutex mutex_;
  std::condition_variable wanted_;
  std::deque<Job> jobs_;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace jurymast::store
