#pragma once
#include <array>
#include <cstdint>
#include <string>

#include "base/failure_class.hpp"
#include "base/refusal.hpp"
#include "record/operation.hpp"
#include "sim/invariants/ledger.hpp"

namespace jurymast::sim {

/// What occurred in runs, so that it can be seen that they reached what they are meant to try; and how the waits before retries were
/// spread, which only many runs together can tell.
class Coverage {
 public:
  void count(const record::Decision& decision);
  void count_shadow() { ++shadows_; }
  void merge(const Coverage& other);
  /// How often it occurred: `class NAME`, `denial NAME`, `refusal NAME`, `outcome NAME`, `probe`, `queued`, `fallback`, `canary`, `shadow`.
  std::uint64_t of(const std::string& what) const;
  /// The waits' share in each tenth of their range must be even.
  void check_spread(Ledger& ledger) const;

 private:
  static constexpr std::size_t kTenths = 10;
  static constexpr std::size_t kDenials = record::kDenialNames.size();
  static constexpr std::size_t kOutcomes = record::kOutcomeNames.size();
  /// Fewer retries than this say nothing about how they are spread.
  static constexpr std::int64_t kSpreadRetriesMin = 150;
  static constexpr std::int64_t kSpreadFactor = 3;

  void count_wait(const record::Attempt& earlier, const record::Attempt& retry);

  std::array<std::uint64_t, kFailureClassCount> classes_{};
  std::array<std::uint64_t, kDenials> denials_{};
  std::array<std::uint64_t, kRefusalCount> refusals_{};
  std::array<std::uint64_t, kOutcomes> outcomes_{};
  std::uint64_t probes_ = 0;
  std::uint64_t queued_ = 0;
  std::uint64_t fallbacks_ = 0;
  std::uint64_t canaries_ = 0;
  std::uint64_t shadows_ = 0;
  std::array<std::int64_t, kTenths> waits_{};
};

}  // namespace jurymast::sim
