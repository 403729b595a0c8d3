#include "app/smoke_hooks.hpp"

#include <memory>

#include "app/subjects_in_force.hpp"
#include "evidence/answer_check.hpp"

namespace jurymast::app {
namespace {

/// Empty where the target's pack cannot be read: then there is nothing to hold an answer against.
evidence::ContractHook contract_of(const policy::Target& target) {
  auto held = held_pack(target);
  if (!held) return {};
  return [pack = std::make_shared<const evidence::ContractPack>(std::move(held->named.pack))](const evidence::SmokeAnswer& answer) {
    std::vector<std::string> ids;
    for (const evidence::ContractFinding& finding : evidence::check_answer(*pack, {.family = answer.family,
                                                                                   .streamed = answer.streamed,
                                                                                   .status = answer.status,
                                                                                   .content_type = answer.content_type,
                                                                                   .body = answer.body})) {
      ids.push_back(finding.id);
    }
    return ids;
  };
}

}  // namespace

SmokeHooks smoke_hooks() {
  return {.areas = [](const policy::Snapshot& snapshot, const policy::Route& route,
                      const policy::Target& target) { return subject_in_force(snapshot, route, target).areas; },
          .time_max = [](const policy::Route& route) { return route.user_budget.total; },
          .contract = contract_of};
}

}  // namespace jurymast::app
