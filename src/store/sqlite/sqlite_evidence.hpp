#pragma once
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "store/evidence_store.hpp"
#include "store/sqlite/sqlite.hpp"

namespace jurymast::store {

/// Evidence in `evidence.db` of a state directory. The disk is written by a thread of its own, so that nobody waits for it who does not ask to.
class SqliteEvidence final : public EvidenceStore {
 public:
  /// Opens the database or makes it; nothing else may have it open for writing.
  static Result<std::unique_ptr<EvidenceStore>> open(const std::string& state_directory);
  ~SqliteEvidence() override;

  bool is_new() const override { return is_new_; }
  std::vector<EvidenceLine> take_loaded() override { return std::move(loaded_); }
  void add(EvidenceLine line, Done done) override;
  void add(MinuteBatch batch, Done done) override;
  const std::optional<MinuteReach>& minutes_reached() const override { return minutes_reached_; }
  Result<MinuteAnswer> minutes(const MinuteQuestion& question) const override;

 private:
  struct Job {
    std::function<Result<void>()> work;
    Done done;
  };
  SqliteEvidence(Sqlite database, std::string state_directory, bool is_new)
      : database_(std::move(database)), state_directory_(std::move(state_directory)), is_new_(is_new) {}
  void offer(Job job);
  Result<void> load();
  Result<void> insert(const EvidenceLine& line);
  Result<void> forget_oldest(const EvidenceLine& line);
  Result<void> write(const EvidenceLine& line);
  void run();

  Sqlite database_;
  std::string state_directory_;
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
