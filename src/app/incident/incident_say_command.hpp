#pragma once
#include <string>

#include "app/incident/incident_world.hpp"

namespace jurymast::app {

/// What a command that adds to an incident's record was asked; each uses what it has.
struct IncidentSayOptions {
  ReviewPlace place{};
  std::string question{};  ///< of the review, by name
  std::string text{};
  std::string owner{};
  std::string due{};
  std::string author{};
  std::string source{};
  std::string ticket{};
  bool dry_run = false;
};

/// Records a person's answer to a question of the review. 0, 1 no such incident, 2 misuse or refused, 5 where the gateway does not answer.
int run_incident_answer(const IncidentSayOptions& options, const IncidentWorld& world);
/// Records what is to be done, by whom and until when. Exit codes as above.
int run_incident_follow_up(const IncidentSayOptions& options, const IncidentWorld& world);

}  // namespace jurymast::app
