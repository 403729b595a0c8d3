#include "app/incident/incident_world.hpp"

#include <fmt/format.h>

#include "app/exit_code.hpp"
#include "app/status/status_config.hpp"

namespace jurymast::app {
namespace {

int exit_code_of(Code code) {
  if (code == Code::NotFound) return kCheckFailed;
  return code == Code::Invalid || code == Code::Exists ? kUsage : kToolFailed;
}

}  // namespace

FoundFacts find_facts(const ReviewPlace& place, const IncidentWorld& world, const char* command) {
  IncidentAsk ask;
  ask.state_directory = place.state;
  ask.what = place.what;
  ask.now = world.now;
  if (ask.state_directory.empty()) {
    const auto snapshot = read_config_for_looking(place.config);
    if (!snapshot) {
      fmt::print(world.complaints, "{}The log can also be named by its state directory: --state DIR\n", snapshot.error().message);
      return {std::nullopt, kUsage};
    }
    ask.state_directory = snapshot->server.state;
  }
  auto facts = world.facts(ask);
  if (facts) return {*std::move(facts), kPass};
  fmt::print(world.complaints, "jurymast incident {}: {}\n", command, facts.error().message);
  return {std::nullopt, exit_code_of(facts.error().code)};
}

}  // namespace jurymast::app
