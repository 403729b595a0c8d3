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
  bool json = false;
};

/// What is to be run, checked: a run of it cannot fail.
struct SimulatePlan {
  std::string config;  ///< as asked
  policy::Snapshot snapshot;
  std::vector<sim::Scenario> scenarios;
  sim::ScenarioSettings settings;  ///< with the name of the route; the protection is not decided here

  const policy::Route& route() const;
};

/// The defaults over two targets, for whoever has no configuration yet.
policy::Snapshot default_policy();

/// Reads the files that were named and puts the options over them. Fails with Invalid and every problem of the first source that has any,
/// one a line.
Result<SimulatePlan> make_plan(const SimulateOptions& options);

}  // namespace jurymast::app
