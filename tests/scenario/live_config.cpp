#include "live_config.hpp"

#include <fmt/format.h>

#include "base/units.hpp"
#include "config/sections.hpp"
#include "wire/splice.hpp"

namespace jurymast::scenario {
namespace {

constexpr std::uint32_t kMilli = 1'000;

template <class Choice, std::size_t count>
std::string choice_line(const char* key, Choice choice, const std::array<std::string_view, count>& names) {
  return fmt::format("{} = \"{}\"\n", key, names.at(static_cast<std::size_t>(choice)));
}

std::string target_text(const policy::Target& target, const std::string& origin, const std::string& key_file) {
  const policy::Timeouts& times = target.timeouts;
  std::string text = fmt::format("\n[targets.{}]\nbase_url = \"{}/v1\"\n", target.name, origin);
  text += fmt::format("api_key = {{ file = {} }}\n", wire::to_json_string(key_file));
  text += fmt::format("model = \"{}\"\nfamilies = [\"chat_completions\", \"responses\"]\n", target.model);
  if (target.context_window) text += fmt::format("context_window = {}\n", *target.context_window);
  text +=
      fmt::format("max_inflight = {}\nbudget = {{ capacity = {} }}\n", target.max_inflight, target.budget.capacity_milli / kMilli);
  text += fmt::format("timeouts = {{ connect = \"{}\", first_token = \"{}\", stall = \"{}\"", to_text(times.connect),
                      to_text(times.first_token), to_text(times.stall));
  if (times.total) text += fmt::format(", total = \"{}\"", to_text(*times.total));
  return text + " }\n";
}

std::string route_text(const policy::Route& route, const policy::Snapshot& snapshot) {
  std::string fallback;
  for (const TargetIndex index : route.fallback) fallback += fmt::format("\"{}\", ", snapshot.target(index).name);
  std::string text = fmt::format("\n[routes.{}]\nfamily = \"{}\"\nprimary = \"{}\"\nfallback = [{}]\n", route.name,
                                 name_of(route.family), snapshot.target(route.primary).name, fallback);
  text += choice_line("mode", route.mode, config::kModeNames);
  text += choice_line("commit", route.commit, config::kCommitNames);
  text += choice_line("evidence", route.evidence, config::kEvidenceNames);
  text += choice_line("side_effects", route.side_effects, config::kSideEffectNames);
  text += choice_line("resend_stored", route.resend_stored, config::kResendStoredNames);
  if (route.deadline) text += fmt::format("deadline = \"{}\"\n", to_text(*route.deadline));
  const policy::RetrySettings& retry = route.retry;
  text += fmt::format("retry = {{ attempts = {}, attempts_per_target = {}, backoff_base = \"{}\", backoff_cap = \"{}\"",
                      retry.attempts, retry.attempts_per_target, to_text(retry.backoff_base), to_text(retry.backoff_cap));
  return text + fmt::format(", retry_after_max = \"{}\" }}\n", to_text(retry.retry_after_max));
}

}  // namespace

std::string live_config(policy::World& world, const LivePlaces& places) {
  std::string text = fmt::format(
      "[server]\nlisten = \"127.0.0.1:0\"\nadmin = \"127.0.0.1:0\"\nstate = {}\nenvironment = \"staging\"\ndrain = \"2s\"\n",
      wire::to_json_string(places.state));
  for (std::size_t i = 0; i < places.origins.size(); ++i) {
    text += target_text(world.snapshot->targets[i], places.origins[i], places.key_files.at(i));
  }
  return text + route_text(world.route(), *world.snapshot);
}

}  // namespace jurymast::scenario
