#include "app/override/override_request.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/units.hpp"

namespace jurymast::app {
namespace {

using Json = nlohmann::json;
using evidence::OverrideAsk;

constexpr std::size_t kNameShownMax = 64;

struct TextMember {
  std::string_view name;
  std::string OverrideAsk::* place;
};
constexpr std::array kTextMembers{
    TextMember{"route", &OverrideAsk::route},       TextMember{"target", &OverrideAsk::target},
    TextMember{"value", &OverrideAsk::value},       TextMember{"author", &OverrideAsk::author},
    TextMember{"approver", &OverrideAsk::approver}, TextMember{"ticket", &OverrideAsk::ticket},
    TextMember{"words", &OverrideAsk::words},       TextMember{"failing_signal", &OverrideAsk::failing_signal}};

Result<void> take_action(std::string_view text, OverrideAsk& ask) {
  const auto* const found = std::find(record::kOverrideActionNames.begin(), record::kOverrideActionNames.end(), text);
  if (found == record::kOverrideActionNames.end()) {
    return fail(Code::Invalid,
                "`action` is none of pin, disable, mode, stop_rollout, permit_class, retry_now and clear_suspension");
  }
  ask.action = static_cast<record::OverrideAction>(found - record::kOverrideActionNames.begin());
  return {};
}

Result<void> take_text(std::string_view name, const std::string& text, OverrideAsk& ask) {
  if (name == "action") return take_action(text, ask);
  if (name == "reason") return record::PlainText::make(text).map([&](record::PlainText plain) { ask.reason = std::move(plain); });
  if (name == "lasts") return parse_duration(text).map([&](Duration lasts) { ask.lasts = lasts; });
  for (const TextMember& member : kTextMembers) {
    if (member.name != name) continue;
    ask.*member.place = text;
    return {};
  }
  return fail(Code::Invalid, "`{}` is no member of a change", name.substr(0, kNameShownMax));
}

Result<void> take(const std::string& name, const Json& value, OverrideRequest& request) {
  const bool flag = name == "dry_run" || name == "break_glass";
  if (flag && !value.is_boolean()) return fail(Code::Invalid, "`{}` is neither true nor false", name);
  if (flag) {
    (name == "dry_run" ? request.dry_run : request.ask.break_glass) = value.get<bool>();
    return {};
  }
  if (!value.is_string()) return fail(Code::Invalid, "`{}` is no string", name.substr(0, kNameShownMax));
  return take_text(name, value.get<std::string>(), request.ask);
}

/// Tokens that are no person's: the configured one, the one that the gateway makes for its own commands, and none.
bool is_shared(std::string_view actor) { return actor.empty() || actor == "configured" || actor == "local"; }

}  // namespace

Result<OverrideRequest> read_override_request(std::string_view body) {
  if (body.size() > kOverrideBodyBytesMax) return fail(Code::Invalid, "the body is larger than {} bytes", kOverrideBodyBytesMax);
  const Json json = Json::parse(body, nullptr, false);
  if (!json.is_object()) return fail(Code::Invalid, "the body is no JSON object");
  OverrideRequest request;
  request.action_said = json.contains("action");
  for (const auto& [name, value] : json.items()) {
    if (auto taken = take(name, value, request); !taken) return fail(taken.error().code, "{}", taken.error().message);
  }
  return request;
}

Result<void> settle_persons(const control::AdminRequest& request, OverrideAsk& ask) {
  if (is_shared(request.actor)) return {};
  if (ask.author.empty()) ask.author = request.actor;
  if (!ask.approver.empty()) {
    if (ask.approver == request.actor && request.role >= control::Role::Approve) return {};
    return fail(Code::Denied, "{} has to approve this with a token of role approve; this one is {}'s, of role {}", ask.approver,
                request.actor, name_of(request.role));
  }
  if (ask.author == request.actor) return {};
  return fail(Code::Denied, "this token is {}'s and cannot speak for {}", request.actor, ask.author);
}

}  // namespace jurymast::app
