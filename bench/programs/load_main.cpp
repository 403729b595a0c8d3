#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <string>

#include "content_flags.hpp"
#include "load.hpp"

namespace jurymast::bench {
namespace {

Duration milliseconds(std::int64_t count) { return std::chrono::milliseconds(count); }

/// The smallest latency that so many percent of the answers did not exceed, in microseconds; null where nothing was timed.
std::string percentile(const std::vector<Duration>& latencies, std::size_t percent) {
  if (latencies.empty()) return "null";
  const std::size_t rank = (latencies.size() * percent + 99) / 100;
  return fmt::format("{:.3f}", static_cast<double>(latencies[rank - 1].count()) / 1000);
}

void print(const LoadFigures& figures) {
  fmt::print(R"({{"answers":{},"events":{},"took_ns":{},"cpu_ns":{},"anonymous_kib":{},"p50_us":{},"p99_us":{}}})"
             "\n",
             figures.answers, figures.events, figures.took.count(), figures.cost.cpu_ns, figures.cost.anonymous_kib,
             percentile(figures.latencies, 50), percentile(figures.latencies, 99));
}

struct Flags {
  LoadPlan plan;
  std::int64_t arrival_every_us = 0;
  std::int64_t warmup_ms = 0;
  std::int64_t measured_ms = 1000;
};

void declare(CLI::App& app, Flags& flags) {
  declare_content(app, flags.plan.content);
  app.add_option("--port", flags.plan.port, "Port of the server on 127.0.0.1")->required();
  app.add_option("--connections", flags.plan.connections, "Connections")->capture_default_str()->check(CLI::Range(1, 16000));
  app.add_option("--arrival-every-us", flags.arrival_every_us, "Microseconds from one arrival to the next");
  app.add_flag("--open-loop", flags.plan.open_loop,
               "Arrivals do not wait for answers; otherwise each answer begins the next request");
  app.add_option("--warmup-ms", flags.warmup_ms, "Milliseconds before anything is counted");
  app.add_option("--measured-ms", flags.measured_ms, "Milliseconds that count")->check(CLI::PositiveNumber);
  app.add_option("--process", flags.plan.processes, "Process whose cost is measured; may be repeated");
}

}  // namespace
}  // namespace jurymast::bench

int main(int argc, char** argv) {
  using namespace jurymast;
  bench::Flags flags;
  CLI::App app("Puts load on a server, checks every answer, and prints what was counted as JSON.", "bench_load");
  bench::declare(app, flags);
  CLI11_PARSE(app, argc, argv);
  flags.plan.arrival_every = std::chrono::microseconds(flags.arrival_every_us);
  flags.plan.warmup = bench::milliseconds(flags.warmup_ms);
  flags.plan.measured = bench::milliseconds(flags.measured_ms);

  SystemClock clock;
  const auto figures = bench::Load(flags.plan, clock).run();
  if (!figures) {
    std::fprintf(stderr, "bench_load: %s\n", figures.error().message.c_str());
    return 1;
  }
  bench::print(*figures);
  return 0;
}
