#include "app/probe/preflight_drill.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "config/system_secrets.hpp"

namespace jurymast::app {
namespace {

using evidence::PlannedCheck;
using evidence::PreflightCheck;
using record::CheckResult;

constexpr std::array<int, 3> kEnding{SIGINT, SIGTERM, SIGHUP};
constexpr Duration kLookAgain = std::chrono::milliseconds(50);

volatile std::sig_atomic_t held_signal = 0;
std::array<struct sigaction, kEnding.size()> former_actions;

void hold(int signal) { held_signal = signal; }

/// Whole or not at all.
bool write_file(const std::string& path, const std::string& text) {
  const std::string fresh = path + ".new";
  std::FILE* const file = std::fopen(fresh.c_str(), "we");
  if (file == nullptr) return false;
  const bool written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
  return std::fclose(file) == 0 && written && std::rename(fresh.c_str(), path.c_str()) == 0;
}

enum class Killed : unsigned char { Yes, No, Unknown };

/// What the gateway says of its kill switch.
Killed killed(const SmokeGateway& gateway, const std::string& route) {
  const auto status = gateway.status();
  if (!status) return Killed::Unknown;
  const auto json = nlohmann::json::parse(*status, nullptr, false);
  if (!json.is_object() || !json.contains("kill") || !json["kill"].is_array()) return Killed::Unknown;
  const auto& kill = json["kill"];
  const auto names = [&](const std::string& name) { return std::find(kill.begin(), kill.end(), name) != kill.end(); };
  return names(route) || names("all") ? Killed::Yes : Killed::No;
}

bool becomes(const SmokeGateway& gateway, const std::string& route, Killed wanted) {
  for (Duration waited{0}; waited <= kKillSeenTimeMax; waited += kLookAgain) {
    if (killed(gateway, route) == wanted) return true;
    gateway.wait(kLookAgain);
  }
  return false;
}

PreflightCheck ended(CheckResult result, std::string reason) { return {evidence::kRollbackCheck, result, {std::move(reason)}}; }

bool status_passed(const SmokeOutcome& outcome) {
  if (!outcome.verdict) return false;
  const auto& assertions = outcome.verdict->assertions;
  return std::any_of(assertions.begin(), assertions.end(),
                     [](const record::Assertion& one) { return one.name == "status_success" && one.result == CheckResult::Pass; });
}

/// With the switch on: users' path stays at the primary, and nothing reaches the fallback.
PreflightCheck practise(const SmokeSetting& setting, const SmokeGateway& gateway, const PlannedCheck& forced) {
  if (!becomes(gateway, setting.route.name, Killed::Yes)) {
    return ended(CheckResult::Fail, "the gateway did not take up the kill file within 2 s");
  }
  const std::string primary = setting.snapshot.target(setting.route.primary).name;
  const SmokeOutcome natural = ask_once(setting, {.target = primary, .family = setting.route.family}, gateway);
  if (HeldSignals::came()) return ended(CheckResult::Missing, "it was interrupted");
  if (!natural.verdict) return ended(CheckResult::Missing, "with the kill switch on: " + natural.blocked);
  const record::ProbeAnswer& answer = natural.verdict->answer;
  if (answer.fallback_taken || answer.answered_by == forced.target) {
    return ended(CheckResult::Fail, "with the kill switch on, a request was still taken by the fallback");
  }
  const SmokeOutcome refused = ask_once(setting, forced, gateway);
  if (refused.verdict)
    return ended(CheckResult::Fail, fmt::format("with the kill switch on, a probe still reached {}", forced.target));
  if (refused.blocked_as != Code::Denied) return ended(CheckResult::Missing, "with the kill switch on: " + refused.blocked);
  return {evidence::kRollbackCheck, CheckResult::Pass, {}};
}

}  // namespace

HeldSignals::HeldSignals() {
  held_signal = 0;
  struct sigaction action{};
  action.sa_handler = hold;
  // Without SA_RESTART whatever is being waited for ends at once.
  for (std::size_t i = 0; i < kEnding.size(); ++i) ::sigaction(kEnding[i], &action, &former_actions[i]);
}

HeldSignals::~HeldSignals() {
  for (std::size_t i = 0; i < kEnding.size(); ++i) ::sigaction(kEnding[i], &former_actions[i], nullptr);
  if (held_signal != 0) std::raise(held_signal);
}

bool HeldSignals::came() { return held_signal != 0; }

KillLine::KillLine(const std::string& state, const std::string& route) : path_(state + "/kill"), route_(route) {
  existed_ = std::filesystem::exists(path_);
  std::string text;
  if (existed_) {
    auto read = config::read_config_file(path_);
    if (!read) {
      failure_ = fmt::format("{}: {}", path_, read.error().message);
      return;
    }
    text = *std::move(read);
  }
  if (!text.empty() && !text.ends_with('\n')) text += '\n';
  on_ = write_file(path_, text + route_ + "\n");
  if (!on_) failure_ = fmt::format("{} cannot be written by this user", path_);
}

KillLine::~KillLine() { restore(); }

bool KillLine::restore() {
  if (!on_) return true;
  const auto now = config::read_config_file(path_);
  if (!now) return false;
  std::string text = "\n" + *now;
  const std::size_t at = text.rfind("\n" + route_ + "\n");
  // Somebody else cleared the whole switch: there is nothing left to undo.
  if (at != std::string::npos) text.erase(at + 1, route_.size() + 1);
  text.erase(0, 1);
  std::error_code failed;
  const bool restored = text.empty() && !existed_ ? std::filesystem::remove(path_, failed) : write_file(path_, text);
  on_ = !restored;
  return restored;
}

PreflightCheck drill_rollback(const SmokeSetting& setting, const SmokeGateway& gateway) {
  if (setting.route.fallback.empty()) return ended(CheckResult::Fail, "the route has no fallback that could be rolled back");
  const PlannedCheck forced{.target = setting.snapshot.target(setting.route.fallback.front()).name,
                            .family = setting.route.family,
                            .routing = record::ProbeRouting::Forced};
  const Killed before = killed(gateway, setting.route.name);
  if (before == Killed::Unknown) return ended(CheckResult::Missing, "the gateway does not tell whether the kill switch is on");
  if (before == Killed::Yes) return ended(CheckResult::Missing, "the kill switch is on already, and stays so");
  if (!status_passed(ask_once(setting, forced, gateway))) {
    return ended(CheckResult::Missing,
                 fmt::format("no probe reached {} before the switch, so nothing could be taken back", forced.target));
  }
  // Users are without their fallback from here on: nothing is waited for.
  SmokeSetting at_once = setting;
  at_once.paced = false;
  const HeldSignals held;
  KillLine line(setting.snapshot.server.state, setting.route.name);
  if (!line.failure().empty()) return ended(CheckResult::Missing, line.failure());
  PreflightCheck practised = practise(at_once, gateway, forced);
  if (!line.restore()) return ended(CheckResult::Fail, "THE KILL SWITCH IS STILL ON: take the route's line out of the kill file");
  if (practised.result == CheckResult::Pass && !becomes(gateway, setting.route.name, Killed::No)) {
    return ended(CheckResult::Fail, "the gateway did not take up within 2 s that the kill switch is off again");
  }
  return practised;
}

}  // namespace jurymast::app
