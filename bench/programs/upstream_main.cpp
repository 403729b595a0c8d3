
#include <CLI/CLI.hpp>
#include <cstdio>

#include "content_flags.hpp"
#include "upstream.hpp"

int main(int argc, char** argv) {
  using namespace jurymast;
  bench::UpstreamPlan plan;
  std::int64_t event_every_us = 0;
  CLI::App app("An upstream that answers at once, always with the same bytes.", "bench_upstream");
  bench::declare_content(app, plan.content);
  app.add_option("--status", plan.status, "Status of every answer")->capture_default_str();
  app.add_option("--event-every-us", event_every_us, "Microseconds between two events of a stream");
  CLI11_PARSE(app, argc, argv);
  plan.event_every = std::chrono::microseconds(event_every_us);

  auto listener = bench::listen_on_loopback();
  if (!listener) {
    std::fprintf(stderr, "bench_upstream: %s\n", listener.error().message.c_str());
    return 1;
  }
  std::printf("upstream listening on %d\n", bench::port_of(*listener));
  std::fflush(stdout);
  SystemClock clock;
  bench::Upstream(plan, clock, std::move(*listener)).run();
}
