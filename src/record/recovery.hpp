#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "record/sequencer.hpp"

namespace jurymast::record {

/// Finds out which records of a dead process are missing from the log. Used in three steps: every frame it left is added, lane by lane in
/// the order of writing; every line that the log may already hold of them is shown; then the missing lines are taken out. Doing it
/// again after any interruption gives what is still missing, so no record is lost and none is written twice.
/// The frames' bytes must outlive this.
class Recovery {
 public:
  /// `committed`: the frame is known to be in the log, and serves only to pair starts with ends.
  void add(const Frame& frame, bool committed);
  /// A line of the log. All frames must have been added.
  void seen(std::string_view line);
  /// Appends missing lines, at most about `bytes_max` at once; true while there are more.
  bool emit(Sequencer& sequencer, std::string& lines, std::size_t bytes_max);

  std::uint64_t refused() const { return refused_; }

 private:
  void collect();
  bool is_missing(std::string_view record);

  std::vector<std::string_view> records_;  ///< not known to be in the log, in order
  std::map<OperationId, std::string_view> open_;
  std::unordered_set<OperationId, OperationIdHash> wanted_ids_;
  std::unordered_set<std::string_view> wanted_events_;
  std::unordered_set<OperationId, OperationIdHash> known_ids_;
  std::unordered_set<std::string_view> known_events_;
  std::vector<std::string> interrupted_;
  std::uint64_t refused_ = 0;
  std::size_t emitted_ = 0;
  bool collected_ = false;
};

}  // namespace jurymast::record
