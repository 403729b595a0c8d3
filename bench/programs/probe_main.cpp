#include <sched.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <atomic>
#include <cstdio>
#include <thread>

#include "base/time.hpp"

namespace jurymast::bench {
namespace {

/// Batches are short, so that another process that takes one of the CPUs spoils few of them, and the median none.
constexpr unsigned kRoundTripsPerBatch = 100;
constexpr std::size_t kBatches = 201;

struct alignas(128) Ball {
  std::atomic<unsigned> throws{0};
};

bool stay_on(int cpu) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(static_cast<std::size_t>(cpu), &set);
  return sched_setaffinity(0, sizeof set, &set) == 0;
}

void await(const Ball& ball, unsigned throws) {
  while (ball.throws.load(std::memory_order_acquire) != throws) continue;
}

/// Throws the ball back each time it comes.
void return_all(Ball& ball) {
  for (unsigned i = 0; i < kBatches * kRoundTripsPerBatch; ++i) {
    await(ball, 2 * i + 1);
    ball.throws.store(2 * i + 2, std::memory_order_release);
  }
}

/// Nanoseconds that a cache line takes from this CPU to the other one and back.
double round_trip_ns(Ball& ball) {
  SystemClock clock;
  std::array<double, kBatches> batches{};
  unsigned throws = 0;
  for (double& batch : batches) {
    const MonotonicTime from = clock.now();
    for (unsigned i = 0; i < kRoundTripsPerBatch; ++i, throws += 2) {
      ball.throws.store(throws + 1, std::memory_order_release);
      await(ball, throws + 2);
    }
    batch = static_cast<double>((clock.now() - from).count()) / kRoundTripsPerBatch;
  }
  std::nth_element(batches.begin(), batches.begin() + kBatches / 2, batches.end());
  return batches[kBatches / 2];
}

}  // namespace
}  // namespace jurymast::bench

int main(int argc, char** argv) {
  using namespace jurymast::bench;
  int first = 0;
  int second = 1;
  CLI::App app("Tells how far two CPUs are from each other: a cache line's way there and back, in nanoseconds.", "bench_probe");
  app.add_option("first", first, "Number of a CPU")->required();
  app.add_option("second", second, "Number of another CPU")->required();
  CLI11_PARSE(app, argc, argv);
  if (!stay_on(first)) {
    std::fprintf(stderr, "bench_probe: this process may not run on CPU %d\n", first);
    return 1;
  }
  Ball ball;
  std::atomic<bool> placed{false};
  std::atomic<bool> refused{false};
  std::thread other([&] {
    refused = !stay_on(second);
    placed = true;
    if (!refused) return_all(ball);
  });
  while (!placed) std::this_thread::yield();
  if (!refused) std::printf("%.1f\n", round_trip_ns(ball));
  other.join();
  if (refused) std::fprintf(stderr, "bench_probe: this process may not run on CPU %d\n", second);
  return refused ? 1 : 0;
}
