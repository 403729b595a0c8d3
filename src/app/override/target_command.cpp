#include "app/override/target_command.hpp"

#include <fmt/format.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "app/exit_code.hpp"
#include "app/override/override_command.hpp"
#include "app/status/status_config.hpp"
#include "app/status/status_live.hpp"
#include "app/status/status_tables.hpp"

namespace jurymast::app {
namespace {

constexpr int kOk = 200;

int act(const OverrideOptions& options, record::OverrideAction action, std::FILE* out, std::FILE* complaints) {
  OverrideOptions change = options;
  change.action = name_of(action);
  change.target.clear();
  return run_change(change, "/targets/" + options.target, out, complaints);
}

/// The gateway's own words on its targets.
std::string targets_json(const std::string& status) {
  const auto json = nlohmann::ordered_json::parse(status, nullptr, false);
  return json.is_object() && json.contains("targets") ? json["targets"].dump(2) + "\n" : status;
}

}  // namespace

int run_target_retry_now(const OverrideOptions& options, std::FILE* out, std::FILE* complaints) {
  return act(options, record::OverrideAction::RetryNow, out, complaints);
}

int run_target_clear_suspension(const OverrideOptions& options, std::FILE* out, std::FILE* complaints) {
  return act(options, record::OverrideAction::ClearSuspension, out, complaints);
}

int run_target_list(const OverrideOptions& options, std::FILE* out, std::FILE* complaints) {
  const auto snapshot = read_config_for_looking(options.config);
  if (!snapshot) {
    std::fputs(snapshot.error().message.c_str(), complaints);
    return kUsage;
  }
  const auto answer = ask_gateway(*snapshot, "GET", "/status");
  if (!answer || answer->status != kOk) return complain(answer, "target list", complaints);
  auto live = read_live(answer->body);
  if (!live) {
    fmt::print(complaints, "jurymast target list: {}\n", live.error().message);
    return kToolFailed;
  }
  StatusFacts facts;
  facts.gateway = Gateway::Up;
  facts.live = std::move(live->facts);
  facts.routes = std::move(live->routes);
  fmt::print(out, "{}", options.json ? targets_json(answer->body) : target_table(facts, std::numeric_limits<std::size_t>::max()));
  return kPass;
}

}  // namespace jurymast::app
