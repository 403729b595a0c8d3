#include "app/incident/incident_world.hpp"

#include <fmt/format.h>

#include "app/exit_code.hpp"
#include "app/incident/incident_options.hpp"

namespace jurymast::app {
FoundFacts find_facts(const ReviewPlace& place, const IncidentWorld& world, const char* command) {
  const IncidentOptions options{.config = place.config, .state = place.state, .what = place.what};
  const auto found = place_to_read(options);
  if (!found) {
    fmt::print(world.complaints, "jurymast incident {}: {}\n", command, found.error().message);
    return {std::nullopt, kUsage};
  }
  const auto ask = ask_of(options, *found, world.now);
  auto facts = ask ? world.facts(*ask) : Result<review::IncidentFacts>(tl::unexpected(ask.error()));
  if (facts) return {*std::move(facts), kPass};
  return {std::nullopt, complain({world.out, world.complaints}, facts.error())};
}

}  // namespace jurymast::app
