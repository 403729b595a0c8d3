#pragma once
#include <string>
#include <string_view>

#include "app/probe/smoke_command.hpp"
#include "app/test_command.hpp"

/// For the tests of this room: `jurymast smoke` run with its output caught.
namespace jurymast::app::testing {

inline Ran run_caught(const SmokeOptions& options, const policy::Snapshot& snapshot) {
  SystemClock clock;
  Random random(5);
  return run_captured([&](std::FILE* out, std::FILE* complaints) {
    return run_smoke(options, snapshot, {clock, random, [](Duration) {}}, {out, complaints});
  });
}

inline SmokeOptions smoke_of(const std::string& route) {
  SmokeOptions options;
  options.route = route;
  return options;
}

inline bool holds(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace jurymast::app::testing
