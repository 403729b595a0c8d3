#pragma once
#include <string>
#include <vector>

#include "base/result.hpp"
#include "policy/snapshot.hpp"
#include "sim/scenario.hpp"

namespace jurymast::app {

/// What `jurymast simulate` was asked. Numbers are as written, and judged as a scenario file's are; empty: not said.
struct SimulateOptions {
  std::string config{};    ///< empty: the default policy over two targets
  std::string scenario{};  ///< a name, a file, or `all`
  std::string route{};
  std::string rate{};
  std::string fault{};
  std::string seed{};
  std::string seeds{};   ///< empty: one, played with every protection
  std::string format{};  ///< one of kReportFormatNames; empty: text
  bool json = false;     ///< the same as the format `json`
  std::string out{};     ///< the file to write; empty: the output
};

/// What is to be run, checked: a run of it cannot fail.
struct SimulatePlan {
  std::string config;  ///< as asked
  policy::Snapshot snapshot;
  std::vector<sim::Scenario> scenarios;
  std::uint64_t seeds = 0;         ///< how many are to be counted; 0: one is to be compared
  sim::ScenarioSettings settings;  ///< with the name of the route; the protection is not decided here

  const policy::Route& route() const;
};

/// How many seeds are counted at most.
inline constexpr std::uint64_t kSeedsMax = 1000;
/// How many calls all these runs of one outage have together at most.
inline constexpr std::uint64_t kCountedCallsMax = 5'000'000;

/// The defaults over two targets, for whoever has no configuration yet.
policy::Snapshot default_policy();

/// Reads the files that were named and puts the options over them. Fails with Invalid and every problem of the first source that has any,
/// one a line.
Result<SimulatePlan> make_plan(const SimulateOptions& options);

}  // namespace jurymast::app
