#include "wire/stream_assembler_members.hpp"

#include <algorithm>

namespace jurymast::wire {

void LatestMembers::take(std::string_view key, JsonCursor& cursor, std::string_view text) {
  const TextSpan span = cursor.take_span();
  const std::string_view value = text.substr(span.offset, span.size);
  if (!value.empty() && value != "null" && value != "\"\"") put(key, value);
}

void LatestMembers::put(std::string_view key, std::string_view value) {
  const auto found = std::find_if(members_.begin(), members_.end(), [key](const Member& member) { return member.key == key; });
  if (found != members_.end()) {
    found->value = value;
  } else if (members_.size() < kCountMax) {
    members_.push_back({std::string(key), std::string(value)});
  }
}

void LatestMembers::add(const LatestMembers& later) {
  for (const Member& member : later.members_) put(member.key, member.value);
}

void LatestMembers::append_to(std::string& out) const {
  for (const Member& member : members_) {
    out += ',';
    append_json_string(member.key, out);
    out += ':';
    out += member.value;
  }
}

std::size_t LatestMembers::held_bytes() const {
  std::size_t bytes = members_.size() * sizeof(Member);
  for (const Member& member : members_) bytes += member.key.size() + member.value.size();
  return bytes;
}

}  // namespace jurymast::wire
