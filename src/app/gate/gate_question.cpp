#include "app/gate/gate_question.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "app/gate/snapshot_questions.hpp"
#include "app/serve/subjects_in_force.hpp"

namespace jurymast::app {
namespace {

Result<const policy::Target*> target_of(const policy::Snapshot& snapshot, const policy::Route& route, const std::string& name) {
  if (name.empty()) return &snapshot.target(route.fallback.empty() ? route.primary : route.fallback.front());
  std::vector<TargetIndex> of_route{route.primary};
  of_route.insert(of_route.end(), route.fallback.begin(), route.fallback.end());
  std::string names;
  for (const TargetIndex index : of_route) {
    const policy::Target& target = snapshot.target(index);
    if (target.name == name) return &target;
    names += fmt::format("{}{}", names.empty() ? "" : ", ", target.name);
  }
  return fail(Code::Invalid, "route {} has no target \"{}\"; it has: {}", route.name, name, names);
}

}  // namespace

Result<evidence::GateQuestion> gate_question(const policy::Snapshot& snapshot, const std::string& route_name,
                                             const std::string& target_name) {
  const auto found = route_named(snapshot, route_name);
  if (!found) return tl::unexpected(found.error());
  const policy::Route& route = **found;
  const auto target = target_of(snapshot, route, target_name);
  if (!target) return tl::unexpected(target.error());
  const auto pack = held_pack(**target);
  if (!pack) return tl::unexpected(pack.error());

  evidence::GateQuestion question;
  question.subject = subject_in_force(snapshot, route, **target);
  question.primary = snapshot.target(route.primary).name;
  question.environment = snapshot.server.environment;
  question.rollback_owner = route.rollback_owner;
  question.stop_condition = route.stop_condition;
  question.pack = pack->named.pack.name;
  question.pack_digest = pack->digest;
  question.pack_names_index = !pack->named.pack.index.empty();
  if (const auto advised = pack->named.pack.advised_family((*target)->model)) question.advised_family = name_of(*advised);
  question.evidence_age_max = route.evidence_max_age;
  question.attempts_max = route.retry.attempts;
  question.attempts_per_target_max = route.retry.attempts_per_target;
  return question;
}

}  // namespace jurymast::app
