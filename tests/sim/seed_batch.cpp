#include "seed_batch.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

#include "sim/seed_run.hpp"
#include "sim/swarm.hpp"

namespace jurymast::sim {
namespace {

constexpr std::uint64_t kTwiceEvery = 20;

class Batch {
 public:
  explicit Batch(const BatchSettings& settings) : settings_(settings) {}

  BatchResult run() {
    std::vector<std::thread> threads;
    for (unsigned i = 0; i < settings_.threads; ++i) threads.emplace_back([this] { work(); });
    for (std::thread& thread : threads) thread.join();
    return result_;
  }

 private:
  void work() {
    for (;;) {
      const std::uint64_t offset = next_.fetch_add(1);
      if (offset >= settings_.seeds || failed_.load()) return;
      run_seed(settings_.first_seed + offset);
    }
  }

  void run_seed(std::uint64_t seed) {
    const Timeline timeline = swarm_timeline(seed, settings_.length);
    const SeedRun run = run_timeline(seed, timeline);
    const bool twice = seed % kTwiceEvery == 0;
    const bool same = !twice || run_timeline(seed, timeline).trace_hash == run.trace_hash;
    const std::lock_guard lock(mutex_);
    result_.ledger.merge(run.ledger);
    result_.coverage.merge(run.coverage);
    Ledger spread;
    result_.coverage.check_spread(spread);
    result_.ledger.merge(spread);
    ++result_.seeds;
    result_.calls += run.calls;
    result_.events += run.events;
    result_.hash += run.trace_hash * (2 * seed + 1);
    result_.run_twice += twice ? 1 : 0;
    const std::optional<Violation> violation = run.ledger.violation() ? run.ledger.violation() : spread.violation();
    const bool failed = violation || !same;
    if (!failed || (result_.failed_seed && *result_.failed_seed < seed)) return;
    failed_.store(true);
    result_.failed_seed = seed;
    result_.violation = violation;
  }

  const BatchSettings settings_;
  std::atomic<std::uint64_t> next_ = 0;
  std::atomic<bool> failed_ = false;
  std::mutex mutex_;
  BatchResult result_;
};

}  // namespace

BatchResult run_batch(const BatchSettings& settings) { return Batch(settings).run(); }

}  // namespace jurymast::sim
