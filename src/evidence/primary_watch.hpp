#pragma once
#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "base/failure_class.hpp"
#include "evidence/judged_operation.hpp"

namespace jurymast::evidence {

/// How a primary does beside how it usually does.
enum class PrimaryHealth : unsigned char {
  Unknown,    ///< too little is known of what is usual, and nothing stands out
  Well,       ///< it fails no more than twice as often as usual
  Suspected,  ///< it fails often, and what is usual is not known: worth an alert, and no activation
  Degraded    ///< it fails more than twice as often as usual
};
inline constexpr std::array<std::string_view, 4> kPrimaryHealthNames{"unknown", "well", "suspected", "degraded"};
constexpr std::string_view name_of(PrimaryHealth v) { return kPrimaryHealthNames[static_cast<std::size_t>(v)]; }

/// The verdict with its figures.
struct PrimaryStanding {
  PrimaryHealth health = PrimaryHealth::Unknown;
  std::optional<FailureClass> failure_class;  ///< of most failures since it changed; of Suspected and Degraded
  std::optional<double> usual;                ///< share of failures of the last 24 hours outside incidents
  std::optional<WallTime> since;              ///< when it changed for the worse; of Suspected and Degraded
  std::uint64_t operations = 0;               ///< since it changed for the worse, or seems to
  std::uint64_t failures = 0;                 ///< of those
  double statistic = 0;                       ///< an e-CUSUM; it decides at kPrimaryThreshold
};

/// It takes that many operations, at least and on average, until a primary that fails exactly twice as often as usual is called degraded.
inline constexpr double kPrimaryThreshold = 100'000;
/// As above, for calling a primary recovered that still fails twice as often as usual.
inline constexpr double kRecoveryThreshold = 20;

/// Notices that a route's primary is degraded, and that it has recovered: an e-CUSUM of its operations against twice its usual share of
/// failures, and one the other way round. What is usual comes from the last 24 hours; operations since a change for the worse wait outside
/// until it is known whether they belong to an incident, and those of an incident never count. A value, moved by operations alone.
class PrimaryWatch {
 public:
  PrimaryWatch(std::string route, std::string primary);

  /// An operation that was drawn to the primary, in the order of the log; others change nothing, and neither do callers' own faults.
  void take(const JudgedOperation& operation);
  PrimaryStanding standing() const;
  const std::string& primary() const { return primary_; }

 private:
  /// Operations of one hour, outside incidents.
  struct Hour {
    std::int64_t number = 0;  ///< since the epoch
    std::uint64_t operations = 0;
    std::uint64_t failures = 0;
  };
  /// Operations since the statistic last stood at nothing.
  struct Change {
    WallTime since;
    std::uint64_t operations = 0;
    std::array<std::uint64_t, kFailureClassCount> failures{};
    std::uint64_t all_failures() const;
  };
  struct Incident {
    double budget = 0;         ///< twice what was usual before it
    bool usual_known = false;  ///< otherwise it is only suspected
  };
  static constexpr std::size_t kAlternatives = 5;

  std::optional<double> usual() const;
  double budget() const;
  void move(bool failed);
  bool decided() const;
  void recover(bool failed);
  void count_as_usual();

  std::string route_;
  std::string primary_;
  std::deque<Hour> hours_;
  std::int64_t hour_ = 0;
  Change change_;
  std::array<double, kAlternatives> worse_{};
  std::array<double, kAlternatives> better_{};
  std::optional<Incident> incident_;
};

}  // namespace jurymast::evidence
