#include <fmt/format.h>

#include <algorithm>

#include "config/address.hpp"
#include "config/draft.hpp"

namespace jurymast::config {
namespace {

void warn_of_fallback(const Draft& draft, const RouteSection& section, std::size_t i, Review& review) {
  const policy::Target& primary = draft.targets[section.route.primary.value].target;
  const policy::Target& fallback = draft.targets[section.route.fallback[i].value].target;
  const Path path = route_path(section.route.name).at("fallback").entry(i);
  if (primary.context_window && fallback.context_window && *fallback.context_window < *primary.context_window) {
    review.warn(path,
                fmt::format("fallback {} holds {} tokens of context, the primary {}", fallback.name,
                            *fallback.context_window, *primary.context_window),
                "long requests will fail there; choose a model with as large a window, or accept it");
  }
  const bool same_account = primary.origin.authority() == fallback.origin.authority() && primary.credential == fallback.credential;
  if (same_account) {
    review.warn(path, fmt::format("fallback {} has the host and the credential of the primary", fallback.name),
                "an outage, a quota or a revoked key takes both; use another provider or account");
  }
}

/// Whether an output limit stands for whichever target answers.
bool is_limited(const Draft& draft, const policy::Route& route) {
  if (route.token_limit) return true;
  const auto limited = [&](TargetIndex index) { return draft.targets[index.value].target.token_limit.has_value(); };
  return limited(route.primary) && std::all_of(route.fallback.begin(), route.fallback.end(), limited);
}

void warn_of_route(const Draft& draft, const RouteSection& section, Review& review) {
  const policy::Route& route = section.route;
  const Path path = route_path(route.name);
  if (route.mode == policy::Mode::Off || section.fallback.empty()) return;
  for (std::size_t i = 0; i < section.fallback.size(); ++i) warn_of_fallback(draft, section, i, review);
  if (route.retry.attempts == 1) {
    review.warn(path.at("retry.attempts"), "one attempt is never followed by a fallback", "allow at least 2");
  }
  if (route.risk == policy::Risk::High && route.mode == policy::Mode::Automatic) {
    review.warn(path.at("mode"), fmt::format("route {} has high risk, and falls back without anybody's confirmation", route.name),
                "set mode = \"manual\", so that a person decides");
  }
  if (!is_limited(draft, route)) {
    review.warn(
        path,
        fmt::format("route {} has no token limit; what an answer may cost is known only where a request says so",
                    route.name),
        "set token_limit");
  }
}

bool is_used(const Draft& draft, TargetIndex index) {
  return std::any_of(draft.routes.begin(), draft.routes.end(), [&](const RouteSection& section) {
    const auto& fallback = section.route.fallback;
    return section.route.primary == index || std::find(fallback.begin(), fallback.end(), index) != fallback.end();
  });
}

}  // namespace

void warn_of_risks(const Draft& draft, Review& review) {
  for (std::size_t i = 0; i < draft.targets.size(); ++i) {
    const policy::Target& target = draft.targets[i].target;
    if (!is_used(draft, TargetIndex{static_cast<std::uint16_t>(i)})) {
      review.warn(target_path(target.name), fmt::format("no route uses target {}", target.name),
                  "remove it, or name it in a route");
    }
    if (!target.origin.tls && reach_of(target.origin.host) != Reach::Loopback) {
      review.warn(target_path(target.name).at("base_url"), "prompts and the key travel in the clear",
                  "use https:// where the upstream has it");
    }
  }
  for (const RouteSection& section : draft.routes) warn_of_route(draft, section, review);
}

}  // namespace jurymast::config
