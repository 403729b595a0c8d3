#pragma once
#include <cstdint>
#include <optional>

#include "sim/invariants/coverage.hpp"
#include "sim/invariants/ledger.hpp"

namespace jurymast::sim {

struct BatchSettings {
  std::uint64_t first_seed = 1;
  std::uint64_t seeds = 100;
  Duration length = std::chrono::seconds(120);
  unsigned threads = 2;
};

/// What many seeds showed together.
struct BatchResult {
  Ledger ledger;
  Coverage coverage;
  std::uint64_t seeds = 0;
  std::uint64_t calls = 0;
  std::uint64_t events = 0;
  std::uint64_t hash = 0;                    ///< of all runs, whatever thread ran them
  std::uint64_t run_twice = 0;               ///< seeds that were run a second time
  std::optional<std::uint64_t> failed_seed;  ///< the smallest that was found
  std::optional<Violation> violation;        ///< of that seed; none where its two runs differed
};

/// Runs the seeds, each twentieth twice, on some threads; stops soon after the first that fails.
BatchResult run_batch(const BatchSettings& settings);

}  // namespace jurymast::sim
