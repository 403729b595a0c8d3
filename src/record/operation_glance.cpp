#include "record/operation_glance.hpp"

#include "record/member_walk.hpp"
#include "record/timestamp.hpp"

namespace jurymast::record {
namespace {

/// The class of the first attempt that has not `ok`; false where the array is none of attempts.
bool find_failed(std::string_view attempts, std::string_view& failed) {
  if (!attempts.starts_with('[')) return false;
  ElementWalk elements(attempts.substr(1));
  while (elements.next()) {
    if (elements.is_text || !elements.value.starts_with('{')) return false;
    MemberWalk members(elements.value.substr(1));
    while (members.next() && members.name != "class") {
    }
    if (members.name != "class" || !members.is_text) return false;
    if (members.value == "ok") continue;
    failed = members.value;
    return true;
  }
  return elements.rest() == "]";
}

void take_text(const MemberWalk& member, OperationGlance& to) {
  if (member.name == "route") to.route = member.value;
  if (member.name == "arm") to.arm = member.value;
  if (member.name == "outcome") to.outcome = member.value;
  if (member.name == "class") to.failure_class = member.value;
  if (member.name == "refusal") to.refusal = member.value;
  if (member.name == "fallback_class") to.fallback_class = member.value;
}

}  // namespace

std::optional<OperationGlance> glance_at_operation(const LineLayout& layout, std::string_view line) {
  if (layout.kind != "operation" || !layout.checksum_holds || line.find('\\') != std::string_view::npos) return std::nullopt;
  MemberWalk member(line.substr(1));
  OperationGlance glance;
  std::optional<WallTime> at;
  while (member.next()) {
    if (member.name == "ts") at = parse_timestamp(member.value);
    if (member.name == "attempts" && !find_failed(member.value, glance.first_failed)) return std::nullopt;
    if (member.is_text) take_text(member, glance);
  }
  if (!at || member.rest() != "}") return std::nullopt;
  glance.at = *at;
  return glance;
}

}  // namespace jurymast::record
