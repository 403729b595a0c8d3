#include "app/rollout/rollout_command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>

#include "app/client/admin_client.hpp"
#include "app/exit_code.hpp"
#include "app/gate/snapshot_questions.hpp"
#include "app/rollout/rollout_from_log.hpp"
#include "app/rollout/rollout_report.hpp"
#include "app/status/status_config.hpp"
#include "base/units.hpp"

namespace jurymast::app {
namespace {

constexpr int kOk = 200;
constexpr int kNotFound = 404;
constexpr int kServerFailures = 500;

int complain(std::FILE* complaints, std::string_view what, int code) {
  fmt::print(complaints, "jurymast rollout: {}\n", what);
  return code;
}

Result<policy::Snapshot> settings_for(const RolloutOptions& options) {
  // OpenSSL writes without MSG_NOSIGNAL.
  std::signal(SIGPIPE, SIG_IGN);
  auto snapshot = read_config_for_looking(options.config);
  if (!snapshot) return snapshot;
  if (const auto route = route_named(*snapshot, options.route); !route) return tl::unexpected(route.error());
  if (snapshot->server.admin_token && is_placeholder(snapshot->server.admin_token->reveal()))
    snapshot->server.admin_token = nullptr;
  return snapshot;
}

int show(const std::string& json, const RolloutOptions& options, std::FILE* out, std::FILE* complaints) {
  const auto text = options.json ? Result<std::string>(json) : rollout_text(json);
  if (!text) return complain(complaints, text.error().message, kToolFailed);
  fmt::print(out, "{}", *text);
  if (options.json && !json.ends_with('\n')) fmt::print(out, "\n");
  const RolloutVerdict verdict = rollout_verdict(json);
  if (verdict == RolloutVerdict::NotEffective) return kInvestigate;
  return verdict == RolloutVerdict::Held ? kHold : kPass;
}

Result<void> take_typed(const RolloutOptions& options, RolloutOrder& order) {
  auto reason = record::PlainText::make(options.reason);
  if (!options.reason.empty() && !reason) return fail(Code::Invalid, "--reason: {}", reason.error().message);
  if (reason) order.reason = *std::move(reason);
  for (std::size_t i = 0; i < record::kRolloutPurposeNames.size(); ++i) {
    if (options.purpose == record::kRolloutPurposeNames[i]) order.purpose = static_cast<record::RolloutPurpose>(i);
  }
  if (!options.lasts.empty()) {
    const auto lasts = parse_duration(options.lasts);
    if (!lasts) return fail(Code::Invalid, "--expires: {}", lasts.error().message);
    order.lasts = *lasts;
  }
  for (const std::string& typed : options.stages) {
    const auto ppm = parse_share(typed.ends_with('%') ? typed : typed + "%");
    if (!ppm) return fail(Code::Invalid, "--stages: {}", ppm.error().message);
    order.stages.push_back({*ppm});
  }
  return {};
}

}  // namespace

int run_rollout_status(const RolloutOptions& options, Clock& clock, std::FILE* out, std::FILE* complaints) {
  const auto snapshot = settings_for(options);
  if (!snapshot) return complain(complaints, snapshot.error().message, kUsage);
  const auto answer = admin_request(snapshot->server, "GET", "/rollouts/" + options.route);
  if (answer && answer->status == kOk) return show(answer->body, options, out, complaints);
  if (answer) return complain(complaints, message_in(*answer), answer->status == kNotFound ? kUsage : kToolFailed);
  if (answer.error().code != Code::Unavailable) return complain(complaints, answer.error().message, kToolFailed);
  fmt::print(complaints, "the gateway cannot be asked ({}); this is from its record in {}\n", answer.error().message,
             snapshot->server.state);
  const auto json = rollout_from_log(*snapshot, options.route, clock.wall_now());
  if (json) return show(*json, options, out, complaints);
  return complain(complaints, json.error().message, json.error().code == Code::NotFound ? kUsage : kToolFailed);
}

int run_rollout_change(const RolloutOptions& options, std::FILE* out, std::FILE* complaints) {
  const auto snapshot = settings_for(options);
  if (!snapshot) return complain(complaints, snapshot.error().message, kUsage);
  RolloutOrder order = options.order;
  if (const auto taken = take_typed(options, order); !taken) return complain(complaints, taken.error().message, kUsage);
  const auto answer = admin_request(snapshot->server, "POST", "/rollouts/" + options.route, render(order));
  if (!answer) return complain(complaints, answer.error().message, kToolFailed);
  if (answer->status != kOk)
    return complain(complaints, message_in(*answer), answer->status < kServerFailures ? kUsage : kToolFailed);
  const auto text = options.json ? Result<std::string>(answer->body) : step_text(answer->body);
  if (!text) return complain(complaints, text.error().message, kToolFailed);
  fmt::print(out, "{}", *text);
  return kPass;
}

}  // namespace jurymast::app
