#include "policy/start_arm.hpp"

namespace jurymast::policy {

record::StartArm start_arm(const RequestFacts& facts, const Snapshot& snapshot) {
  if (facts.synthetic) return {.arm = facts.synthetic->shadow ? record::Arm::Shadow : record::Arm::Synthetic};
  const Assignment& assignment = facts.assignment;
  if (!assignment.drawn()) return {};
  const TargetIndex assigned = assignment.first.value_or(snapshot.route(facts.route).primary);
  return {.arm = assignment.arm, .weight_ppm = assignment.weight_ppm, .assigned_name = snapshot.target(assigned).name};
}

}  // namespace jurymast::policy
