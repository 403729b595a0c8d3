#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "app/status/status_facts.hpp"
#include "base/result.hpp"

namespace jurymast::app {

/// The admin listener's `/status`, taken apart.
struct LiveStatus {
  LiveFacts facts;
  std::vector<RouteFacts> routes;
  std::vector<std::string> kill;
  std::vector<OverrideFacts> overrides{};
  std::vector<std::string> alerts{};
  std::optional<std::vector<WebhookFacts>> webhooks{};  ///< nothing: the gateway does not tell
};

/// Reads the JSON of `/status`; fails with Corrupt where a member is missing or of another kind.
Result<LiveStatus> read_live(std::string_view json);

/// The routes as the configuration has them; for a gateway that cannot be asked.
std::vector<RouteFacts> routes_of(const policy::Snapshot& snapshot);

/// Reads a kill file: route names or `all`, one a line.
std::vector<std::string> read_kill(std::string_view text);

}  // namespace jurymast::app
