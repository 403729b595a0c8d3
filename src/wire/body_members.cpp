#include "wire/body_members.hpp"

#include <algorithm>

#include "wire/json_cursor.hpp"

namespace jurymast::wire {
namespace {

/// The key that stands next at or behind `from`, in a text whose grammar is known to be right.
TextSpan key_behind(std::string_view text, std::size_t from) {
  const std::size_t begin = text.find('"', from);
  std::size_t end = begin + 1;
  while (text[end] != '"') end += text[end] == '\\' ? 2U : 1U;
  return {begin, end + 1 - begin};
}

}  // namespace

Result<BodyMembers> BodyMembers::read(PaddedText body, JsonScratch& scratch) {
  JsonCursor cursor(body, scratch, LoneSurrogates::Refused);
  if (!cursor.failed() && cursor.kind() != JsonKind::Object) {
    return fail(Code::Invalid, "the request body must be a JSON object");
  }
  BodyMembers body_members;
  std::vector<BodyMember>& members = body_members.members_;
  body_members.begin_ = cursor.offset() + 1;
  bool too_many = false;
  for (JsonMembers each(cursor); each.next();) {
    too_many = too_many || members.size() == kBodyMembersMax;
    if (!too_many) members.push_back({std::string(each.key()), {}, cursor.take_span()});
  }
  if (!cursor.finish()) {
    return fail(Code::Invalid, "the request body is not valid JSON (at byte {})", cursor.fault_offset());
  }
  if (too_many) {
    return fail(Code::Invalid, "the request body has more than {} members; a body with so many cannot be changed", kBodyMembersMax);
  }
  std::size_t from = body_members.begin_;
  for (BodyMember& member : members) {
    member.key = key_behind(body.text, from);
    from = member.value.offset + member.value.size;
  }
  return body_members;
}

Result<void> BodyMembers::check_given_once(std::initializer_list<std::string_view> names) const {
  for (const std::string_view name : names) {
    const auto same = [name](const BodyMember& member) { return member.name == name; };
    if (std::count_if(members_.begin(), members_.end(), same) > 1) {
      return fail(Code::Invalid, "\"{}\" is given twice; give it once", name);
    }
  }
  return {};
}

const BodyMember* BodyMembers::find(std::string_view name) const {
  const auto found =
      std::find_if(members_.begin(), members_.end(), [name](const BodyMember& member) { return member.name == name; });
  return found == members_.end() ? nullptr : &*found;
}

ListEdit BodyMembers::list_edit() const {
  std::vector<TextSpan> parts;
  for (const BodyMember& member : members_) {
    parts.push_back({member.key.offset, member.value.offset + member.value.size - member.key.offset});
  }
  return {begin_, std::move(parts)};
}

}  // namespace jurymast::wire
