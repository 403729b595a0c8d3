#include <algorithm>
#include <array>
#include <set>

#include "wire/body_overrides.hpp"
#include "wire/http_chars.hpp"
#include "wire/json_cursor.hpp"
#include "wire/request_view.hpp"

namespace jurymast::wire {
namespace {

struct ForbiddenMember {
  std::string_view name;
  std::string_view why;
};

/// What a request is routed, relayed and judged by; a target must be sent what the gateway read.
constexpr std::array kForbidden = std::to_array<ForbiddenMember>({
    {"model", "set the target's `model` instead"},
    {"stream", "the answer is read as the caller asked for it; leave it out"},
    {"stream_options", "the gateway asks for usage itself; leave it out"},
    {"messages", "the conversation is the caller's; use a prompt variant"},
    {"input", "the conversation is the caller's; use a prompt variant"},
    {"n", "the answer's choices are counted by it; leave it out"},
    {"background", "whether a request may move to another target depends on it; leave it out"},
    {"previous_response_id", "whether a request may move to another target depends on it; leave it out"},
    {"conversation", "whether a request may move to another target depends on it; leave it out"},
    {"prompt", "whether a request may move to another target depends on it; leave it out"},
});

bool is_name_char(char c) {
  const char lower = to_lower(c);
  return (lower >= 'a' && lower <= 'z') || is_digit(c) || c == '_' || c == '-' || c == '.';
}

/// The message does not repeat a name that is no name.
Result<void> check_name(std::string_view name) {
  if (name.empty() || name.size() > kOverrideNameBytesMax || !std::all_of(name.begin(), name.end(), is_name_char)) {
    return fail(Code::Invalid,
                "a member's name is not valid; it has 1 to {} letters, digits, `_`, `-` and `.`, and only members of the outermost "
                "object can be named",
                kOverrideNameBytesMax);
  }
  const auto* const forbidden =
      std::find_if(kForbidden.begin(), kForbidden.end(), [name](const ForbiddenMember& row) { return row.name == name; });
  if (forbidden == kForbidden.end()) return {};
  return fail(Code::Invalid, "\"{}\" cannot be set or removed for a target: {}", name, forbidden->why);
}

/// How deep the value the cursor stands on nests; recursion ends at limits::kJsonDepthMax.
std::size_t depth_of(JsonCursor& cursor) {
  std::size_t below = 0;
  if (cursor.kind() == JsonKind::Object) {
    for (JsonMembers members(cursor); members.next();) below = std::max(below, depth_of(cursor));
  } else if (cursor.kind() == JsonKind::Array) {
    for (JsonElements elements(cursor); elements.next();) below = std::max(below, depth_of(cursor));
  } else {
    cursor.walk();
    return 0;
  }
  return below + 1;
}

Result<void> check_value(const BodyOverrides::Member& member) {
  if (member.json.size() > kOverrideJsonBytesMax) {
    return fail(Code::Invalid, "the value for \"{}\" has {} bytes; at most {}", member.name, member.json.size(),
                kOverrideJsonBytesMax);
  }
  JsonScratch scratch;
  const PaddedString json(member.json);
  JsonCursor cursor(json.padded(), scratch, LoneSurrogates::Refused);
  const std::size_t depth = cursor.failed() ? 0 : depth_of(cursor);
  if (!cursor.finish() && cursor.fault() != JsonFault::Depth) {
    return fail(Code::Invalid, "the value for \"{}\" is not one valid JSON value (at byte {}); write a string with its quotes",
                member.name, cursor.fault_offset());
  }
  if (cursor.failed() || depth > kOverrideDepthMax) {
    return fail(Code::Invalid, "the value for \"{}\" nests deeper than {} levels", member.name, kOverrideDepthMax);
  }
  return {};
}

/// Fails where a member has a type that the gateway's own reader would refuse in a request.
Result<void> check_types(const BodyOverrides& overrides) {
  std::string body = "{";
  for (const BodyOverrides::Member& member : overrides.set) {
    body += fmt::format("{}\"{}\":{}", body.size() > 1 ? "," : "", member.name, member.json);
  }
  const PaddedString request(body + "}");
  JsonScratch scratch;
  for (const Family family : {Family::ChatCompletions, Family::Responses}) {
    const Result<RequestView> view = read_request(family, request.padded(), scratch);
    if (!view) return fail(Code::Invalid, "a value that is set has the wrong type: {}", view.error().message);
  }
  return {};
}

Result<void> check_single(const std::string& name, const BodyOverrides& overrides, std::set<std::string_view>& seen) {
  if (!seen.insert(name).second)
    return fail(Code::Invalid, "\"{}\" is set or removed more than once; say one thing about it", name);
  if (overrides.token_limit_member && token_limit_member_named(name)) {
    return fail(Code::Invalid, "\"{}\" is decided by the target's token_limit_member; leave one of the two out", name);
  }
  return {};
}

}  // namespace

Result<void> check_overrides(const BodyOverrides& overrides) {
  if (overrides.set.size() + overrides.remove.size() > kOverridesMax) {
    return fail(Code::Invalid, "{} members are set or removed; at most {}", overrides.set.size() + overrides.remove.size(),
                kOverridesMax);
  }
  std::set<std::string_view> seen;
  for (const std::string& name : overrides.remove) {
    if (Result<void> valid = check_name(name); !valid) return valid;
    if (Result<void> single = check_single(name, overrides, seen); !single) return single;
  }
  for (const BodyOverrides::Member& member : overrides.set) {
    if (Result<void> valid = check_name(member.name); !valid) return valid;
    if (Result<void> single = check_single(member.name, overrides, seen); !single) return single;
    if (Result<void> valid = check_value(member); !valid) return valid;
  }
  return check_types(overrides);
}

}  // namespace jurymast::wire
