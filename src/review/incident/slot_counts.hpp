#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "record/operation_glance.hpp"
#include "record/parsed_line.hpp"

namespace jurymast::review {

/// A day of minutes is looked back over at most.
inline constexpr std::size_t kSlotsMax = 24 * 60;
/// So many pairs of class and arm; what comes beyond that is counted as the class `other`.
inline constexpr std::size_t kSlotRowsMax = 96;

/// The operations of one slot, class and arm.
struct SlotCell {
  std::uint64_t count = 0;
  WallTime first_at;
  WallTime last_at;
};

/// The class of what went wrong first, and the arm.
struct SlotRow {
  std::string trouble;
  std::string arm;
  friend auto operator<=>(const SlotRow&, const SlotRow&) = default;
};

/// Callers' operations of one route by slots of time, class and arm; a log of any length streams through. A value.
class SlotCounts {
 public:
  /// Counts from the slot of `from` to the one of `to`, at most kSlotsMax of them: the newest.
  SlotCounts(WallTime from, WallTime to, Duration slot = std::chrono::minutes(1));
  /// Operations outside of these slots, and those of no caller, are passed over.
  void take(const record::ParsedLine& line);
  void take(const record::OperationGlance& operation);
  /// An operation without any trouble, of the arm `control`.
  void take_served(WallTime at);

  WallTime start() const { return start_; }
  std::size_t slots() const { return slots_; }
  std::uint64_t operations() const { return operations_; }
  const std::map<SlotRow, std::vector<SlotCell>>& rows() const { return rows_; }
  /// One class over all arms.
  std::vector<SlotCell> of_class(const std::string& trouble) const;
  /// All classes over all arms.
  std::vector<SlotCell> totals() const;
  /// The classes of trouble that were seen.
  std::vector<std::string> classes() const;

 private:
  void count(const SlotRow& row, WallTime at);

  Duration slot_;
  WallTime start_;
  std::size_t slots_ = 0;
  std::uint64_t operations_ = 0;
  std::map<SlotRow, std::vector<SlotCell>> rows_;
};

}  // namespace jurymast::review
