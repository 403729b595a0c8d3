// Of what a gateway's rollouts do and see people are told.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "app/rollout/rollout_keeper.hpp"
#include "base/units.hpp"

namespace jurymast::app {
namespace {

using evidence::PrimaryHealth;
using record::RolloutAction;
using record::RolloutTrigger;

record::PlainText plain(const std::string& text) { return record::PlainText::make(text).value_or(record::PlainText()); }

/// Steps of which somebody must know, and those after which nobody needs to any more.
struct ToldStep {
  AlertName name;
  RolloutAction begins;
  std::optional<RolloutTrigger> trigger;  ///< none: whatever made it happen
  std::vector<RolloutAction> ends;
};
const std::array<ToldStep, 5> kToldSteps{{
    {AlertName::RolloutFrozen, RolloutAction::Freeze, {}, {RolloutAction::Resume, RolloutAction::RollBack, RolloutAction::Close}},
    {AlertName::RolloutRolledBack, RolloutAction::RollBack, {}, {RolloutAction::Start, RolloutAction::Close}},
    {AlertName::NeedsDecision,
     RolloutAction::Hold,
     RolloutTrigger::Timeout,
     {RolloutAction::Start, RolloutAction::Advance, RolloutAction::Resume, RolloutAction::RollBack, RolloutAction::Restore,
      RolloutAction::Close}},
    {AlertName::TargetSuspended, RolloutAction::Suspend, {}, {RolloutAction::Readmit}},
    {AlertName::MitigationNotEffective, RolloutAction::Suspend, RolloutTrigger::RescueUseless, {RolloutAction::Readmit}},
}};

std::string words_of(const evidence::PrimaryStanding& standing) {
  std::string words = fmt::format("{} of {} operations failed since it changed", standing.failures, standing.operations);
  if (standing.failure_class) words += fmt::format(", mostly {}", name_of(*standing.failure_class));
  if (!standing.usual) return words + "; what is usual is not known, so nothing starts by itself";
  return words + fmt::format("; {:.3g} % is usual", 100 * *standing.usual);
}

}  // namespace

void RolloutKeeper::tell(const record::RolloutRecord& step) {
  for (const auto& [name, begins, trigger, ends] : kToldSteps) {
    if (begins == step.action && (!trigger || trigger == step.trigger)) {
      const std::string_view why = step.trigger ? record::name_of(*step.trigger) : std::string_view("plan");
      parts_.alert({name, step.plan.route, step.plan.target,
                    plain(fmt::format("{} of route {} to {}: {}, from {} to {} ppm", record::name_of(step.action), step.plan.route,
                                      step.plan.target, why, step.weight_from_ppm, step.weight_to_ppm))});
    } else if (std::find(ends.begin(), ends.end(), step.action) != ends.end()) {
      parts_.alert({.name = name, .route = step.plan.route, .target = step.plan.target, .over = true});
    }
  }
}

/// What is no step: how the primaries do, and whether a mitigation helps.
void RolloutKeeper::tell_what_lasts() {
  std::map<Told, record::PlainText> now;
  for (const auto& [route, watch] : primaries_.all()) {
    const evidence::PrimaryStanding standing = watch.standing();
    if (standing.health != PrimaryHealth::Degraded && standing.health != PrimaryHealth::Suspected) continue;
    now.try_emplace({AlertName::PrimaryDegraded, route, watch.primary()},
                    plain(fmt::format("Primary {} of route {}: {}", watch.primary(), route, words_of(standing))));
  }
  for (const auto& [route, track] : tracks_) {
    if (track.rollout().helps() != record::Tri::False) continue;
    const std::string& target = track.rollout().plan().target;
    now.try_emplace({AlertName::MitigationNotEffective, route, target},
                    plain(fmt::format("Callers of route {} still fail although traffic was moved to {}", route, target)));
  }
  for (const auto& [about, summary] : now) {
    const auto& [name, route, target] = about;
    if (!told_.contains(about)) parts_.alert({name, route, target, summary});
  }
  for (const auto& about : told_) {
    const auto& [name, route, target] = about;
    // A fallback that is suspended for useless rescues keeps the same alert up.
    const bool stays = name == AlertName::MitigationNotEffective && is_suspended(route, target);
    if (!now.contains(about) && !stays) parts_.alert({.name = name, .route = route, .target = target, .over = true});
  }
  told_.clear();
  for (const auto& [about, summary] : now) told_.insert(about);
}

}  // namespace jurymast::app
