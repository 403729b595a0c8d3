#include "sim/invariants/operation_watch.hpp"

#include <algorithm>

#include "policy/answer.hpp"

namespace jurymast::sim {
namespace {

using record::Outcome;

/// How late the end of an operation may be seen.
constexpr Duration kTick = std::chrono::milliseconds(1);

bool fits(ClientEnd end, Outcome outcome) {
  switch (end) {
    case ClientEnd::Complete:
      return outcome == Outcome::Complete;
    case ClientEnd::Aborted:
      return outcome == Outcome::Partial;
    case ClientEnd::Error:
      return outcome == Outcome::Failed || outcome == Outcome::Refused;
    case ClientEnd::Left:
      return outcome == Outcome::Cancelled;
  }
  return false;
}

bool says_how(const policy::step::Answer& answer, bool attempts_made) {
  const bool named = answer.failure_class.has_value() != answer.refusal.has_value();
  const bool status_fits = answer.status >= 400 && answer.status <= 599;
  const bool hopeful = !answer.final_answer && !attempts_made && answer.retry_after_s && *answer.retry_after_s >= 1 &&
                       std::chrono::seconds(*answer.retry_after_s) <= policy::kHopefulMax;
  return named && status_fits && (answer.final_answer || hopeful);
}

}  // namespace

void OperationWatch::began(const Allowance& allowance) {
  Seen& seen = seen_.emplace_back();
  seen.allowance = allowance;
  seen.allowed_ppm = allowed_ppm_;
}

void OperationWatch::told_of_kill(std::uint32_t operation, std::optional<TargetIndex> running) {
  const Seen& seen = seen_[operation];
  const bool elsewhere = running && *running != seen.allowance.home && !seen.committed;
  ledger_.require(Invariant::KillObeyed, !elsewhere, operation);
}

unsigned OperationWatch::attempts_at(const Seen& seen, TargetIndex target) const {
  return static_cast<unsigned>(std::count(
      seen.targets.begin(), seen.targets.begin() + std::min<std::ptrdiff_t>(seen.attempts, limits::kAttemptsMax), target));
}

bool OperationWatch::is_arrival(std::uint32_t operation, TargetIndex target) const {
  return attempts_at(seen_[operation], target) == 0;
}

void OperationWatch::sending(std::uint32_t operation, const Sending& sending) {
  Seen& seen = seen_[operation];
  const bool first = seen.attempts == 0;
  seen.degraded += sending.degraded ? 1U : 0U;
  const bool returns = !first && !sending.degraded && !is_arrival(operation, sending.target) &&
                       seen.targets[std::min<std::size_t>(seen.attempts, limits::kAttemptsMax) - 1] != sending.target;
  if (!sending.degraded && !is_arrival(operation, sending.target)) ++seen.retries;
  if (seen.attempts < limits::kAttemptsMax) seen.targets[seen.attempts] = sending.target;
  ++seen.attempts;

  const std::int64_t of_target = seen.allowance.attempts_per_target + (seen.allowance.last_tier ? seen.degraded : 0U);
  const std::int64_t over =
      std::max(static_cast<std::int64_t>(seen.attempts) - seen.allowance.attempts, attempts_at(seen, sending.target) - of_target);
  const bool out_of_order = returns || seen.degraded > 1 || (seen.degraded == 1 && !sending.degraded);
  ledger_.measure(Invariant::AttemptCaps, {std::max<std::int64_t>(over, 0) + (out_of_order ? 1 : 0), 0, operation});
  ledger_.measure(Invariant::RetriesPaid, {seen.retries - static_cast<std::int64_t>(sending.charges), 0, operation});
  ledger_.require(Invariant::KillObeyed, !killed_ || sending.target == seen.allowance.home, operation);
  ledger_.require(Invariant::NothingAfterCommit, !seen.committed, operation);
  ledger_.require(Invariant::OneConfiguration, sending.own_configuration, operation);
  const bool elsewhere = seen.allowance.one_target && attempts_at(seen, sending.target) != seen.attempts;
  const bool forbidden = seen.allowance.side_effects || (seen.allowance.sticks && !sending.earlier_stale);
  ledger_.require(Invariant::NoUnsafeResend, first || !(elsewhere || (sending.earlier_doubtful && forbidden)), operation);
}

void OperationWatch::delivered(std::uint32_t operation, const ContentTag& tag) {
  Seen& seen = seen_[operation];
  if (seen.serving == 0) seen.serving = tag.attempt;
  const bool right_target =
      tag.attempt == seen.attempts && tag.attempt <= limits::kAttemptsMax && seen.targets[tag.attempt - 1U] == tag.target;
  const bool next = seen.committed && seen.ends == 0 && right_target && tag.attempt == seen.serving && tag.place == seen.delivered;
  ledger_.require(Invariant::OneAttemptsBytes, next, operation);
  ++seen.delivered;
}

void OperationWatch::answered(std::uint32_t operation, const policy::step::Answer& answer, OperationId id) {
  Seen& seen = seen_[operation];
  seen.answer_seen = true;
  seen.status = static_cast<std::uint16_t>(answer.status);
  const bool clear = !seen.committed && id != OperationId() && says_how(answer, seen.attempts > 0);
  ledger_.require(Invariant::ErrorsSayHow, clear, operation);
}

void OperationWatch::ended(std::uint32_t operation, ClientEnd end, MonotonicTime now) {
  Seen& seen = seen_[operation];
  seen.end = end;
  ledger_.measure(Invariant::EndsOnce, {std::abs(static_cast<std::int64_t>(++seen.ends) - 1), 0, operation});
  ledger_.measure(Invariant::EndsInTime, {to_ms(std::max(now - seen.allowance.deadline, Duration(0))), to_ms(kTick), operation});
}

void OperationWatch::overdue(std::uint32_t operation) {
  ledger_.measure(Invariant::EndsOnce, {seen_[operation].ends == 1 ? 0 : 1, 0, operation});
}

void OperationWatch::decided(std::uint32_t operation, const record::Decision& decision) {
  const Seen& seen = seen_[operation];
  bool same = decision.attempts.size() == seen.attempts && decision.committed == seen.committed && fits(seen.end, decision.outcome);
  for (std::size_t i = 0; same && i < decision.attempts.size(); ++i) {
    same = decision.attempts[i].target == seen.targets[i] && decision.attempts[i].number == i + 1;
  }
  if (seen.answer_seen) same = same && decision.status == seen.status;
  if (decision.committed) same = same && decision.served_by == seen.targets[seen.attempts - 1U];
  ledger_.require(Invariant::RecordTrue, same, operation);
  check_exposure(operation, decision);
}

/// Moved is who was sent elsewhere first although nothing had kept it from home.
void OperationWatch::check_exposure(std::uint32_t operation, const record::Decision& decision) {
  constexpr std::int64_t kWhole = 1'000'000;
  constexpr std::int64_t kSixTimesSquared = 36;
  const Seen& seen = seen_[operation];
  const TargetIndex home = seen.allowance.home;
  const bool kept_away = std::any_of(decision.passed_over.begin(), decision.passed_over.end(),
                                     [&](const record::PassedOver& passed) { return passed.target == home; });
  const bool moved = seen.attempts > 0 && seen.targets[0] != home && !kept_away;
  const std::int64_t weight = decision.weight_ppm.value_or(0);
  const std::int64_t allowed = seen.allowance.may_be_moved ? seen.allowed_ppm : 0;
  ledger_.measure(Invariant::ExposureAllowed, {std::max<std::int64_t>(weight, moved ? 1 : 0), allowed, operation});
  if (!decision.weight_ppm) return;
  canaries_ += decision.arm == record::Arm::Canary ? 1 : 0;
  expected_ppm_ += weight;
  const std::int64_t over = std::max<std::int64_t>(canaries_ - expected_ppm_ / kWhole, 0);
  ledger_.measure(Invariant::ExposureShare, {over * over, kSixTimesSquared * (expected_ppm_ / kWhole + 1), operation});
}

}  // namespace jurymast::sim
