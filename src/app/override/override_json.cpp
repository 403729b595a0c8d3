#include "app/override/override_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace jurymast::app {
namespace {

using record::OverrideAction;
using record::OverrideRecord;

/// What names the override beside its action and route, as `override clear` takes it.
std::string place_flags(const OverrideRecord& record) {
  if (record.action == OverrideAction::Disable) return " --target " + record.target;
  return record.action == OverrideAction::PermitClass ? " --value " + record.value : std::string();
}

}  // namespace

std::string override_json(const OverrideRecord& record, WallTime now) {
  nlohmann::ordered_json json{{"id", record.id.to_string()},
                              {"action", name_of(record.action)},
                              {"route", record.route},
                              {"words", override_words(record)}};
  const auto add = [&](const char* name, const std::string& text) {
    if (!text.empty()) json[name] = text;
  };
  add("target", record.target);
  add("value", record.value);
  add("author", record.author);
  add("approver", record.approver);
  add("reason", record.reason.text());
  add("ticket", record.ticket);
  add("failing_signal", record.failing_signal);
  json["break_glass"] = record.break_glass;
  json["since"] = to_rfc3339(record.at);
  if (record.expires_at) {
    json["expires_at"] = to_rfc3339(*record.expires_at);
    json["left_ms"] = std::max<std::int64_t>(to_ms(*record.expires_at - now), 0);
  }
  if (!record.unproven.empty()) json["unproven"] = record.unproven;
  if (!record.changed_paths.empty()) json["changed_paths"] = record.changed_paths;
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

std::string undo_of(const OverrideRecord& step) {
  const bool once = step.action == OverrideAction::RetryNow || step.action == OverrideAction::ClearSuspension;
  if (once || step.event != record::OverrideEvent::Set) return {};
  return fmt::format("jurymast override clear {} {}{}", name_of(step.action), step.route, place_flags(step));
}

std::string override_words(const OverrideRecord& record) {
  switch (record.action) {
    case OverrideAction::Pin:
      return fmt::format("pin {} to {}", record.route, record.target);
    case OverrideAction::Disable:
      return fmt::format("disable {} on {}", record.target, record.route == "all" ? "all routes" : record.route);
    case OverrideAction::Mode:
      return fmt::format("mode {} for {}", record.value, record.route);
    case OverrideAction::StopRollout:
      return fmt::format("stop the rollout of {}", record.route);
    case OverrideAction::PermitClass:
      return fmt::format("permit {} on {}", record.value, record.route);
    case OverrideAction::Kill:
      return fmt::format("kill switch for {}", record.route);
    case OverrideAction::RetryNow:
      return fmt::format("retry {} now", record.target);
    case OverrideAction::ClearSuspension:
      return fmt::format("clear the suspension of {} on {}", record.target, record.route);
  }
  return {};
}

}  // namespace jurymast::app
