#include "evidence/primary_watch.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include "evidence/absolute_harm.hpp"
#include "evidence/likelihood.hpp"

namespace jurymast::evidence {
namespace {

constexpr std::uint64_t kUsualOperationsMin = 500;
constexpr double kUsualShareMin = 0.005;
/// What a primary whose usual share is not known is held against.
constexpr double kShareAssumed = 0.05;
constexpr double kTimesUsual = 2;
constexpr std::uint64_t kChangeOperationsMin = 20;
constexpr std::uint64_t kChangeFailuresMin = 5;
constexpr std::int64_t kHoursKept = 24;

constexpr std::array<double, 5> kWorse{1.5, 2, 4, 8, 16};
constexpr double kShareMax = 0.95;
/// Shares of the budget; without a zero, since one failure must not rule a recovery out.
constexpr std::array<double, 5> kBetter{0.02, 0.05, 0.1, 0.2, 0.5};

std::int64_t hour_of(WallTime time) { return std::chrono::duration_cast<std::chrono::hours>(time.since_epoch).count(); }

/// An answer that was delivered before its fault was found has no class of its own.
FailureClass class_of(const JudgedOperation& operation) {
  return operation.failure_class == FailureClass::Ok ? FailureClass::OutputInvalid : operation.failure_class;
}

bool nothing_stands(const std::array<double, 5>& logs) {
  return std::all_of(logs.begin(), logs.end(), [](double log) { return log <= 0; });
}

}  // namespace

PrimaryWatch::PrimaryWatch(std::string route, std::string primary) : route_(std::move(route)), primary_(std::move(primary)) {}

std::uint64_t PrimaryWatch::Change::all_failures() const {
  std::uint64_t sum = 0;
  for (const std::uint64_t of_class : failures) sum += of_class;
  return sum;
}

void PrimaryWatch::take(const JudgedOperation& operation) {
  if (operation.route != route_ || operation.assigned != primary_ || operation.outcome == AssignedOutcome::Excluded) return;
  hour_ = std::max(hour_, hour_of(operation.at));
  const bool failed = operation.outcome != AssignedOutcome::Served;
  if (change_.operations++ == 0) change_.since = operation.at;
  if (failed) ++change_.failures[static_cast<std::size_t>(class_of(operation))];
  if (incident_) return recover(failed);
  move(failed);
  if (nothing_stands(worse_)) {
    count_as_usual();
  } else if (decided()) {
    incident_ = Incident{budget(), usual().has_value()};
  }
}

void PrimaryWatch::move(bool failed) {
  const double before = budget();
  for (std::size_t k = 0; k < kAlternatives; ++k) {
    worse_[k] = std::max(worse_[k], 0.0) + log_ratio_of_operation(failed, std::min(kWorse[k] * before, kShareMax), before);
  }
}

bool PrimaryWatch::decided() const {
  return log_average(worse_) >= std::log(kPrimaryThreshold) && change_.operations >= kChangeOperationsMin &&
         change_.all_failures() >= kChangeFailuresMin;
}

void PrimaryWatch::recover(bool failed) {
  for (std::size_t k = 0; k < kAlternatives; ++k) {
    better_[k] = std::max(better_[k], 0.0) + log_ratio_of_operation(failed, kBetter[k] * incident_->budget, incident_->budget);
  }
  if (log_average(better_) < std::log(kRecoveryThreshold)) return;
  incident_.reset();
  change_ = {};
  worse_ = {};
  better_ = {};
}

void PrimaryWatch::count_as_usual() {
  if (hours_.empty() || hours_.back().number != hour_) hours_.push_back({hour_});
  hours_.back().operations += change_.operations;
  hours_.back().failures += change_.all_failures();
  while (hours_.front().number <= hour_ - kHoursKept) hours_.pop_front();
  change_ = {};
}

std::optional<double> PrimaryWatch::usual() const {
  std::uint64_t operations = 0;
  std::uint64_t failures = 0;
  for (const Hour& hour : hours_) {
    if (hour.number <= hour_ - kHoursKept) continue;
    operations += hour.operations;
    failures += hour.failures;
  }
  if (operations < kUsualOperationsMin) return std::nullopt;
  return std::max(kUsualShareMin, static_cast<double>(failures) / static_cast<double>(operations));
}

double PrimaryWatch::budget() const { return std::min(kBudgetMax, kTimesUsual * usual().value_or(kShareAssumed)); }

PrimaryStanding PrimaryWatch::standing() const {
  PrimaryStanding standing;
  standing.usual = usual();
  standing.operations = change_.operations;
  standing.failures = change_.all_failures();
  standing.statistic = std::exp(std::max(0.0, log_average(worse_)));
  standing.health = standing.usual ? PrimaryHealth::Well : PrimaryHealth::Unknown;
  if (!incident_) return standing;
  standing.health = incident_->usual_known ? PrimaryHealth::Degraded : PrimaryHealth::Suspected;
  standing.since = change_.since;
  const auto most = std::max_element(change_.failures.begin(), change_.failures.end());
  standing.failure_class = static_cast<FailureClass>(most - change_.failures.begin());
  return standing;
}

}  // namespace jurymast::evidence
