#include "app/override/override_command.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/exit_code.hpp"
#include "app/json_text.hpp"
#include "app/override/override_json.hpp"
#include "app/status/status_config.hpp"
#include "app/status/status_words.hpp"

namespace jurymast::app {
namespace {

using Json = nlohmann::json;

constexpr int kOk = 200;
constexpr std::size_t kIndent = 2;

std::string outcome_words(const Json& answer) {
  const Json& step = answer.at("override");
  const std::string words = text_in(step, "words");
  if (answer.value("dry_run", false)) return fmt::format("dry run, nothing was changed. It would be: {}", words);
  if (text_in(answer, "event") == "cleared") return "cleared: " + words;
  const std::string until = text_in(step, "expires_at");
  if (until.empty()) return "done: " + words;
  return fmt::format("in force: {}, for {} (until {})", words,
                     span_text(std::chrono::milliseconds(step.value("left_ms", std::int64_t{0}))), until);
}

std::string change_text(const Json& answer, const std::string& config) {
  const Json& step = answer.at("override");
  std::string text = wrap(outcome_words(answer), kIndent);
  if (step.contains("unproven")) {
    std::string names;
    for (const Json& name : step["unproven"]) names += (names.empty() ? "" : ", ") + name.get<std::string>();
    text += wrap(fmt::format("  UNPROVEN: {}; nobody has shown that this target carries the route's requests", names), kIndent);
  }
  if (answer.contains("not_durable"))
    text += wrap("  NOT DURABLE, a restart forgets it: " + text_in(answer, "not_durable"), kIndent);
  // A command is to be copied: it is never broken.
  if (const std::string undo = text_in(answer, "undo"); !undo.empty())
    text += fmt::format("  undo: {}{}\n", undo, config_words(config));
  return text;
}

}  // namespace

int run_change(const OverrideOptions& options, const std::string& path, std::FILE* out, std::FILE* complaints) {
  const auto snapshot = read_config_for_looking(options.config);
  if (!snapshot) {
    std::fputs(snapshot.error().message.c_str(), complaints);
    return kUsage;
  }
  const auto answer = ask_gateway(*snapshot, "POST", path, change_body(options));
  if (!answer || answer->status != kOk) return complain(answer, path.starts_with("/targets/") ? "target" : "override", complaints);
  const Json json = Json::parse(answer->body, nullptr, false);
  if (!json.is_object() || !json.contains("override")) {
    fmt::print(complaints, "jurymast: the gateway's answer is none that this version reads: {}\n", answer->body);
    return kToolFailed;
  }
  fmt::print(out, "{}", options.json ? answer->body : change_text(json, options.config));
  return kPass;
}

int run_override_set(const OverrideOptions& options, std::FILE* out, std::FILE* complaints) {
  return run_change(options, "/overrides", out, complaints);
}

int run_override_clear(const OverrideOptions& options, std::FILE* out, std::FILE* complaints) {
  return run_change(options, "/overrides/clear", out, complaints);
}

}  // namespace jurymast::app
