#include "policy/budget.hpp"

#include <algorithm>

namespace jurymast::policy {
namespace {

constexpr std::uint64_t kNanosPerSecond = 1'000'000'000;

}  // namespace

void Bucket::add(const BudgetSettings& settings, std::uint64_t milli) {
  const std::uint64_t sum = std::min<std::uint64_t>(level_milli_ + milli, settings.capacity_milli);
  level_milli_ = static_cast<std::uint32_t>(sum);
}

void Bucket::accrue(const BudgetSettings& settings, MonotonicTime now) {
  if (!begun_) {
    begun_ = true;
    level_milli_ = settings.capacity_milli;
    accrued_to_ = now;
  }
  level_milli_ = std::min(level_milli_, settings.capacity_milli);
  if (now <= accrued_to_) return;
  const auto elapsed = static_cast<std::uint64_t>((now - accrued_to_).count());
  accrued_to_ = now;
  // Whole seconds and the rest apart: their product with the rate cannot overflow.
  add(settings, elapsed / kNanosPerSecond * settings.per_second_milli);
  carry_ += elapsed % kNanosPerSecond * settings.per_second_milli;
  add(settings, carry_ / kNanosPerSecond);
  carry_ = level_milli_ == settings.capacity_milli ? 0 : carry_ % kNanosPerSecond;
}

std::uint32_t Bucket::level_milli(const BudgetSettings& settings, MonotonicTime now) {
  accrue(settings, now);
  return level_milli_;
}

bool Bucket::covers(const BudgetSettings& settings, MonotonicTime now) {
  accrue(settings, now);
  return !settings.enabled || level_milli_ >= kAttemptCostMilli;
}

bool Bucket::take(const BudgetSettings& settings, MonotonicTime now) {
  if (!covers(settings, now)) return false;
  if (settings.enabled) level_milli_ -= kAttemptCostMilli;
  return true;
}

void Bucket::succeeded(const BudgetSettings& settings, MonotonicTime now) {
  accrue(settings, now);
  add(settings, settings.per_success_milli);
}

}  // namespace jurymast::policy
