#include "app/rollout/rollout_rescues.hpp"

#include <algorithm>

#include "app/gate/snapshot_questions.hpp"

namespace jurymast::app {
namespace {

evidence::RescueRules rules_for(const policy::Route& route) {
  evidence::RescueRules rules;
  rules.first_content_budget = route.user_budget.first_content;
  rules.total_budget = route.user_budget.total;
  return rules;
}

bool has_fallback(const policy::Snapshot& snapshot, const policy::Route& route, const std::string& target) {
  return std::any_of(route.fallback.begin(), route.fallback.end(),
                     [&](TargetIndex i) { return snapshot.target(i).name == target; });
}

}  // namespace

void RolloutRescues::follow(const policy::Snapshot& snapshot) {
  for (auto& [subject, of] : watches_) {
    const auto route = route_named(snapshot, subject.first);
    if (!route) continue;
    of.watch.follow({subject.first, subject.second, snapshot.target((*route)->primary).name}, rules_for(**route));
  }
  std::erase_if(watches_, [&](const auto& entry) {
    const auto route = route_named(snapshot, entry.first.first);
    return !entry.second.watch.suspended() && !(route && has_fallback(snapshot, **route, entry.first.second));
  });
}

/// Null where the configuration has no such fallback, so that what is watched is bounded by it.
RolloutRescues::Watched* RolloutRescues::watched(const Subject& subject, const policy::Snapshot& snapshot) {
  const auto found = watches_.find(subject);
  if (found != watches_.end()) return &found->second;
  const auto route = route_named(snapshot, subject.first);
  if (!route) return nullptr;
  if (!has_fallback(snapshot, **route, subject.second)) return nullptr;
  const evidence::RescueSubject about{subject.first, subject.second, snapshot.target((*route)->primary).name};
  return &watches_.try_emplace(subject, Watched{evidence::RescueWatch(about, rules_for(**route)), {}, false}).first->second;
}

void RolloutRescues::take(const evidence::JudgedOperation& operation, const policy::Snapshot& snapshot) {
  for (const evidence::RescueSeen& rescue : operation.rescues) {
    if (Watched* const of = watched({operation.route, rescue.target}, snapshot)) of->watch.take(operation);
  }
}

void RolloutRescues::take(const record::FeedbackRecord& feedback) {
  const auto found = watches_.find({feedback.route, feedback.target});
  if (found != watches_.end()) found->second.watch.take(feedback);
}

void RolloutRescues::take(const std::vector<record::Standing>& standings) {
  for (auto& [subject, of] : watches_) {
    for (const record::Standing& standing : standings) of.watch.take(standing);
  }
}

void RolloutRescues::apply(const record::RolloutRecord& step, const policy::Snapshot& snapshot) {
  Watched* const of = watched({step.plan.route, step.plan.target}, snapshot);
  if (of == nullptr || step.id <= of->last_applied) return;
  of->last_applied = step.id;
  of->busy = false;
  of->watch.apply(step);
}

std::optional<record::RolloutRecord> RolloutRescues::next(const evidence::StepMoment& moment) const {
  for (const auto& [subject, of] : watches_) {
    if (of.busy) continue;
    if (auto step = of.watch.next(moment)) return step;
  }
  return std::nullopt;
}

void RolloutRescues::begin(const record::RolloutRecord& step) {
  const auto found = watches_.find({step.plan.route, step.plan.target});
  if (found != watches_.end()) found->second.busy = true;
}

void RolloutRescues::give_up(const record::RolloutRecord& step) {
  const auto found = watches_.find({step.plan.route, step.plan.target});
  if (found != watches_.end()) found->second.busy = false;
}

Result<record::RolloutRecord> RolloutRescues::ask_readmit(const std::string& route, const std::string& target,
                                                          const evidence::StepMoment& moment, const std::string& person) const {
  const auto found = watches_.find({route, target});
  if (found == watches_.end())
    return fail(Code::NotFound, "target {} is not suspended on route {}; there is nothing to clear", target, route);
  return found->second.watch.ask_readmit(moment, person, {});
}

const evidence::RescueWatch* RolloutRescues::of(const std::string& route, const std::string& target) const {
  const auto found = watches_.find({route, target});
  return found == watches_.end() ? nullptr : &found->second.watch;
}

std::map<std::string, std::vector<std::string>> RolloutRescues::suspended() const {
  std::map<std::string, std::vector<std::string>> names;
  for (const auto& [subject, of] : watches_) {
    if (of.watch.suspended() && subject.second != of.watch.subject().primary) names[subject.first].push_back(subject.second);
  }
  return names;
}

}  // namespace jurymast::app
