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
  std::optional<FailureClass> failure_class;  ///< that rose, else of most failures since it changed; of Suspected and Degraded
  std::optional<double> usual;                ///< share of failures of the last 24 hours outside incidents
  std::optional<WallTime> since;              ///< when it changed for the worse; of Suspected and Degraded
  std::uint64_t operations = 0;               ///< since it changed for the worse, or seems to
  std::uint64_t failures = 0;                 ///< of those
  double statistic = 0;                       ///< an e-CUSUM; it decides at kPrimaryThreshold
};

/// It takes that many operations, at least and on average, until a primary that fails exactly twice as often as usual, in sum and in each
/// class, is called degraded.
inline constexpr double kPrimaryThreshold = 100'000;
/// As above, for calling a primary recovered that still fails twice as often as usual.
inline constexpr double kRecoveryThreshold = 20;

/// Notices that a route's primary is degraded, and that it has recovered: an e-CUSUM of its operations against twice its usual share of
/// failures, of any class and of each class for itself, and one the other way round. Half of the evidence is of any failure, the other half is
/// spread over the classes, so that one class that rises is seen although the sum hides it. What is usual comes from the last 24 hours; operations since a change for the worse wait outside
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
    std::array<std::uint64_t, kFailureClassCount> failures_in{};
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
    std::optional<FailureClass> of_class;  ///< that alone rose; none: failures of any class did
  };
  static constexpr std::size_t kAlternatives = 5;
  /// The logarithms of a sum's bets, one an alternative.
  using Bets = std::array<double, kAlternatives>;

  /// The usual share of failures of a class, or of any.
  std::optional<double> usual(std::optional<FailureClass> of_class = std::nullopt) const;
  double budget(std::optional<FailureClass> of_class = std::nullopt) const;
  void move(std::optional<FailureClass> failed);
  double log_statistic() const;
  std::optional<FailureClass> risen_class() const;
  void decide();
  void recover(std::optional<FailureClass> failed);
  bool is_quiet() const;
  void count_as_usual();

  std::string route_;
  std::string primary_;
  std::deque<Hour> hours_;
  std::int64_t hour_ = 0;
  Change change_;
  Bets worse_{};
  std::array<Bets, kFailureClassCount> worse_in_{};
  Bets better_{};
  std::optional<Incident> incident_;
};

}  // namespace jurymast::evidence
