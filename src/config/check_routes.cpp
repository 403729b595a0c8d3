#include <fmt/format.h>

#include <algorithm>

#include "base/units.hpp"
#include "config/did_you_mean.hpp"
#include "config/draft.hpp"
#include "record/plain_text.hpp"

namespace jurymast::config {
namespace {

std::string target_remedy(const Draft& draft, const std::string& name) {
  std::vector<std::string> names;
  std::vector<std::string_view> views;
  for (const TargetSection& section : draft.targets) names.push_back(section.target.name);
  views.assign(names.begin(), names.end());
  const std::string_view meant = did_you_mean(name, views);
  if (!meant.empty()) return fmt::format("did you mean \"{}\"?", meant);
  return fmt::format("define [targets.{}] or name one of: {}", name, join(names));
}

/// The checks of one route. It borrows the draft and finds targets in it by name.
class RouteCheck {
 public:
  RouteCheck(const Draft& draft, RouteSection& section, Review& review)
      : draft_(draft), section_(section), review_(review), path_(route_path(section.route.name)) {}

  void run() {
    policy::Route& route = section_.route;
    if (route.match.empty() && !review_.says(path_.at("match"))) route.match.push_back(route.name);
    if (!review_.says(path_.at("retry.attempts_per_target"))) {
      route.retry.attempts_per_target = std::min(route.retry.attempts_per_target, route.retry.attempts);
    }
    if (const auto primary = resolve(section_.primary, path_.at("primary"))) route.primary = *primary;
    check_fallbacks();
    check_retry();
    check_user_budget();
    check_stop_condition();
    check_rollout();
    check_shadow();
  }

 private:
  /// The target of that name; where it is missing or does not serve the route's family, that is an error.
  std::optional<TargetIndex> resolve(const std::string& name, const Path& path) {
    if (draft_.targets.empty() || review_.is_wrong(path) || (name.empty() && !review_.says(path))) return std::nullopt;
    const std::optional<TargetIndex> index = draft_.target_named(name);
    if (!index) {
      review_.error(path, fmt::format("no target is called {}", in_quotes(name)), target_remedy(draft_, name));
      return std::nullopt;
    }
    const Path family = path_.at("family");
    const Path families = target_path(name).at("families");
    const bool both_said =
        review_.says(family) && !review_.is_wrong(family) && review_.says(families) && !review_.is_wrong(families);
    if (both_said && !draft_.targets[index->value].target.serves(section_.route.family)) {
      review_.error(path, fmt::format("target {} does not serve {}", name, name_of(section_.route.family)),
                    fmt::format("name a target that does, or add it to targets.{}.families if its API has it", name));
    }
    return index;
  }

  void check_fallbacks() {
    const Path path = path_.at("fallback");
    for (std::size_t i = 0; i < section_.fallback.size(); ++i) {
      const std::string& name = section_.fallback[i];
      const auto first = std::find(section_.fallback.begin(), section_.fallback.end(), name);
      if (name == section_.primary) {
        review_.error(path.entry(i), fmt::format("{} is the primary already", in_quotes(name)),
                      "name another target, or remove it");
      } else if (first != section_.fallback.begin() + static_cast<std::ptrdiff_t>(i)) {
        review_.error(path.entry(i), fmt::format("{} is named twice", in_quotes(name)),
                      "remove one; each target is tried once");
      } else if (const auto index = resolve(name, path.entry(i))) {
        section_.route.fallback.push_back(*index);
      }
    }
    if (section_.fallback.empty() && !review_.is_wrong(path) && !review_.is_wrong(path_.at("mode")) &&
        section_.route.mode != policy::Mode::Off) {
      review_.error(path, "the route has no fallback", "name at least one target, or set mode = \"off\"");
    }
  }

  void check_retry() {
    const policy::RetrySettings& retry = section_.route.retry;
    if (retry.attempts_per_target > retry.attempts) {
      review_.error(path_.at("retry.attempts_per_target"),
                    fmt::format("{} is more than attempts ({})", retry.attempts_per_target, retry.attempts),
                    "lower it, or raise retry.attempts");
    }
    if (retry.backoff_base > retry.backoff_cap) {
      review_.error(
          path_.at("retry.backoff_base"),
          fmt::format("{} is longer than backoff_cap ({})", to_text(retry.backoff_base), to_text(retry.backoff_cap)),
          "lower it, or raise retry.backoff_cap");
    }
  }

  void check_user_budget() {
    const policy::UserBudget& budget = section_.route.user_budget;
    if (!budget.first_content || !budget.total || *budget.first_content <= *budget.total) return;
    review_.error(path_.at("user_budget.first_content"),
                  fmt::format("{} is longer than total ({})", to_text(*budget.first_content), to_text(*budget.total)),
                  "lower it, or raise user_budget.total");
  }

  /// Records mask what has the shape of a key; here it would stand in every report, so the message does not repeat it either.
  void check_stop_condition() {
    const auto plain = record::PlainText::make(section_.route.stop_condition);
    if (!plain || plain->text() == section_.route.stop_condition) return;
    review_.error(path_.at("stop_condition"), "something in it has the shape of a key", "write it without");
  }

  /// A budget without a share is a way to switch them off for a while.
  void check_shadow() {
    const policy::ShadowSettings& shadow = section_.route.shadow;
    const bool unbounded = shadow.share_ppm > 0 && shadow.tokens_per_minute == 0;
    if (!unbounded || review_.is_wrong(path_.at("shadow.tokens_per_minute"))) return;
    review_.error(path_.at("shadow.share"), "shadows without a budget would cost whatever comes",
                  "set shadow.tokens_per_minute, or remove it");
  }

  void check_rollout() {
    const policy::RolloutSettings& rollout = section_.route.rollout;
    const Path path = path_.at("rollout.stages");
    if (review_.is_wrong(path)) return;
    const std::vector<std::uint32_t>& stages = rollout.stages_ppm;
    if (stages.front() != 0) {
      review_.error(path, "the first stage is not 0 %", "begin with \"0 %\": checks alone, before any request of a caller");
    }
    const auto not_above = [](std::uint32_t a, std::uint32_t b) { return a >= b; };
    if (std::adjacent_find(stages.begin(), stages.end(), not_above) != stages.end()) {
      review_.error(path, "the stages do not rise", "write each share once, from the smallest to the largest");
    } else if (rollout.ceiling_ppm < stages[1]) {
      review_.error(
          path_.at("rollout.ceiling"),
          fmt::format("{} is below the first share of traffic ({})", share_to_text(rollout.ceiling_ppm), share_to_text(stages[1])),
          "raise it, or lower that stage");
    }
  }

  const Draft& draft_;
  RouteSection& section_;
  Review& review_;
  Path path_;
};

/// An exact name and a pattern may overlap (the more exact wins); the same entry twice has no winner.
void check_matches(const Draft& draft, Review& review) {
  struct Claim {
    const policy::Route* route;
    const std::string* match;
  };
  std::vector<Claim> claims;
  for (const RouteSection& section : draft.routes) {
    const Path path = route_path(section.route.name).at("match");
    for (std::size_t i = 0; i < section.route.match.size(); ++i) {
      const std::string& match = section.route.match[i];
      const auto taken = std::find_if(claims.begin(), claims.end(), [&](const Claim& claim) {
        return claim.route->family == section.route.family && *claim.match == match;
      });
      if (taken == claims.end()) {
        claims.push_back({&section.route, &match});
        continue;
      }
      const bool itself = taken->route == &section.route;
      review.error(
          path.entry(i),
          itself ? fmt::format("{} is named twice", in_quotes(match))
                 : fmt::format("route {} matches {} too, in the same family", taken->route->name, in_quotes(match)),
          "leave each model name to one route of a family");
    }
  }
}

}  // namespace

void check_routes(Draft& draft, Review& review) {
  if (draft.routes.empty() && !review.says(Path().at("routes"))) {
    review.error({}, "there is no route", "add [routes.NAME] with family, primary and fallback");
  }
  for (RouteSection& section : draft.routes) RouteCheck(draft, section, review).run();
  check_matches(draft, review);
}

}  // namespace jurymast::config
