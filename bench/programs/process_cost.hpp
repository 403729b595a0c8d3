#pragma once
#include <sys/types.h>
#include <cstdint>
#include <span>

#include "base/result.hpp"

namespace jurymast::bench {

/// What some processes have used so far, as the kernel accounts for it.
struct ProcessCost {
  std::uint64_t cpu_ns = 0;         ///< on a CPU, in user and kernel mode, over all threads that live
  std::uint64_t anonymous_kib = 0;  ///< resident memory that belongs to no file
};

/// Fails where one of the processes is gone.
Result<ProcessCost> cost_of(std::span<const pid_t> processes);

}  // namespace jurymast::bench
