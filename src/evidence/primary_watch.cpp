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

/// One operation against the budget, for each alternative; credit is forgotten.
void step(std::array<double, 5>& logs, bool failed, double budget) {
  for (std::size_t k = 0; k < logs.size(); ++k)
    logs[k] = std::max(logs[k], 0.0) + log_ratio_of_operation(failed, std::min(kWorse[k] * budget, kShareMax), budget);
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
  std::optional<FailureClass> failed;
  if (operation.outcome != AssignedOutcome::Served) failed = class_of(operation);
  if (change_.operations++ == 0) change_.since = operation.at;
  if (failed) ++change_.failures[static_cast<std::size_t>(*failed)];
  if (incident_) return recover(failed);
  move(failed);
  if (is_quiet()) {
    count_as_usual();
  } else {
    decide();
  }
}

/// A class that stands at nothing and does not fail stays there, which spares most of the work. Where it is not known what is usual, no class
/// has anything that it could be compared with.
void PrimaryWatch::move(std::optional<FailureClass> failed) {
  step(worse_, failed.has_value(), budget());
  if (!usual()) {
    worse_in_ = {};
    return;
  }
  for (std::size_t i = 0; i < kFailureClassCount; ++i) {
    const auto of_class = static_cast<FailureClass>(i);
    if (failed != of_class && nothing_stands(worse_in_[i])) continue;
    step(worse_in_[i], failed == of_class, budget(of_class));
  }
}

/// Half of the average of e-values for any failure, half of it spread over the classes; one that stands at nothing adds nothing.
double PrimaryWatch::log_statistic() const {
  const double half = std::log(0.5);
  double log = half + log_average(worse_);
  const double share = half - std::log(static_cast<double>(kFailureClassCount));
  for (const Bets& of_class : worse_in_) {
    if (nothing_stands(of_class)) continue;
    const double other = share + log_average(of_class);
    log = std::max(log, other) + std::log1p(std::exp(-std::abs(log - other)));
  }
  return log;
}

/// The class that tells more than failures of any class together do, and has failed often enough to be told of.
std::optional<FailureClass> PrimaryWatch::risen_class() const {
  std::optional<FailureClass> risen;
  double most = log_average(worse_) + std::log(static_cast<double>(kFailureClassCount));
  for (std::size_t i = 0; i < kFailureClassCount; ++i) {
    if (change_.failures[i] < kChangeFailuresMin || log_average(worse_in_[i]) <= most) continue;
    most = log_average(worse_in_[i]);
    risen = static_cast<FailureClass>(i);
  }
  return risen;
}

void PrimaryWatch::decide() {
  const bool enough = change_.operations >= kChangeOperationsMin && change_.all_failures() >= kChangeFailuresMin;
  if (!enough || log_statistic() < std::log(kPrimaryThreshold)) return;
  const std::optional<FailureClass> risen = risen_class();
  incident_ = Incident{budget(risen), usual().has_value(), risen};
}

/// What rose has to fall again: where one class did, that class.
void PrimaryWatch::recover(std::optional<FailureClass> failed) {
  const bool again = incident_->of_class ? failed == incident_->of_class : failed.has_value();
  for (std::size_t k = 0; k < kAlternatives; ++k) {
    better_[k] = std::max(better_[k], 0.0) + log_ratio_of_operation(again, kBetter[k] * incident_->budget, incident_->budget);
  }
  if (log_average(better_) < std::log(kRecoveryThreshold)) return;
  incident_.reset();
  change_ = {};
  worse_ = {};
  worse_in_ = {};
  better_ = {};
}

bool PrimaryWatch::is_quiet() const {
  return nothing_stands(worse_) &&
         std::all_of(worse_in_.begin(), worse_in_.end(), [](const Bets& bets) { return nothing_stands(bets); });
}

void PrimaryWatch::count_as_usual() {
  if (hours_.empty() || hours_.back().number != hour_) hours_.push_back({hour_});
  hours_.back().operations += change_.operations;
  hours_.back().failures += change_.all_failures();
  for (std::size_t i = 0; i < kFailureClassCount; ++i) hours_.back().failures_in[i] += change_.failures[i];
  while (hours_.front().number <= hour_ - kHoursKept) hours_.pop_front();
  change_ = {};
}

std::optional<double> PrimaryWatch::usual(std::optional<FailureClass> of_class) const {
  std::uint64_t operations = 0;
  std::uint64_t failures = 0;
  for (const Hour& hour : hours_) {
    if (hour.number <= hour_ - kHoursKept) continue;
    operations += hour.operations;
    failures += of_class ? hour.failures_in[static_cast<std::size_t>(*of_class)] : hour.failures;
  }
  if (operations < kUsualOperationsMin) return std::nullopt;
  return std::max(kUsualShareMin, static_cast<double>(failures) / static_cast<double>(operations));
}

double PrimaryWatch::budget(std::optional<FailureClass> of_class) const {
  return std::min(kBudgetMax, kTimesUsual * usual(of_class).value_or(kShareAssumed));
}

PrimaryStanding PrimaryWatch::standing() const {
  PrimaryStanding standing;
  standing.usual = usual();
  standing.operations = change_.operations;
  standing.failures = change_.all_failures();
  standing.statistic = std::exp(std::max(0.0, log_statistic()));
  standing.health = standing.usual ? PrimaryHealth::Well : PrimaryHealth::Unknown;
  if (!incident_) return standing;
  standing.health = incident_->usual_known ? PrimaryHealth::Degraded : PrimaryHealth::Suspected;
  standing.since = change_.since;
  const auto most = std::max_element(change_.failures.begin(), change_.failures.end());
  standing.failure_class = incident_->of_class.value_or(static_cast<FailureClass>(most - change_.failures.begin()));
  return standing;
}

}  // namespace jurymast::evidence
