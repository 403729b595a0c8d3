#include "app/incident/incident_world.hpp"

#include <fmt/format.h>

#include "app/exit_code.hpp"
#include "app/status/status_config.hpp"

namespace jurymast::app {
namespace {

bool is_misuse(Code code) { return code == Code::NotFound || code == Code::Invalid || code == Code::Exists; }

}  // namespace

FoundFacts find_facts(const IncidentPlace& place, const IncidentWorld& world, const char* command) {
  IncidentAsk ask{.state_directory = place.state, .what = place.what, .now = world.now};
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
  return {std::nullopt, is_misuse(facts.error().code) ? kUsage : kToolFailed};
}

}  // namespace jurymast::app
