#include "config/implicit_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace jurymast::config {
namespace {

constexpr std::array<std::string_view, 3> kOfServer{"environment", "labels", "trace"};
constexpr std::array<std::string_view, 5> kOfTargets{"base_url", "model", "timeouts.connect", "timeouts.first_token",
                                                     "timeouts.stall"};
constexpr std::array<std::string_view, 11> kOfRoutes{"primary",
                                                     "fallback",
                                                     "mode",
                                                     "commit",
                                                     "deadline",
                                                     "retry.attempts",
                                                     "retry.attempts_per_target",
                                                     "retry.backoff_base",
                                                     "retry.backoff_cap",
                                                     "token_limit",
                                                     "side_effects"};

/// The setting's own name in `targets.NAME.timeouts.connect`; a name with dots in it stands in quotes.
std::string_view key_of(std::string_view path) {
  path.remove_prefix(std::min(path.size(), path.find('.') + 1));
  const std::size_t name_end = path.starts_with('"') ? path.find('"', 1) + 1 : path.find('.');
  return path.substr(std::min(path.size(), name_end + 1));
}

template <std::size_t N>
bool holds(const std::array<std::string_view, N>& keys, std::string_view key) {
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

bool must_be_said(std::string_view path) {
  if (path.starts_with("server.")) return holds(kOfServer, path.substr(path.find('.') + 1));
  if (path.starts_with("targets.")) return holds(kOfTargets, key_of(path));
  return path.starts_with("routes.") && holds(kOfRoutes, key_of(path));
}

}  // namespace

std::vector<Problem> implicit_values(const LoadedConfig& loaded) {
  std::vector<Problem> implicit;
  for (const ValueInForce& value : loaded.values) {
    if (value.said_at.line != 0 || !must_be_said(value.path)) continue;
    implicit.push_back({{},
                        value.path,
                        fmt::format("left to its default ({}), and an incident turns on it", value.value),
                        "write it into the file, be it with that value"});
  }
  return implicit;
}

LoadedConfig without_implicit_values(LoadedConfig loaded) {
  if (!loaded.ok()) return loaded;
  loaded.errors = implicit_values(loaded);
  if (loaded.errors.empty()) return loaded;
  loaded.snapshot.reset();
  loaded.values.clear();
  return loaded;
}

}  // namespace jurymast::config
