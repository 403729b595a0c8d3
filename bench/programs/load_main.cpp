#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <string>

#include "content_flags.hpp"
#include "load.hpp"
#include "tls.hpp"

namespace jurymast::bench {
namespace {

Duration milliseconds(std::int64_t count) { return std::chrono::milliseconds(count); }

/// The smallest latency that so many in a thousand of the answers did not exceed, in microseconds; null where nothing was timed.
std::string quantile(const std::vector<Duration>& latencies, std::size_t in_thousand) {
  if (latencies.empty()) return "null";
  const std::size_t rank = (latencies.size() * in_thousand + 999) / 1000;
  return fmt::format("{:.3f}", static_cast<double>(latencies[rank - 1].count()) / 1000);
}

void print(std::size_t connections, const LoadFigures& figures) {
  fmt::print(R"({{"connections":{},)", connections);
  fmt::print(R"("answers":{},"events":{},"took_ns":{},"cpu_ns":{},)", figures.answers, figures.events, figures.took.count(),
             figures.cost.cpu_ns);
  fmt::print(R"("base_kib":{},"idle_kib":{},"anonymous_kib":{},)", figures.base_kib, figures.idle_kib, figures.cost.anonymous_kib);
  fmt::print("\"p50_us\":{},\"p99_us\":{},\"p999_us\":{}}}\n", quantile(figures.latencies, 500), quantile(figures.latencies, 990),
             quantile(figures.latencies, 999));
}

struct Flags {
  LoadPlan plan;
  std::int64_t arrival_every_us = 0;
  std::int64_t idle_ms = 0;
  std::int64_t warmup_ms = 0;
  std::int64_t measured_ms = 1000;
  std::string tls_authority;
};

void declare(CLI::App& app, Flags& flags) {
  declare_content(app, flags.plan.content);
  app.add_option("--port", flags.plan.port, "Port of the server on 127.0.0.1")->required();
  app.add_option("--connections", flags.plan.connections, "Connections")->capture_default_str()->check(CLI::Range(1, 16000));
  app.add_option("--arrival-every-us", flags.arrival_every_us, "Microseconds from one arrival to the next");
  app.add_flag("--open-loop", flags.plan.open_loop,
               "Arrivals do not wait for answers; otherwise each answer begins the next request");
  app.add_option("--idle-ms", flags.idle_ms, "Milliseconds that all connections stand before the first request");
  app.add_option("--warmup-ms", flags.warmup_ms, "Milliseconds before anything is counted");
  app.add_option("--measured-ms", flags.measured_ms, "Milliseconds that count")->check(CLI::PositiveNumber);
  app.add_option("--process", flags.plan.processes, "Process whose cost is measured; may be repeated");
  app.add_option("--field", flags.plan.fields, "Header field of each request, as `name: value`; may be repeated");
  app.add_option("--tls-authority", flags.tls_authority, "Speak TLS, and trust the authority in this PEM file");
}

/// Runs the plan that the flags make.
Result<LoadFigures> run(Flags& flags) {
  flags.plan.arrival_every = std::chrono::microseconds(flags.arrival_every_us);
  flags.plan.idle = milliseconds(flags.idle_ms);
  flags.plan.warmup = milliseconds(flags.warmup_ms);
  flags.plan.measured = milliseconds(flags.measured_ms);
  SystemClock clock;
  if (flags.tls_authority.empty()) return Load(flags.plan, clock).run();
  const auto tls = TlsContext::client(flags.tls_authority);
  if (!tls) return tl::unexpected(tls.error());
  flags.plan.tls = &*tls;
  return Load(flags.plan, clock).run();
}

}  // namespace
}  // namespace jurymast::bench

int main(int argc, char** argv) {
  using namespace jurymast;
  bench::Flags flags;
  CLI::App app("Puts load on a server, checks every answer, and prints what was counted as JSON.", "bench_load");
  bench::declare(app, flags);
  CLI11_PARSE(app, argc, argv);
  // A write of TLS cannot ask for a peer that is gone to be an error alone.
  std::signal(SIGPIPE, SIG_IGN);
  const auto figures = bench::run(flags);
  if (!figures) {
    std::fprintf(stderr, "bench_load: %s\n", figures.error().message.c_str());
    return 1;
  }
  bench::print(flags.plan.connections, *figures);
  return 0;
}
