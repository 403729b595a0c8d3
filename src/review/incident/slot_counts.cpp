#include "review/incident/slot_counts.hpp"

#include <algorithm>
#include <chrono>

#include "review/incident/operation_words.hpp"

namespace jurymast::review {
namespace {

void add(SlotCell& to, const SlotCell& cell) {
  if (cell.count == 0) return;
  to.first_at = to.count == 0 ? cell.first_at : std::min(to.first_at, cell.first_at);
  to.last_at = to.count == 0 ? cell.last_at : std::max(to.last_at, cell.last_at);
  to.count += cell.count;
}

}  // namespace

SlotCounts::SlotCounts(WallTime from, WallTime to, Duration slot) : slot_(slot) {
  const WallTime last{to.since_epoch - to.since_epoch % slot};
  const WallTime first{from.since_epoch - from.since_epoch % slot};
  start_ = std::max(first, last - slot_ * (kSlotsMax - 1));
  slots_ = last < start_ ? 0 : static_cast<std::size_t>((last - start_) / slot_) + 1;
}

void SlotCounts::take(const record::ParsedLine& line) {
  if (line.kind == "operation" && is_of_callers(line.operation)) count({trouble_of(line.operation), line.operation.arm}, line.at);
}

void SlotCounts::take(const record::OperationGlance& operation) {
  if (is_arm_of_callers(operation.arm)) count({trouble_of(operation), std::string(operation.arm)}, operation.at);
}

void SlotCounts::take_served(WallTime at) {
  static const SlotRow kServed{std::string(kNoTrouble), "control"};
  count(kServed, at);
}

void SlotCounts::count(const SlotRow& row, WallTime at) {
  if (at < start_ || at >= start_ + slot_ * slots_) return;
  auto found = rows_.find(row);
  if (found == rows_.end()) {
    const SlotRow known = rows_.size() < kSlotRowsMax ? row : SlotRow{"other", "other"};
    found = rows_.try_emplace(known, slots_).first;
  }
  add(found->second[static_cast<std::size_t>((at - start_) / slot_)], {1, at, at});
  ++operations_;
}

std::vector<SlotCell> SlotCounts::of_class(const std::string& trouble) const {
  std::vector<SlotCell> sum(slots_);
  for (const auto& [row, cells] : rows_) {
    if (row.trouble != trouble) continue;
    for (std::size_t i = 0; i < slots_; ++i) add(sum[i], cells[i]);
  }
  return sum;
}

std::vector<SlotCell> SlotCounts::totals() const {
  std::vector<SlotCell> sum(slots_);
  for (const auto& [row, cells] : rows_) {
    for (std::size_t i = 0; i < slots_; ++i) add(sum[i], cells[i]);
  }
  return sum;
}

std::vector<std::string> SlotCounts::classes() const {
  std::vector<std::string> names;
  for (const auto& [row, cells] : rows_) {
    if (row.trouble != kNoTrouble && (names.empty() || names.back() != row.trouble)) names.push_back(row.trouble);
  }
  return names;
}

}  // namespace jurymast::review
