#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/exit_code.hpp"
#include "app/json_text.hpp"
#include "app/kill/kill_file.hpp"
#include "app/override/override_command.hpp"
#include "app/override/override_json.hpp"
#include "app/override/override_keeper.hpp"
#include "app/status/status_config.hpp"
#include "app/status/status_words.hpp"
#include "record/line.hpp"
#include "store/file.hpp"
#include "store/log_reader.hpp"

namespace jurymast::app {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kOk = 200;
constexpr std::size_t kIndent = 4;

/// What the record says to stand now, for a gateway that cannot be asked.
Result<Json> from_record(const std::string& state, WallTime now) {
  evidence::OverrideBook book;
  auto read = store::for_each_line(state, 0, [&](const store::LogLine& line) {
    const auto split = record::split_line(line.text);
    if (!split || split->kind != kOverrideKind || !split->checksum_holds) return true;
    if (const auto step = record::read_override(split->record)) book.apply(*step);
    return true;
  });
  if (!read) return tl::unexpected(read.error());
  Json list = Json::array();
  for (const record::OverrideRecord& one : book.standing()) {
    if (*one.expires_at > now) list.push_back(Json::parse(override_json(one, now)));
  }
  return list;
}

Json kill_in_file(const std::string& state) {
  const auto text = store::read_file(state + "/kill", kKillBytesMax);
  return text ? Json(names_in_kill_file(*text)) : Json::array();
}

/// Both lists, and who told them.
Result<Json> what_stands(const policy::Snapshot& snapshot, WallTime now) {
  const auto answer = ask_gateway(snapshot, "GET", "/status");
  if (answer && answer->status == kOk) {
    const Json status = Json::parse(answer->body, nullptr, false);
    if (status.is_object() && status.contains("overrides")) {
      return Json{{"from", "gateway"}, {"kill", status["kill"]}, {"overrides", status["overrides"]}};
    }
  }
  auto list = from_record(snapshot.server.state, now);
  if (!list) return tl::unexpected(list.error());
  return Json{{"from", "record"}, {"kill", kill_in_file(snapshot.server.state)}, {"overrides", *std::move(list)}};
}

std::string row(const Json& one, const std::string& config) {
  std::string who = "by " + text_in(one, "author");
  if (one.contains("approver")) who += ", approved by " + text_in(one, "approver");
  if (one.value("break_glass", false)) who += ", ALONE (break-glass)";
  const auto left = std::chrono::milliseconds(one.value("left_ms", std::int64_t{0}));
  std::string text = fmt::format("{}: {} left\n", text_in(one, "words"), span_text(left));
  text += wrap(fmt::format("  {}, {}, until {}", who, text_in(one, "ticket"), text_in(one, "expires_at")), kIndent);
  text += wrap("  " + text_in(one, "reason"), kIndent);
  const std::string action = text_in(one, "action");
  const std::string flags = action == "disable"        ? " --target " + text_in(one, "target")
                            : action == "permit_class" ? " --value " + text_in(one, "value")
                                                       : std::string();
  return text +
         fmt::format("  undo: jurymast override clear {} {}{}{}\n", action, text_in(one, "route"), flags, config_words(config));
}

std::string list_text(const Json& stands, const std::string& config) {
  std::string text;
  if (stands["from"] == "record") text += "the gateway does not answer; this is what its record and kill file say\n";
  for (const Json& name : stands["kill"]) {
    text += fmt::format("KILL SWITCH for {}: primary only, until a person clears it\n  undo: jurymast override clear kill {}{}\n",
                        name.get<std::string>(), name.get<std::string>(), config_words(config));
  }
  for (const Json& one : stands["overrides"]) text += row(one, config);
  if (stands["kill"].empty() && stands["overrides"].empty()) text += "nothing is overridden\n";
  return text;
}

}  // namespace

int run_override_list(const OverrideOptions& options, Clock& clock, std::FILE* out, std::FILE* complaints) {
  const auto snapshot = read_config_for_looking(options.config);
  if (!snapshot) {
    std::fputs(snapshot.error().message.c_str(), complaints);
    return kUsage;
  }
  const auto stands = what_stands(*snapshot, clock.wall_now());
  if (!stands) {
    fmt::print(complaints, "jurymast override list: {}\n", stands.error().message);
    return kToolFailed;
  }
  fmt::print(out, "{}", options.json ? stands->dump(2) + "\n" : list_text(*stands, options.config));
  return kPass;
}

}  // namespace jurymast::app
