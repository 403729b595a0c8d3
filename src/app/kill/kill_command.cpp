#include "app/kill/kill_command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/exit_code.hpp"
#include "app/kill/kill_file.hpp"
#include "app/kill/kill_lines.hpp"
#include "app/status/status_config.hpp"
#include "evidence/override_book.hpp"
#include "store/file.hpp"

namespace jurymast::app {
namespace {

using Json = nlohmann::ordered_json;
using Names = std::set<std::string>;

constexpr int kOk = 200;

/// Where the switch was turned, and what stands since.
struct Turned {
  Names routes;
  std::string not_durable;
  std::string by_file;  ///< why the gateway was left out; empty: it did it
};

Result<Turned> read_answer(const AdminAnswer& answer) {
  const Json json = Json::parse(answer.body, nullptr, false);
  if (!json.is_object() || !json.contains("kill") || !json["kill"].is_array())
    return fail(Code::Corrupt, "it is not known what it did: {}", answer.body);
  Turned turned;
  for (const Json& name : json["kill"]) {
    if (name.is_string()) turned.routes.insert(name.get<std::string>());
  }
  if (json.contains("not_durable") && json["not_durable"].is_string()) turned.not_durable = json["not_durable"].get<std::string>();
  return turned;
}

/// The file as it would be, or is from now on.
Result<Turned> turn_file(const OverrideOptions& options, const std::string& state, bool on, std::string why) {
  Result<Names> names = Names();
  if (options.dry_run) {
    if (const auto text = store::read_file(state + "/kill", kKillBytesMax)) names = names_in_kill_file(*text);
    if (on) names->insert(options.route);
    if (!on) names->erase(options.route);
  } else {
    names = on ? add_kill_line(state, options.route) : remove_kill_line(state, options.route);
  }
  if (!names) return tl::unexpected(names.error());
  return Turned{*std::move(names), {}, fmt::format("{}; {}/kill says it, which a running gateway reads every 50 ms", why, state)};
}

std::string joined(const Names& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text.empty() ? "none" : text;
}

int tell(const OverrideOptions& options, const Turned& turned, bool on, std::FILE* out) {
  if (options.json) {
    const Json json{{"kill", turned.routes},
                    {"durable", turned.not_durable.empty()},
                    {"by", turned.by_file.empty() ? "gateway" : "file"},
                    {"dry_run", options.dry_run}};
    fmt::print(out, "{}\n", json.dump(-1, ' ', false, Json::error_handler_t::replace));
    return kPass;
  }
  if (options.dry_run) fmt::print(out, "dry run, nothing was changed. It would be:\n");
  fmt::print(out, "KILL SWITCH {} for {}{}\n", on ? "ON" : "off", options.route,
             on ? ": primary only, no fallback and no canary, until a person clears it" : "");
  if (!on && !turned.routes.empty()) fmt::print(out, "  it still stands for: {}\n", joined(turned.routes));
  if (!turned.by_file.empty()) fmt::print(out, "  {}\n", turned.by_file);
  if (!turned.not_durable.empty()) fmt::print(out, "  NOT DURABLE, a restart forgets it: {}\n", turned.not_durable);
  fmt::print(out, "  undo: jurymast override {} {}{}\n", on ? "clear kill" : "kill", options.route, config_words(options.config));
  return kPass;
}

int refuse(const Error& error, std::FILE* complaints) {
  fmt::print(complaints, "jurymast override: {}\n", error.message);
  return error.code == Code::NotFound || error.code == Code::Invalid ? kUsage : kToolFailed;
}

bool is_known(const policy::Snapshot& snapshot, const std::string& route) {
  return route == evidence::kEveryRoute ||
         std::any_of(snapshot.routes.begin(), snapshot.routes.end(), [&](const policy::Route& one) { return one.name == route; });
}

/// Asks the gateway; the file where it does not answer. To stop also goes round a gateway that refuses: the file is open to whoever may write it.
Result<Turned> turn(const OverrideOptions& options, const policy::Snapshot& snapshot, bool on) {
  const auto answer = ask_gateway(snapshot, "POST", on ? "/kill" : "/kill/clear", change_body(options));
  const std::string& state = snapshot.server.state;
  if (!answer) return turn_file(options, state, on, fmt::format("the gateway does not answer ({})", answer.error().message));
  if (answer->status == kOk) return read_answer(*answer);
  if (on) return turn_file(options, state, on, fmt::format("the gateway refused ({})", message_in(*answer)));
  return fail(answer->status < 500 ? Code::Invalid : Code::Unavailable, "refused: {}", message_in(*answer));
}

int run(const OverrideOptions& options, bool on, std::FILE* out, std::FILE* complaints) {
  if (!options.state.empty()) {
    const auto turned = turn_file(options, options.state, on, "no gateway was asked");
    return turned ? tell(options, *turned, on, out) : refuse(turned.error(), complaints);
  }
  const auto snapshot = read_config_for_looking(options.config);
  if (!snapshot) {
    fmt::print(complaints, "{}With --state DIR the kill file is written without a configuration\n", snapshot.error().message);
    return kUsage;
  }
  if (on && !is_known(*snapshot, options.route)) {
    fmt::print(complaints,
               "jurymast override: there is no route {}; `jurymast check --explain` lists them, and `all` is every one\n",
               options.route);
    return kUsage;
  }
  const auto turned = turn(options, *snapshot, on);
  return turned ? tell(options, *turned, on, out) : refuse(turned.error(), complaints);
}

}  // namespace

int run_kill(const OverrideOptions& options, std::FILE* out, std::FILE* complaints) { return run(options, true, out, complaints); }

int run_clear_kill(const OverrideOptions& options, std::FILE* out, std::FILE* complaints) {
  return run(options, false, out, complaints);
}

}  // namespace jurymast::app
