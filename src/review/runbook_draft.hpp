#pragma once
#include <string>
#include <utility>
#include <vector>

#include "base/family.hpp"

namespace jurymast::review {

/// A fact of the configuration in words: its name and its value.
using NamedFact = std::pair<std::string, std::string>;

/// What a runbook tells of one target. Addresses, models and keys are left to the configuration.
struct RunbookTarget {
  std::string name;
  std::vector<NamedFact> clocks;  ///< what it may take, such as `first content`, `30s`
  std::string breaker;            ///< when it opens and how it closes, in words
  std::string budget;             ///< what its retry budget holds and gets, in words
};

/// Everything that the configuration knows of one route.
struct RunbookFacts {
  std::string route;
  Family family = Family::ChatCompletions;
  std::string config_file;  ///< as commands take it
  std::string environment;
  std::string rollback_owner;  ///< empty: nobody is named yet
  std::string stop_condition;  ///< empty: none is agreed yet
  std::string state;  ///< the state directory, where the kill file lies
  std::string commit;
  std::string mode;
  RunbookTarget primary;
  std::vector<RunbookTarget> fallbacks;
  unsigned attempts = 1;
  unsigned attempts_per_target = 1;
  std::string backoff_base;
  std::string backoff_cap;
  std::string retry_after_max;
  std::string deadline_streamed;
  std::string deadline_buffered;
  std::vector<NamedFact> rules;  ///< how its fallback is held in: evidence, side effects, validation, degraded form, …
};

/// A runbook for the route that passes the linter: what the configuration knows as it is, what nobody has told yet as
/// `<FILL_IN_…>`.
std::string draft_runbook(const RunbookFacts& facts);

}  // namespace jurymast::review
