#include "policy/snapshot.hpp"

#include <fmt/format.h>

namespace jurymast::policy {
namespace {

constexpr std::uint16_t kHttpPort = 80;
constexpr std::uint16_t kHttpsPort = 443;

/// How well a pattern fits: nothing, or the length of what it says; an exact name beats every prefix.
std::optional<std::size_t> fit(std::string_view pattern, std::string_view model) {
  if (pattern == model) return std::string_view::npos;
  if (pattern.empty() || pattern.back() != '*') return std::nullopt;
  const std::string_view prefix = pattern.substr(0, pattern.size() - 1);
  return model.starts_with(prefix) ? std::optional(prefix.size()) : std::nullopt;
}

}  // namespace

std::string Origin::authority() const {
  const bool ipv6 = host.find(':') != std::string::npos && host.front() != '[';
  const std::string shown = ipv6 ? fmt::format("[{}]", host) : host;
  return port == (tls ? kHttpsPort : kHttpPort) ? shown : fmt::format("{}:{}", shown, port);
}

const Prompt* Route::prompt_variant(TargetIndex target) const {
  for (const PromptVariant& variant : prompt_variants) {
    if (variant.target == target) return &variant.system;
  }
  return nullptr;
}

std::string_view Route::alias_of(std::string_view model) const {
  std::string_view best;
  std::optional<std::size_t> best_fit;
  for (const std::string& pattern : match) {
    const std::optional<std::size_t> here = fit(pattern, model);
    if (!here || (best_fit && *here <= *best_fit)) continue;
    best = pattern;
    best_fit = here;
  }
  return best;
}

std::optional<RouteIndex> Snapshot::find_route(Family family, std::string_view model) const {
  std::optional<RouteIndex> best;
  std::optional<std::size_t> best_fit;
  for (std::size_t i = 0; i < routes.size(); ++i) {
    if (routes[i].family != family) continue;
    const std::string_view alias = routes[i].alias_of(model);
    const std::optional<std::size_t> here = alias.empty() ? std::nullopt : fit(alias, model);
    if (!here || (best_fit && *here <= *best_fit)) continue;
    best = RouteIndex{static_cast<std::uint16_t>(i)};
    best_fit = here;
  }
  return best;
}

}  // namespace jurymast::policy
