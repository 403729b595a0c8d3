#include "wire/turn_trim.hpp"

#include <algorithm>

namespace jurymast::wire {
namespace {

/// All turns that go together; kept under the oldest of them.
struct Group {
  std::size_t turns = 0;
  std::uint64_t tokens = 0;
  bool stays = false;
};

bool over(const TrimLimits& limits, const Group& left) {
  return (limits.turns_max && left.turns > *limits.turns_max) ||
         (limits.input_tokens_max && left.tokens > *limits.input_tokens_max);
}

std::vector<Group> groups_of(const std::vector<Turn>& turns) {
  std::vector<Group> groups(turns.size());
  const auto last_user = std::find_if(turns.rbegin(), turns.rend(), [](const Turn& turn) { return turn.speaker == Speaker::User; });
  for (const Turn& turn : turns) {
    Group& group = groups[turn.group];
    const bool is_last_user = last_user != turns.rend() && &turn == &*last_user;
    group.stays = group.stays || turn.instructs() || turn.pinned || is_last_user;
    if (!turn.instructs()) ++group.turns;
    if (!turn.instructs()) group.tokens += estimated_tokens(turn.span.size);
  }
  return groups;
}

}  // namespace

Trim trim_turns(const Conversation& conversation, const TrimLimits& limits) {
  const std::vector<Turn>& turns = conversation.turns;
  const std::vector<Group> groups = groups_of(turns);
  Group left{.turns = 0, .tokens = limits.tokens_beside};
  for (const Group& group : groups) {
    left.turns += group.turns;
    left.tokens += group.tokens;
  }
  Trim trim{.dropped = std::vector<bool>(turns.size(), false)};
  for (std::size_t i = 0; i < turns.size(); ++i) {
    const std::size_t group = turns[i].group;
    if (group == i && !groups[i].stays && over(limits, left)) {
      trim.dropped[i] = true;
      left.turns -= groups[i].turns;
      left.tokens -= groups[i].tokens;
    }
    trim.dropped[i] = trim.dropped[group];
    if (trim.dropped[i]) ++trim.dropped_count;
  }
  trim.fits = !over(limits, left);
  return trim;
}

}  // namespace jurymast::wire
