#pragma once
#include <cstdint>
#include <optional>

namespace jurymast::evidence {

/// The largest share of failures that `failures` of `operations` still allow: one-sided, exact (Clopper and Pearson 1934), 1 where there are
/// no operations. It holds for one look. `failures` is at most `operations`, `confidence` between 0 and 1.
double upper_limit(std::uint64_t failures, std::uint64_t operations, double confidence);

/// Of how many operations of the primary a budget is derived, at least, and with which confidence.
inline constexpr std::uint64_t kBudgetOperationsMin = 500;
inline constexpr double kBudgetConfidence = 0.99;

/// A budget for absolute tests, to be fixed when a stage starts: what the primary may fail at most, after its newest operations. Nothing
/// where they are too few, or where the primary fails too often for a budget to mean anything.
std::optional<double> derived_budget(std::uint64_t failures, std::uint64_t operations);

}  // namespace jurymast::evidence
