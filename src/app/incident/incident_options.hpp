#pragma once
#include <cstdio>
#include <optional>
#include <string>

#include "app/incident/incident_slice.hpp"
#include "base/result.hpp"
#include "policy/snapshot.hpp"

namespace jurymast::app {

/// What the commands about incidents were asked; each uses what it has. Times are as parse_moment reads them, empty: not given.
struct IncidentOptions {
  std::string config = "jurymast.toml";
  std::string state{};  ///< the state directory; empty: the configuration's
  std::string what{};   ///< an incident's id, or a route's name
  std::string from{};
  std::string to{};
  std::string detected_at{};
  std::string detected_by{};
  std::string service{};
  std::string tenant{};
  std::string region{};
  std::string feature{};
  std::string ticket{};
  std::string author{};
  std::string figure{};
  std::string question{};  ///< of the review, by name
  std::string owner{};
  std::string due{};
  std::size_t done = 0;  ///< the number of the follow-up that is done; 0: none
  std::string text{};
  std::string source{};
  std::string format = "text";
  bool inference = false;
  bool another = false;
  bool dry_run = false;
  bool json = false;
};

/// Where results and complaints go.
struct IncidentOutput {
  std::FILE* out;
  std::FILE* complaints;
};

/// Where an incident's log lies, and, where a configuration was read, how it is set up and how its gateway is reached.
struct IncidentPlace {
  std::string state_directory;
  std::optional<policy::Snapshot> snapshot;
};

/// The place of a command that only reads: a state directory that is named needs no configuration.
Result<IncidentPlace> place_to_read(const IncidentOptions& options);
/// The place of one that writes, which needs the running gateway's configuration.
Result<IncidentPlace> place_to_write(const IncidentOptions& options);
/// What is asked of the log; fails where a time is none.
Result<IncidentAsk> ask_of(const IncidentOptions& options, const IncidentPlace& place, WallTime now);
/// Prints what was wrong, and gives the exit code for it.
int complain(const IncidentOutput& output, const Error& error);
/// ` --config FILE`, ` --state DIR`: what a printed command needs to be repeated as it is.
std::string place_words(const IncidentOptions& options);

}  // namespace jurymast::app
