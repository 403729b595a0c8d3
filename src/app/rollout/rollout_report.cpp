#include "app/rollout/rollout_report.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/status/status_words.hpp"
#include "base/units.hpp"

namespace jurymast::app {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kIndent = 2;
constexpr std::size_t kNameColumns = 26;

std::uint64_t count(const Json& json, const char* name) { return json.at(name).get<std::uint64_t>(); }
std::string text(const Json& json, const char* name) { return json.at(name).get<std::string>(); }

std::string figure(const Json& value) {
  return value.is_string() ? value.get<std::string>() : fmt::format("{:.4g}", value.get<double>());
}

std::string arm_text(const Json& arm) {
  return fmt::format("{} operations, {} failed", count(arm, "operations"), count(arm, "failures"));
}

std::string stages_text(const Json& rollout) {
  std::string stages;
  for (const Json& stage : rollout.at("plan").at("stages_ppm")) {
    stages += (stages.empty() ? "" : ", ") + fmt::format("{:g}", stage.get<double>() / 10'000);
  }
  return stages + " %";
}

std::string head(const Json& rollout) {
  const Json& plan = rollout.at("plan");
  std::string state = fmt::format("{} → {}: {} at {} of eligible requests", text(rollout, "route"), text(rollout, "target"),
                                  text(rollout, "state"), share_to_text(count(rollout, "weight_ppm")));
  if (rollout.at("low_risk_only").get<bool>()) state += ", of low risk alone";
  if (count(rollout, "moved_ppm") != count(rollout, "weight_ppm")) {
    state += fmt::format("; traffic has {} now", share_to_text(count(rollout, "moved_ppm")));
  }
  if (!rollout.at("running").get<bool>()) state += " (no gateway runs it: this is what its record says)";
  std::string course = text(plan, "purpose");
  if (plan.at("manual").get<bool>()) course += ", by hand";
  if (!plan.at("expires_at").is_null()) course += fmt::format(" until {}", text(plan, "expires_at"));
  return wrap(state, kIndent) + fmt::format("  {}, stage {} of {}\n", course, count(rollout, "stage"), stages_text(rollout));
}

std::string tests_text(std::string_view title, const Json& tests) {
  if (tests.empty()) return {};
  std::string lines = fmt::format("  {}\n", title);
  for (const Json& test : tests) {
    lines += fmt::format("    {}{:>10} of {:<8}", cell(text(test, "name"), kNameColumns), figure(test.at("e")),
                         figure(test.at("threshold")));
    if (!test.at("needed").is_null()) lines += fmt::format(" {} more without a failure", count(test, "needed"));
    lines.erase(lines.find_last_not_of(' ') + 1);
    lines += '\n';
  }
  return lines;
}

std::string needed_text(const Json& rollout) {
  if (rollout.at("needed").is_null()) return {};
  std::string needed = fmt::format("needed: {} canary operations more", count(rollout, "needed"));
  if (rollout.at("needed_s").is_null()) return "  " + needed + ", for a time that nobody knows: none come\n";
  needed += fmt::format(", about {} at {:.3g} a minute", span_text(std::chrono::seconds(count(rollout, "needed_s"))),
                        rollout.at("canary_per_minute").get<double>());
  return "  " + needed + "\n";
}

std::string waits_text(const Json& rollout) {
  std::string lines;
  for (const Json& reason : rollout.at("waits_for")) lines += wrap("  waits for: " + reason.get<std::string>(), 2 * kIndent);
  if (rollout.at("busy").get<bool>()) lines += "  a step is being written\n";
  return lines;
}

std::string primary_text(const Json& primary) {
  if (primary.is_null()) return {};
  const std::string health = text(primary, "health");
  std::string line = fmt::format("  primary {}: {}", text(primary, "target"), health);
  if (!primary.at("class").is_null()) {
    line += fmt::format(", {} of {} operations failed since it changed, mostly {}", count(primary, "failures"),
                        count(primary, "operations"), text(primary, "class"));
  }
  line += primary.at("usual").is_null() ? "; what is usual for it is not known"
                                        : fmt::format("; {:.3g} % failures are usual", 100 * primary.at("usual").get<double>());
  return wrap(line, 2 * kIndent);
}

std::string helps_text(const Json& helps) {
  if (helps.is_null()) return {};
  if (helps.get<bool>()) return "  callers are served while it stands\n";
  return wrap("  mitigation_not_effective: callers still fail although traffic was moved; the cause may be elsewhere", 2 * kIndent);
}

std::string overrides_text(const Json& overrides) {
  std::string lines;
  for (const Json& one : overrides) {
    const bool alone = one.at("break_glass").get<bool>();
    lines += wrap(fmt::format("  override: {}, by {}{}: {} left", text(one, "words"), text(one, "author"),
                              alone ? ", ALONE (break-glass)" : "", span_text(std::chrono::milliseconds(count(one, "left_ms")))),
                  2 * kIndent);
  }
  return lines;
}

std::string kept_text(const Json& rules) {
  std::string lines;
  for (const Json& rule : rules) {
    lines += fmt::format("  keeps {} at {}; the configuration has {} now\n", text(rule, "name"), count(rule, "kept"),
                         count(rule, "configured"));
  }
  return lines;
}

std::string suspended_text(const Json& rollout) {
  if (!rollout.at("suspended").get<bool>()) return {};
  return wrap(fmt::format("  {} is suspended on this route for what its rescues showed: nothing goes there until `jurymast target "
                          "clear-suspension {} --route {}`, or a passed pair of smoke tests",
                          text(rollout, "target"), text(rollout, "target"), text(rollout, "route")),
              2 * kIndent);
}

std::string screen(const Json& rollout) {
  const Json& plan = rollout.at("plan");
  std::string out = head(rollout);
  out += fmt::format("  canary: {}; control: {}\n", arm_text(rollout.at("canary")), arm_text(rollout.at("control")));
  out += fmt::format("  eligible: {} of the {} operations of this stage\n", count(rollout, "eligible"),
                     count(rollout, "eligible") + count(rollout, "not_eligible"));
  out += fmt::format("  the stage began {} ago\n", span_text(std::chrono::seconds(count(rollout, "since_s"))));
  out += tests_text("against the fallback: each freezes or rolls back at its threshold", rollout.at("harm"));
  out += tests_text("for it: it may rise at the threshold", rollout.at("safety"));
  out += primary_text(rollout.at("primary")) + helps_text(rollout.at("helps")) + kept_text(rollout.at("kept_rules"));
  out += suspended_text(rollout) + overrides_text(rollout.at("overrides"));
  out += waits_text(rollout) + needed_text(rollout);
  if (!text(rollout, "next_step").empty()) out += wrap("  next: " + text(rollout, "next_step"), 2 * kIndent);
  out += wrap(fmt::format("  owner: {}; stop when: {}", text(plan, "rollback_owner"), text(plan, "stop_condition")), 2 * kIndent);
  return out + fmt::format("  stop it: {}\n", text(rollout, "stop_command"));
}

std::string step(const Json& answer) {
  const Json& record = answer.at("step");
  std::string out =
      fmt::format("{}{}: {} → {}, {} → {}, {} of eligible requests\n", answer.at("dry_run").get<bool>() ? "would " : "",
                  text(record, "action"), text(record, "route"), text(record, "target"), text(record, "state_from"),
                  text(record, "state_to"), share_to_text(count(record, "weight_to_ppm")));
  return out + fmt::format("undo: {}\n", text(answer, "undo"));
}

/// Reads the text and prints it; what it lacks is told.
Result<std::string> printed(std::string_view json, std::string (*print)(const Json&)) {
  try {
    return print(Json::parse(json));
  } catch (const std::exception& error) {
    return fail(Code::Corrupt, "the gateway's answer is not one that this version of jurymast reads ({})", error.what());
  }
}

}  // namespace

Result<std::string> rollout_text(std::string_view json) { return printed(json, screen); }
Result<std::string> step_text(std::string_view json) { return printed(json, step); }

RolloutVerdict rollout_verdict(std::string_view json) {
  const Json read = Json::parse(json, nullptr, false);
  if (!read.is_object()) return RolloutVerdict::Going;
  if (read.contains("helps") && read["helps"] == false) return RolloutVerdict::NotEffective;
  return read.contains("state") && read["state"] == "held" ? RolloutVerdict::Held : RolloutVerdict::Going;
}

}  // namespace jurymast::app
