#include "app/incident/incident_replay_cli.hpp"

#include <CLI/CLI.hpp>
#include <memory>

#include "app/incident/incident_flags.hpp"
#include "app/incident/incident_replay.hpp"

namespace jurymast::app {

void add_incident_replay(CLI::App& incident, int& code) {
  const auto options = std::make_shared<IncidentReplayOptions>();
  CLI::App* const command =
      incident.add_subcommand("replay", "What another configuration would have done to the requests of an incident");
  add_what_flags(*command, options->incident);
  add_window_flags(*command, options->incident);
  add_reading_flags(*command, options->incident);
  command->add_option("--was", options->was, "The configuration of that time: tells which of its settings make the difference")
      ->type_name("FILE");
  command->add_option("--scenario", options->scenario, "Write a scenario like the incident there, for `jurymast simulate`")
      ->type_name("FILE");
  command->footer(
      "--config names the configuration that is tried. Attempts that were made are told as the log has them; those that were "
      "never\n"
      "made are modelled by others at the same target about then, and each figure says how many of them it rests on.\n"
      "Exit codes: 0, 1 no such incident or request, 2 usage or configuration, 3 of some requests it is not known, 5 the log "
      "cannot\n"
      "be read or the scenario not be written.");
  command->callback([options, &code] {
    SystemClock clock;
    code = run_incident_replay(*options, clock, {stdout, stderr});
  });
}

}  // namespace jurymast::app
