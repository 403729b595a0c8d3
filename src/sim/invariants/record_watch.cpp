#include "sim/invariants/record_watch.hpp"

#include <cstdlib>

#include "record/line.hpp"

namespace jurymast::sim {
namespace {

/// The word of a record's outcome; empty where it has none.
std::string_view outcome_of(std::string_view record) {
  constexpr std::string_view kField = R"("outcome":")";
  const std::size_t at = record.find(kField);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = record.substr(at + kField.size());
  return rest.substr(0, rest.find('"'));
}

}  // namespace

RecordWatch::Expected& RecordWatch::expected(OperationId id) {
  const auto [found, added] = by_id_.try_emplace(id, expected_.size());
  if (added) expected_.emplace_back();
  return expected_[found->second];
}

void RecordWatch::started(OperationId id) { expected(id); }

void RecordWatch::ended(OperationId id, record::Outcome outcome) { expected(id).outcome = outcome; }

void RecordWatch::logged(std::string_view lines) {
  while (!lines.empty()) {
    const std::size_t end = lines.find('\n');
    line(lines.substr(0, end));
    lines.remove_prefix(end == std::string_view::npos ? lines.size() : end + 1);
  }
}

void RecordWatch::line(std::string_view line) {
  const auto split = record::split_line(line);
  const auto id = split ? record::operation_id_of(split->record) : std::nullopt;
  const bool numbered = split && split->checksum_holds && split->seq == next_seq_;
  ++next_seq_;
  const bool known = id && by_id_.contains(*id);
  if (!known) return ledger_.require(Invariant::RecordTrue, false, 0);
  const std::size_t number = by_id_.at(*id);
  Expected& expected = expected_[number];
  const bool says_so = outcome_of(split->record) == name_of(expected.outcome);
  ledger_.require(Invariant::RecordTrue, numbered && says_so, static_cast<std::uint32_t>(number));
  ledger_.measure(Invariant::RecordedOnce, {++expected.lines, 1, static_cast<std::uint32_t>(number)});
}

void RecordWatch::check_complete() {
  for (std::size_t i = 0; i < expected_.size(); ++i) {
    ledger_.measure(Invariant::RecordedOnce, {1 + std::abs(expected_[i].lines - 1), 1, static_cast<std::uint32_t>(i)});
  }
}

}  // namespace jurymast::sim
