#pragma once
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "record/check_words.hpp"

namespace jurymast::control {

inline constexpr std::size_t kProbeAskBytesMax = 4096;

/// What `POST /probes` asks leave for.
struct ProbeAsk {
  std::string run;
  std::string check;
  std::string route;
  std::string target;  ///< empty: natural, so policy chooses as for any request
  record::ProbeFault fault = record::ProbeFault::None;
  bool canary_path =
      false;  ///< somebody says that the route is a controlled canary path, without which nothing is sent in production
};

/// Reads the body of `POST /probes`; fails with Invalid, naming the first member that is missing, unknown or wrong.
Result<ProbeAsk> read_probe_ask(std::string_view body);

}  // namespace jurymast::control
