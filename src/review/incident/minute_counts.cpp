#include "review/incident/minute_counts.hpp"

#include <algorithm>
#include <chrono>

#include "review/incident/operation_words.hpp"

namespace jurymast::review {
namespace {

constexpr Duration kMinute = std::chrono::minutes(1);

void add(MinuteCell& to, const MinuteCell& cell) {
  if (cell.count == 0) return;
  to.first_at = to.count == 0 ? cell.first_at : std::min(to.first_at, cell.first_at);
  to.last_at = to.count == 0 ? cell.last_at : std::max(to.last_at, cell.last_at);
  to.count += cell.count;
}

}  // namespace

MinuteCounts::MinuteCounts(WallTime from, WallTime to) {
  const WallTime last{std::chrono::floor<std::chrono::minutes>(to.since_epoch)};
  const WallTime first{std::chrono::floor<std::chrono::minutes>(from.since_epoch)};
  start_ = std::max(first, last - kMinute * (kMinutesLookedBackMax - 1));
  minutes_ = last < start_ ? 0 : static_cast<std::size_t>((last - start_) / kMinute) + 1;
}

void MinuteCounts::take(const record::ParsedLine& line) {
  if (line.kind == "operation" && is_of_callers(line.operation)) count({trouble_of(line.operation), line.operation.arm}, line.at);
}

void MinuteCounts::take_served(WallTime at) { count({std::string(kNoTrouble), "control"}, at); }

void MinuteCounts::count(const MinuteRow& row, WallTime at) {
  if (at < start_ || at >= start_ + kMinute * minutes_) return;
  auto found = rows_.find(row);
  if (found == rows_.end()) {
    const MinuteRow known = rows_.size() < kMinuteRowsMax ? row : MinuteRow{"other", "other"};
    found = rows_.try_emplace(known, minutes_).first;
  }
  add(found->second[static_cast<std::size_t>((at - start_) / kMinute)], {1, at, at});
  ++operations_;
}

std::vector<MinuteCell> MinuteCounts::of_class(const std::string& trouble) const {
  std::vector<MinuteCell> sum(minutes_);
  for (const auto& [row, cells] : rows_) {
    if (row.trouble != trouble) continue;
    for (std::size_t i = 0; i < minutes_; ++i) add(sum[i], cells[i]);
  }
  return sum;
}

std::vector<MinuteCell> MinuteCounts::totals() const {
  std::vector<MinuteCell> sum(minutes_);
  for (const auto& [row, cells] : rows_) {
    for (std::size_t i = 0; i < minutes_; ++i) add(sum[i], cells[i]);
  }
  return sum;
}

std::vector<std::string> MinuteCounts::classes() const {
  std::vector<std::string> names;
  for (const auto& [row, cells] : rows_) {
    if (row.trouble != kNoTrouble && (names.empty() || names.back() != row.trouble)) names.push_back(row.trouble);
  }
  return names;
}

}  // namespace jurymast::review
