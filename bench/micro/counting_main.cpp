// Runs each piece of work under callgrind and has it write down how many instructions so many calls took; started by bench/instructions.mjs.
#include <fmt/format.h>
#include <gnu/libc-version.h>
#include <valgrind/callgrind.h>

#include <cstdio>

#include "micro_case.hpp"

namespace jurymast::bench {
namespace {

/// What happens once, such as the first growth of a buffer, is over after so many calls.
constexpr unsigned kCallsBefore = 20;
constexpr unsigned kCallsCounted = 100;

/// What a count hangs on beside the source.
void print_build() {
  fmt::print("architecture {}\ncompiler {}\nflags {}\nlibraries glibc {}, {}\n", JURYMAST_BENCH_ARCHITECTURE, __VERSION__,
             JURYMAST_BENCH_FLAGS, gnu_get_libc_version(), JURYMAST_BENCH_LIBRARIES);
}

void count(const MicroCase& work) {
  const MicroCall call = work.prepare();
  for (unsigned i = 0; i < kCallsBefore; ++i) call();
  CALLGRIND_ZERO_STATS;
  CALLGRIND_TOGGLE_COLLECT;
  for (unsigned i = 0; i < kCallsCounted; ++i) call();
  CALLGRIND_TOGGLE_COLLECT;
  CALLGRIND_DUMP_STATS;
  // The dumps are numbered in this order.
  fmt::print("work {} {}\n", work.name, kCallsCounted);
}

}  // namespace
}  // namespace jurymast::bench

int main() {
  using namespace jurymast::bench;
  if (RUNNING_ON_VALGRIND == 0) {
    fmt::print(stderr, "bench_count: instructions are counted by callgrind alone; run: bench/instructions --help\n");
    return 2;
  }
  print_build();
  for (const MicroCase& work : all_micro_cases()) count(work);
}
