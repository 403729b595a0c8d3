#pragma once
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "policy/snapshot.hpp"
#include "record/probe.hpp"
#include "record/standing.hpp"
#include "store/evidence_store.hpp"

namespace jurymast::app {

/// The checks that a process knows of, over its restarts, and what they show of each target in force.
class EvidenceKeeper {
 public:
  using Failed = std::function<void(const Error&)>;
  /// `failed` is called where a check could not be kept, from any thread. Without open(), or where that fails, checks count in this process alone.
  explicit EvidenceKeeper(Failed failed) : failed_(std::move(failed)) {}
  using Follower = std::function<void(const std::string& record)>;
  /// Who is shown every record of another kind in open(), in their order; where there is no database, those of the log.
  void follow(std::string_view kind, Follower follower) { followers_.emplace(kind, std::move(follower)); }
  /// Opens the database of a state directory; where there is none yet, the checks are taken from the log, which is read once.
  Result<void> open(const std::string& state_directory);
  /// Waits for the disk to take what was handed over; from then on nothing more is kept.
  void close() { store_.reset(); }
  /// Where records of other kinds are kept too; null without a database.
  store::EvidenceStore* store() const { return store_.get(); }

  /// A check that stands in the log. It counts at once; that it outlives the process is seen to without waiting for it.
  void take(const record::ProbeRecord& probe);
  /// Keeps a line of another kind. `done` is called on any thread, once it outlives the process or with why it does not.
  void keep(store::EvidenceLine line, store::EvidenceStore::Done done);
  /// The lines of other kinds that stood in the database, oldest first.
  std::vector<store::EvidenceLine> take_others() { return std::move(others_); }
  /// True where there was no database to read: the log alone says what was.
  bool is_blank() const { return !store_ || store_->is_new(); }
  /// What is shown of each target of each route of the configuration.
  std::vector<record::Standing> standings(const policy::Snapshot& snapshot) const;

 private:
  void remember(record::ProbeRecord probe);
  Result<void> read_log(const std::string& state_directory);
  void show(std::string_view kind, const std::string& record);

  Failed failed_;
  std::map<std::string, Follower, std::less<>> followers_;
  std::vector<record::ProbeRecord> probes_;  ///< oldest first
  std::vector<store::EvidenceLine> others_;
  std::unique_ptr<store::EvidenceStore> store_;
};

}  // namespace jurymast::app
