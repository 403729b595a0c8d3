#pragma once
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "store/evidence_store.hpp"

/// Evidence without a disk, for tests in which the disk fails, hangs or outlives a process.
namespace jurymast::store::testing {

/// What outlives the stores that are opened on it, and fails or hangs on demand. Any thread may use it.
class MemoryDisk {
 public:
  using Minutes = std::map<std::tuple<Minute, std::string, std::string, std::string, std::string>, MinuteRow>;

  MemoryDisk() = default;
  /// Another one of the same content, which neither fails nor hangs.
  MemoryDisk(const MemoryDisk& other);
  MemoryDisk& operator=(const MemoryDisk&) = delete;

  /// Writes fail until they are let again.
  void take_nothing(bool nothing = true);
  /// Writes come to no end until they are let.
  void hang(bool hangs = true);
  /// How many writes were asked for, in vain or not.
  std::size_t writes() const;

 private:
  friend class MemoryEvidence;
  Result<void> write(const EvidenceLine& line);
  Result<void> write(const MinuteBatch& batch);
  Result<void> wait_for_turn(std::unique_lock<std::mutex>& lock);
  void forget_oldest(const EvidenceLine& line);

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool used_ = false;
  bool takes_nothing_ = false;
  bool hangs_ = false;
  std::size_t writes_ = 0;
  std::vector<EvidenceLine> lines_;
  Minutes minutes_;
  std::optional<MinuteReach> reach_;
};

/// A store on a MemoryDisk, which has to outlive it.
class MemoryEvidence final : public EvidenceStore {
 public:
  explicit MemoryEvidence(MemoryDisk& disk);
  ~MemoryEvidence() override;
  bool is_new() const override { return is_new_; }
  std::vector<EvidenceLine> take_loaded() override { return std::move(loaded_); }
  void add(EvidenceLine line, Done done) override;
  void add(MinuteBatch batch, Done done) override;
  const std::optional<MinuteReach>& minutes_reached() const override { return reached_; }
  Result<MinuteAnswer> minutes(const MinuteQuestion& question) const override;

 private:
  struct Queue;
  template <class Added>
  void offer(Added added, Done done);

  MemoryDisk& disk_;
  bool is_new_ = false;
  std::vector<EvidenceLine> loaded_;
  std::optional<MinuteReach> reached_;
  std::unique_ptr<Queue> queue_;
};

}  // namespace jurymast::store::testing
