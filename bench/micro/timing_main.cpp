// Google Benchmark over the pieces of work of one request; its own flags apply: bench_micro --help
#include <benchmark/benchmark.h>

#include <string>

#include "micro_case.hpp"

int main(int argc, char** argv) {
  using namespace jurymast::bench;
  for (const MicroCase& work : all_micro_cases()) {
    benchmark::RegisterBenchmark(std::string(work.name).c_str(), [call = work.prepare()](benchmark::State& state) {
      for ([[maybe_unused]] auto round : state) call();
    });
  }
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
}
