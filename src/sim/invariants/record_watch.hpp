#pragma once
#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/ids.hpp"
#include "record/sequencer.hpp"
#include "record/vocabulary.hpp"
#include "sim/invariants/ledger.hpp"

namespace jurymast::sim {

/// Reads every line of the log, over all crashes, and knows which operations must have a record there and what it must say.
class RecordWatch {
 public:
  explicit RecordWatch(Ledger& ledger) : ledger_(ledger) {}

  /// An operation's start is in the journal.
  void started(OperationId id);
  /// Its end is, or that of a request that never became an operation.
  void ended(OperationId id, record::Outcome outcome);
  /// The log got these lines.
  void logged(std::string_view lines);
  /// The run is over and the log complete.
  void check_complete();

 private:
  struct Expected {
    record::Outcome outcome = record::Outcome::Interrupted;
    std::int64_t lines = 0;
  };
  Expected& expected(OperationId id);
  void line(std::string_view line);

  Ledger& ledger_;
  std::unordered_map<OperationId, std::size_t, record::OperationIdHash> by_id_;
  std::vector<Expected> expected_;
  std::uint64_t next_seq_ = 1;
};

}  // namespace jurymast::sim
