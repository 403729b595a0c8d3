#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/time.hpp"
#include "record/parsed_line.hpp"
#include "record/sample.hpp"
#include "review/incident/impact.hpp"
#include "review/incident/incident_facts.hpp"
#include "review/incident/scope.hpp"

namespace jurymast::review {

/// How long users of a route wait for the first content of a stream and for a whole buffered answer; nothing: not told.
struct UserPatience {
  std::optional<Duration> first_content;
  std::optional<Duration> total;
};

/// So many callers' ids are remembered, to know them again; operations beyond that are not looked at for duplicates.
inline constexpr std::size_t kCallerIdsMax = 65'536;

/// Marks by which nearly all ids that were never seen are told without looking for them; several for each that is remembered.
inline constexpr std::size_t kCallerMarks = 16 * kCallerIdsMax;

/// Counts what callers met, phase by phase. Times are kept to three digits, so that it takes no more room the longer the log is. A value.
class ImpactFold {
 public:
  explicit ImpactFold(UserPatience patience) : patience_(patience) {}
  /// An operation of a caller's in that phase.
  void take(Phase phase, const record::ParsedOperation& operation);
  void take(Phase phase, const record::SampleRecord& sample);
  Impact impact() const;
  const std::vector<Duplicate>& duplicates() const { return duplicates_; }
  /// Operations that were not looked at for duplicates.
  std::uint64_t ids_left_out() const { return ids_left_out_; }

 private:
  using Times = std::map<std::uint64_t, std::uint64_t>;

  void judge_time(PhaseImpact& impact, Times& times, const record::ParsedOperation& operation) const;
  void look_for_duplicate(PhaseImpact& impact, const record::ParsedOperation& operation);

  UserPatience patience_;
  Impact impact_;
  std::array<Times, kPhases> first_content_;
  std::unordered_map<std::string, std::string> callers_;  ///< a caller's id to the operation that answered it
  std::vector<bool> caller_marks_ = std::vector<bool>(kCallerMarks);
  std::vector<Duplicate> duplicates_;
  std::uint64_t ids_left_out_ = 0;
};

}  // namespace jurymast::review
