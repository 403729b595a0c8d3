#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/probe/other_gateway.hpp"
#include "app/probe/smoke_gateway.hpp"
#include "base/random.hpp"
#include "evidence/smoke_verdict.hpp"
#include "policy/snapshot.hpp"

namespace jurymast::app {

/// Probes that a gateway lets pass for one target in a minute.
inline constexpr unsigned kProbesPerMinute = 10;
inline constexpr Duration kProbeEvery = std::chrono::seconds(60) / kProbesPerMinute;
/// How often a probe is asked for again while those of the minute are spent.
inline constexpr unsigned kPacedTriesMax = 15;

/// What every check of one run shares.
struct SmokeSetting {
  const policy::Snapshot& snapshot;
  const policy::Route& route;
  evidence::Fixture fixture;
  std::string run;
  std::string model;  ///< the name by which the route is asked for, as asked_model gives it
  record::ProbePath path = record::ProbePath::Gateway;
  bool paced = false;        ///< where the probes of the minute are spent, the next one is waited for
  bool canary_path = false;  ///< somebody said that the route is a controlled canary path
  bool retry = false;        ///< a transient failure of a good request is sent once more
  std::string ticket;        ///< the change it belongs to, as a person names it
  std::string person;
  std::optional<OtherGateway> via{};               ///< of the path Via
  std::map<std::string, OperationId> contracts{};  ///< by target: the record of the documentation that its checks are held against
};

/// What became of one check.
struct SmokeOutcome {
  evidence::PlannedCheck check;
  std::optional<evidence::CheckVerdict> verdict;  ///< nothing where the check could not run
  std::string blocked;                            ///< why it could not
  std::string operation;                          ///< the gateway's own id of it; empty: none
  std::string record;                             ///< id of the record that was written; empty: none
  std::string unrecorded;                         ///< why none was
  std::uint64_t config = 0;
  Duration elapsed{0};             ///< for comparisons alone: a record tells a span
  std::optional<Code> blocked_as;  ///< Exhausted: the probes of this minute are spent; Denied: the gateway allowed none
  std::uint64_t overload_signals = 0;
  bool sent_again = false;
  std::uint64_t attempts_before = 0;  ///< those of the request that it is the repetition of

  bool passed() const { return verdict && verdict->decision == record::OperatorDecision::Pass; }
};

/// A whole run.
struct SmokeRun {
  std::string run;
  std::string route;
  std::string fixture;
  std::string model_alias;
  std::string environment;
  std::string config_file;
  record::ProbePath path = record::ProbePath::Gateway;
  std::string via;  ///< address of the other gateway; empty: none
  std::vector<SmokeOutcome> outcomes;
};

/// The route as the plan must know it, and its target of a name; null where it has none of that name.
evidence::SmokeRoute smoke_route(const policy::Snapshot& snapshot, const policy::Route& route);
const policy::Target* target_named(const policy::Snapshot& snapshot, std::string_view name);
/// A model name by which an application reaches the route, as the configuration gives it.
std::string model_of(const policy::Snapshot& snapshot, const policy::Route& route);
/// The name by which checks ask for the route: the wished one, else the configuration's. Fails with Invalid where the wished one leads to no or
/// another route, and where a target passes the client's name on and neither gives one: nothing asks for a model that nobody named.
Result<std::string> asked_model(const policy::Snapshot& snapshot, const policy::Route& route, const std::string& wished);
/// The model that a check of the target is evidence of: the target's own, else the name that was asked for where it is not the
/// configuration's; empty: the client's own name, by the configuration.
std::string resolved_model(const SmokeSetting& setting, const policy::Target& target);
/// The terms on which a check of the target is judged.
evidence::CheckTerms terms_of(const SmokeSetting& setting, const policy::Target& target);
/// A name for a run: what it is, when it began, and something that no other has.
std::string run_name(std::string_view what, WallTime now, Random& random);

/// What one request of a check came to, before anything is written down of it; `blocked` says why there is no verdict.
SmokeOutcome ask_once(const SmokeSetting& setting, const evidence::PlannedCheck& check, const SmokeGateway& gateway);

/// Makes one check: asks, judges, and hands its record to the gateway.
SmokeOutcome make_check(const SmokeSetting& setting, const evidence::PlannedCheck& check, const SmokeGateway& gateway,
                        Random& random);

}  // namespace jurymast::app
