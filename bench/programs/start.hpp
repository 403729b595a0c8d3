#pragma once
#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "content.hpp"

namespace jurymast::bench {

/// A server to start, and where it will listen.
struct StartPlan {
  std::vector<std::string> command;
  std::uint16_t port = 0;
  int cpu = -1;  ///< the one CPU it may run on; negative: any
  Content content;
};

/// Starts the server, asks it as soon as it listens, checks the answer, and ends it. Gives the time from before the process was made to the
/// last byte of the answer; fails where it ends, answers wrongly or takes too long.
Result<Duration> time_to_first_answer(const StartPlan& plan, Clock& clock);

}  // namespace jurymast::bench
