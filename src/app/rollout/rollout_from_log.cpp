#include "app/rollout/rollout_from_log.hpp"

#include <set>

#include "app/gate/snapshot_questions.hpp"
#include "app/rollout/rollout_background.hpp"
#include "app/rollout/rollout_rules.hpp"
#include "app/rollout/rollout_track.hpp"
#include "app/rollout/rollout_view.hpp"
#include "app/serve/record_tail.hpp"
#include "evidence/override_book.hpp"
#include "store/log_reader.hpp"

namespace jurymast::app {
namespace {

/// One route's rollout and what bears on it, told line by line.
struct Fold {
  std::string route;
  RolloutTrack track;
  evidence::PrimaryWatch primary;
  RolloutBackground background;
  evidence::OverrideBook overrides;
  std::set<std::string> suspended{};

  void take(const TailLine& line) {
    if (const auto* const operation = std::get_if<evidence::JudgedOperation>(&line.what)) {
      if (operation->route == route) track.take(*operation);
      primary.take(*operation);
    } else if (const auto* const feedback = std::get_if<record::FeedbackRecord>(&line.what)) {
      if (feedback->route == route) track.take(*feedback);
    } else if (const auto* const gate = std::get_if<record::GateRecord>(&line.what)) {
      background.take(*gate);
    } else if (const auto* const change = std::get_if<record::OverrideRecord>(&line.what)) {
      background.take(*change);
      overrides.apply(*change);
    } else if (const auto* const settings = std::get_if<ConfigChange>(&line.what)) {
      background.take(*settings);
    } else {
      const auto& step = std::get<record::RolloutRecord>(line.what);
      if (step.plan.route == route) take_step(step);
    }
  }
  void take_step(const record::RolloutRecord& step) {
    if (is_rollout_step(step)) return track.take(step);
    if (step.action == record::RolloutAction::Suspend) suspended.insert(step.plan.target);
    if (step.action == record::RolloutAction::Readmit) suspended.erase(step.plan.target);
  }
};

std::vector<record::OverrideRecord> standing_at(const evidence::OverrideBook& book, WallTime now) {
  std::vector<record::OverrideRecord> standing = book.standing();
  std::erase_if(standing, [&](const record::OverrideRecord& one) { return one.expires_at && *one.expires_at <= now; });
  return standing;
}

}  // namespace

Result<std::string> rollout_from_log(const policy::Snapshot& snapshot, const std::string& route, WallTime now) {
  const auto configured = route_named(snapshot, route);
  if (!configured) return tl::unexpected(configured.error());
  Fold fold{.route = route,
            .track = RolloutTrack(rollout_rules(**configured)),
            .primary = evidence::PrimaryWatch(route, snapshot.target((*configured)->primary).name),
            .background = {},
            .overrides = {}};
  evidence::JudgedLineReader operations;
  const auto read = store::for_each_line(snapshot.server.state, 0, [&](const store::LogLine& line) {
    if (!line.complete) return true;
    if (const auto told = read_tail_line(line.text, operations)) fold.take(*told);
    return true;
  });
  if (!read) return tl::unexpected(read.error());
  if (!fold.track.has_record()) {
    return fail(Code::NotFound, "route {} has no rollout; `jurymast rollout plan {}` begins one", route, route);
  }
  const evidence::Rollout& rollout = fold.track.rollout();
  evidence::RolloutSurroundings surroundings;
  surroundings.now = now;
  surroundings.config = snapshot.version;
  surroundings.gate = fold.background.gate_for(route, rollout.plan().target);
  surroundings.changed_at = fold.background.changed_at(route);
  surroundings.primary = fold.primary.standing();
  return rollout_json({.standing = rollout.standing(surroundings),
                       .share = {},
                       .primary = view_of(&fold.primary),
                       .overrides = overrides_for(route, standing_at(fold.overrides, now)),
                       .now = now,
                       .suspended = fold.suspended.contains(rollout.plan().target),
                       .running = false});
}

}  // namespace jurymast::app
