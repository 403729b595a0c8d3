#include "app/rollout/rollout_order.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <nlohmann/json.hpp>

#include "base/units.hpp"

namespace jurymast::app {
namespace {

using Json = nlohmann::ordered_json;
using record::RolloutAction;

constexpr std::size_t kNameBytesMax = 64;
constexpr std::array kOrdered{RolloutAction::Plan,   RolloutAction::Start,    RolloutAction::Advance, RolloutAction::Hold,
                              RolloutAction::Resume, RolloutAction::RollBack, RolloutAction::Restore, RolloutAction::Close};

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= kNameBytesMax && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-_.:@").find(c) != std::string_view::npos;
  });
}

Result<void> take_name(std::string& place, const std::string& member, const Json& value) {
  if (!value.is_string() || !is_name(value.get<std::string>())) {
    return fail(Code::Invalid, "`{}` is no name: 1 to {} letters, digits and -_.:@", member, kNameBytesMax);
  }
  place = value.get<std::string>();
  return {};
}

Result<void> take_action(RolloutOrder& order, const Json& value) {
  const auto action = value.is_string() ? rollout_action_named(value.get<std::string>()) : std::nullopt;
  if (!action) return fail(Code::Invalid, "`action` is none of plan, start, advance, hold, resume, roll_back, restore and close");
  order.action = *action;
  return {};
}

Result<void> take_purpose(RolloutOrder& order, const Json& value) {
  for (std::size_t i = 0; i < record::kRolloutPurposeNames.size(); ++i) {
    if (value == record::kRolloutPurposeNames[i]) order.purpose = static_cast<record::RolloutPurpose>(i);
  }
  if (!order.purpose) return fail(Code::Invalid, "`purpose` is neither mitigation nor planned");
  return {};
}

Result<void> take_reason(RolloutOrder& order, const Json& value) {
  if (!value.is_string()) return fail(Code::Invalid, "`reason` is no string");
  auto reason = record::PlainText::make(value.get<std::string>());
  if (!reason) return fail(Code::Invalid, "`reason`: {}", reason.error().message);
  order.reason = *std::move(reason);
  return {};
}

Result<void> take_lasts(RolloutOrder& order, const Json& value) {
  if (!value.is_string()) return fail(Code::Invalid, "`lasts` is no string");
  const auto lasts = parse_duration(value.get<std::string>());
  if (!lasts) return fail(Code::Invalid, "`lasts`: {}", lasts.error().message);
  order.lasts = *lasts;
  return {};
}

Result<void> take_flag(const std::string& member, const Json& value, const std::function<void(bool)>& set) {
  if (!value.is_boolean()) return fail(Code::Invalid, "`{}` is neither true nor false", member);
  set(value.get<bool>());
  return {};
}

Result<void> take_stages(RolloutOrder& order, const Json& value) {
  if (!value.is_array() || value.size() > kStagesMax) return fail(Code::Invalid, "`stages` is no list of at most {}", kStagesMax);
  for (const Json& stage : value) {
    if (!stage.is_number_unsigned() || stage.get<std::uint64_t>() > evidence::kWholePpm) {
      return fail(Code::Invalid, "`stages` holds something that is no number of millionths");
    }
    order.stages.push_back({stage.get<std::uint64_t>()});
  }
  return {};
}

Result<void> take(RolloutOrder& order, const std::string& member, const Json& value) {
  if (member == "action") return take_action(order, value);
  if (member == "purpose") return take_purpose(order, value);
  if (member == "reason") return take_reason(order, value);
  if (member == "stages") return take_stages(order, value);
  if (member == "lasts") return take_lasts(order, value);
  if (member == "dry_run") return take_flag(member, value, [&](bool set) { order.dry_run = set; });
  if (member == "manual") return take_flag(member, value, [&](bool set) { order.manual = set; });
  if (member == "person") return take_name(order.person, member, value);
  if (member == "approver") return take_name(order.approver, member, value);
  if (member == "target") return take_name(order.target, member, value);
  if (member == "ticket") return take_name(order.ticket, member, value);
  if (member == "failing_signal") return take_name(order.failing_signal, member, value);
  return fail(Code::Invalid,
              "`{}` is not known here; action, person, approver, reason, ticket, failing_signal, purpose, target, stages, manual, "
              "lasts and "
              "dry_run are",
              member.substr(0, kNameBytesMax));
}

Result<std::string> fallback_named(const policy::Snapshot& snapshot, const policy::Route& route, const std::string& name) {
  for (const TargetIndex index : route.fallback) {
    if (name.empty() || snapshot.target(index).name == name) return snapshot.target(index).name;
  }
  if (name.empty()) return fail(Code::NotFound, "route {} has no fallback, so there is nothing to move its traffic to", route.name);
  return fail(Code::NotFound, "route {} has no fallback {}; `jurymast check --explain` shows what it has", route.name, name);
}

}  // namespace

std::optional<RolloutAction> rollout_action_named(std::string_view name) {
  std::string word(name);
  std::replace(word.begin(), word.end(), '-', '_');
  const auto found = std::find_if(kOrdered.begin(), kOrdered.end(), [&](RolloutAction action) { return name_of(action) == word; });
  if (found == kOrdered.end()) return std::nullopt;
  return *found;
}

Result<RolloutOrder> read_rollout_order(std::string_view body) {
  if (body.size() > kRolloutOrderBytesMax) return fail(Code::Invalid, "the body is larger than {} bytes", kRolloutOrderBytesMax);
  const Json json = Json::parse(body, nullptr, false);
  if (!json.is_object()) return fail(Code::Invalid, "the body is no JSON object");
  if (!json.contains("action")) return fail(Code::Invalid, "`action` is missing");
  RolloutOrder order;
  for (const auto& [member, value] : json.items()) {
    if (auto taken = take(order, member, value); !taken) return tl::unexpected(taken.error());
  }
  return order;
}

std::string render(const RolloutOrder& order) {
  Json json{{"action", name_of(order.action)}};
  const auto put = [&](const char* member, const std::string& text) {
    if (!text.empty()) json[member] = text;
  };
  put("person", order.person);
  put("approver", order.approver);
  put("reason", order.reason.text());
  put("ticket", order.ticket);
  put("failing_signal", order.failing_signal);
  put("target", order.target);
  if (order.purpose) json["purpose"] = name_of(*order.purpose);
  if (order.manual) json["manual"] = *order.manual;
  if (order.lasts) json["lasts"] = to_text(*order.lasts);
  for (const record::Share& stage : order.stages) json["stages"].push_back(stage.ppm);
  if (order.dry_run) json["dry_run"] = true;
  return json.dump();
}

Result<evidence::RolloutAsk> ask_of(const RolloutOrder& order, const policy::Snapshot& snapshot, const policy::Route& route,
                                    WallTime now) {
  evidence::RolloutAsk asked;
  asked.action = order.action;
  asked.person = order.person;
  asked.approver = order.approver;
  asked.reason = order.reason;
  if (order.action != RolloutAction::Plan) return asked;
  auto target = fallback_named(snapshot, route, order.target);
  if (!target) return tl::unexpected(target.error());
  record::RolloutPlan& plan = asked.plan.emplace();
  plan.route = route.name;
  plan.target = *std::move(target);
  plan.family = route.family;
  plan.purpose = order.purpose.value_or(route.rollout.purpose);
  plan.stages = order.stages;
  if (plan.stages.empty()) {
    for (const std::uint32_t ppm : route.rollout.stages_ppm) plan.stages.push_back({ppm});
  }
  plan.low_risk_until_ppm = route.rollout.low_risk_until_ppm;
  plan.manual = order.manual.value_or(route.rollout.manual);
  plan.rollback_owner = route.rollback_owner;
  plan.ticket = order.ticket;
  plan.failing_signal = order.failing_signal;
  if (order.lasts) plan.expires_at = now + *order.lasts;
  auto stop = record::PlainText::make(route.stop_condition);
  if (!route.stop_condition.empty() && !stop) return fail(Code::Invalid, "`stop_condition` of the route: {}", stop.error().message);
  if (stop) plan.stop_condition = *std::move(stop);
  return asked;
}

}  // namespace jurymast::app
