#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "store/minutes.hpp"

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

/// The evidence that a process must know again after a restart, without reading its log from the beginning, and the minutes that it counted.
/// What any implementation promises is what the tests of EvidenceContract hold it to.
class EvidenceStore {
 public:
  EvidenceStore() = default;
  EvidenceStore(const EvidenceStore&) = delete;
  EvidenceStore& operator=(const EvidenceStore&) = delete;
  /// Waits for the disk to take what was handed over.
  virtual ~EvidenceStore() = default;

  /// Nothing was kept here before: the caller may fill it from the log.
  virtual bool is_new() const = 0;
  /// What stood when it was opened, in the order in which it was added.
  virtual std::vector<EvidenceLine> take_loaded() = 0;

  using Done = std::function<void(Result<void>)>;
  /// Adds a line; one with the same id is replaced, and is the newest then. `done` is called once, on any thread and perhaps before this
  /// returns: the line is durable, or it failed and nothing of it stands. Lines become durable in the order in which one thread adds them.
  virtual void add(EvidenceLine line, Done done) = 0;
  /// Adds counted minutes, all of them or none; `done` as of a line.
  virtual void add(MinuteBatch batch, Done done) = 0;
  /// How far minutes were counted when it was opened; nothing where none were.
  virtual const std::optional<MinuteReach>& minutes_reached() const = 0;
  /// The minutes as they stand now, from any thread. Fails with NotFound where none were ever counted.
  virtual Result<MinuteAnswer> minutes(const MinuteQuestion& question) const = 0;
};

/// Opens the store of a state directory, or makes it; one process at a time has it open, as its journal sees to.
Result<std::unique_ptr<EvidenceStore>> open_evidence_store(const std::string& state_directory);
/// Reads the minutes of a state directory, beside a process that counts them or without one. Fails with NotFound where there are none.
Result<MinuteAnswer> read_minutes(const std::string& state_directory, const MinuteQuestion& question);

}  // namespace jurymast::store
