#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>

#include "content_flags.hpp"
#include "start.hpp"

int main(int argc, char** argv) {
  using namespace jurymast;
  bench::StartPlan plan;
  CLI::App app("Starts a server, and prints the microseconds until it has answered a first request.", "bench_start");
  bench::declare_content(app, plan.content);
  app.add_option("--port", plan.port, "Port of 127.0.0.1 that it will listen on")->required();
  app.add_option("--cpu", plan.cpu, "The one CPU that it may run on; not given: any");
  app.add_option("command", plan.command, "The server and its arguments, behind --")->required();
  CLI11_PARSE(app, argc, argv);
  std::signal(SIGPIPE, SIG_IGN);

  SystemClock clock;
  const auto took = bench::time_to_first_answer(plan, clock);
  if (!took) {
    std::fprintf(stderr, "bench_start: %s\n", took.error().message.c_str());
    return 1;
  }
  fmt::print("{:.1f}\n", static_cast<double>(took->count()) / 1000);
  return 0;
}
