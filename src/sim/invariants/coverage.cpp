#include "sim/invariants/coverage.hpp"

#include <algorithm>
#include <numeric>

#include "policy/snapshot.hpp"

namespace jurymast::sim {
namespace {

template <class Counts>
void add(Counts& mine, const Counts& theirs) {
  for (std::size_t i = 0; i < mine.size(); ++i) mine[i] += theirs[i];
}

template <class Enum>
std::size_t index_of(Enum value) {
  return static_cast<std::size_t>(value);
}

}  // namespace

void Coverage::count(const record::Decision& decision) {
  ++outcomes_[index_of(decision.outcome)];
  if (decision.refusal) ++refusals_[index_of(*decision.refusal)];
  queued_ += decision.queued > Duration(0) ? 1U : 0U;
  canaries_ += decision.arm == record::Arm::Canary ? 1U : 0U;
  fallbacks_ += decision.fallback_taken ? 1U : 0U;
  for (const record::PassedOver& passed : decision.passed_over) ++denials_[index_of(passed.denial)];
  for (std::size_t i = 0; i < decision.attempts.size(); ++i) {
    const record::Attempt& attempt = decision.attempts[i];
    ++classes_[index_of(attempt.failure_class)];
    probes_ += attempt.admission.probe ? 1U : 0U;
    if (attempt.retry == record::RetryDecision::DeniedBudget) ++denials_[index_of(record::Denial::Budget)];
    if (i > 0) count_wait(decision.attempts[i - 1], attempt);
  }
}

/// Of the retries whose wait was chance alone: what the provider asked for comes on top of others.
void Coverage::count_wait(const record::Attempt& earlier, const record::Attempt& retry) {
  const Duration range = policy::RetrySettings().backoff_base;
  const bool replayed = earlier.failure_class == FailureClass::NetworkReset && earlier.reused_connection;
  const bool arrives = earlier.next != record::NextStep::SameTarget || !retry.degraded.empty();
  const bool told = earlier.retry_after || earlier.failure_class == FailureClass::RateLimited;
  if (arrives || replayed || told || retry.backoff_planned > range) return;
  ++waits_[static_cast<std::size_t>(retry.backoff_planned * kTenths / (range + Duration(1)))];
}

void Coverage::merge(const Coverage& other) {
  add(classes_, other.classes_);
  add(denials_, other.denials_);
  add(refusals_, other.refusals_);
  add(outcomes_, other.outcomes_);
  add(waits_, other.waits_);
  probes_ += other.probes_;
  queued_ += other.queued_;
  fallbacks_ += other.fallbacks_;
  canaries_ += other.canaries_;
  shadows_ += other.shadows_;
}

std::uint64_t Coverage::of(const std::string& what) const {
  std::uint64_t sum = 0;
  const auto look = [&](const std::string& kind, const auto& counts, const auto& name_at) {
    for (std::size_t i = 0; i < counts.size(); ++i) {
      if (what == kind + " " + std::string(name_at(i))) sum += counts[i];
    }
  };
  look("class", classes_, [](std::size_t i) { return kFailureClassNames[i]; });
  look("denial", denials_, [](std::size_t i) { return record::kDenialNames[i]; });
  look("refusal", refusals_, [](std::size_t i) { return kRefusals[i].name; });
  look("outcome", outcomes_, [](std::size_t i) { return record::kOutcomeNames[i]; });
  if (what == "probe") sum += probes_;
  if (what == "queued") sum += queued_;
  if (what == "fallback") sum += fallbacks_;
  if (what == "canary") sum += canaries_;
  if (what == "shadow") sum += shadows_;
  return sum;
}

void Coverage::check_spread(Ledger& ledger) const {
  const std::int64_t all = std::accumulate(waits_.begin(), waits_.end(), std::int64_t{0});
  if (all < kSpreadRetriesMin) return;
  const std::int64_t fullest = *std::max_element(waits_.begin(), waits_.end());
  ledger.measure(Invariant::WaitsSpread, {fullest, kSpreadFactor * all / static_cast<std::int64_t>(kTenths), 0});
}

}  // namespace jurymast::sim
