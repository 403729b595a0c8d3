#include "app/probe/smoke_formats.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

#include "app/draw/markup.hpp"
#include "app/probe/smoke_report.hpp"

namespace jurymast::app {
namespace {

using Json = nlohmann::ordered_json;

Json answer_json(const record::ProbeAnswer& answer) {
  Json json{{"class", name_of(answer.failure_class)},
            {"attempts", answer.attempts},
            {"answered_by", answer.answered_by},
            {"object", answer.object_type},
            {"finish", answer.finish},
            {"model_substituted", record::name_of(answer.substituted)},
            {"id_present", record::name_of(answer.id_present)},
            {"usage_present", record::name_of(answer.usage_present)},
            {"required_present", record::name_of(answer.required_present)},
            {"retry", record::name_of(answer.retry)},
            {"fallback_taken", answer.fallback_taken}};
  if (answer.status) json["status"] = *answer.status;
  if (answer.parse) json["parse"] = record::name_of(*answer.parse);
  if (answer.output) json["output"] = name_of(*answer.output);
  if (answer.elapsed) json["elapsed_bucket_s"] = record::kElapsedBucketNames[answer.elapsed->index];
  return json;
}

Json check_json(const SmokeOutcome& outcome) {
  const evidence::PlannedCheck& check = outcome.check;
  Json json{{"check", check.check},
            {"target", check.target},
            {"family", name_of(check.family)},
            {"streamed", check.streamed},
            {"routing", record::name_of(check.routing)},
            {"fault", record::name_of(check.fault)},
            {"expected", evidence::expected_of(check)},
            {"result", result_word(outcome)},
            {"operation", outcome.operation},
            {"record", outcome.record},
            {"sent_again", outcome.sent_again}};
  if (!outcome.unrecorded.empty()) json["unrecorded"] = outcome.unrecorded;
  if (!outcome.verdict) {
    json["reason"] = outcome.blocked;
    return json;
  }
  json["answer"] = answer_json(outcome.verdict->answer);
  Json assertions = Json::object();
  for (const record::Assertion& assertion : outcome.verdict->assertions) {
    assertions[assertion.name] = record::name_of(assertion.result);
  }
  json["assertions"] = std::move(assertions);
  json["contract_findings"] = outcome.verdict->contract_findings;
  if (const auto& expected = outcome.verdict->expectation) {
    json["documented"] = {{"member", expected->member}, {"page", expected->page}, {"accessed", expected->accessed}};
  }
  return json;
}

std::string junit_case(const SmokeRun& run, const SmokeOutcome& outcome) {
  const std::string head =
      fmt::format(R"(  <testcase classname="jurymast.smoke.{}" name="{}")", escaped(run.route), escaped(title_of(outcome)));
  if (outcome.passed()) return head + "/>\n";
  const std::string_view tag = outcome.verdict ? "failure" : "error";
  return fmt::format("{}>\n    <{} type=\"{}\" message=\"{}\"/>\n  </testcase>\n", head, tag, result_word(outcome),
                     escaped(reason_of(outcome)));
}

/// A text within a cell of a Markdown table.
std::string cell(std::string text) {
  for (char& c : text) {
    if (c == '|' || c == '\n') c = ' ';
  }
  return text;
}

/// A text behind the mark of a directive of TAP would be read as one.
std::string without_marks(std::string text) {
  for (char& c : text) {
    if (c == '#' || c == '\n') c = ' ';
  }
  return text;
}

}  // namespace

std::string smoke_json(const SmokeRun& run) {
  const SmokeTotals totals = totals_of(run);
  Json checks = Json::array();
  for (const SmokeOutcome& outcome : run.outcomes) checks.push_back(check_json(outcome));
  Json json{{"run", run.run},
            {"route", run.route},
            {"fixture", run.fixture},
            {"environment", run.environment},
            {"path", record::name_of(run.path)},
            {"passed", totals.passed},
            {"failed", totals.failed},
            {"to_investigate", totals.to_investigate},
            {"blocked", totals.blocked},
            {"unrecorded", totals.unrecorded},
            {"config_changed", totals.config_changed},
            {"attempts", totals.attempts},
            {"operations", totals.operations},
            {"overload_signals_seen", totals.overload_signals},
            {"checks", std::move(checks)},
            {"not_shown", not_shown()},
            {"next", next_command(run)}};
  if (const auto factor = amplification_hundredths(totals)) {
    json["retry_amplification_factor"] = fmt::format("{}.{:02}", *factor / 100, *factor % 100);
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string smoke_junit(const SmokeRun& run) {
  const SmokeTotals totals = totals_of(run);
  std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  text += fmt::format("<testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\">\n", escaped(run.run), run.outcomes.size(),
                      totals.failed + totals.to_investigate, totals.blocked);
  for (const SmokeOutcome& outcome : run.outcomes) text += junit_case(run, outcome);
  return text + "</testsuite>\n";
}

std::string smoke_tap(const SmokeRun& run) {
  std::string text = fmt::format("TAP version 14\n1..{}\n", run.outcomes.size());
  std::size_t number = 0;
  for (const SmokeOutcome& outcome : run.outcomes) {
    text += fmt::format("{} {} - {}\n", outcome.passed() ? "ok" : "not ok", ++number, without_marks(title_of(outcome)));
    if (outcome.passed()) continue;
    text += fmt::format("  ---\n  result: {}\n  reason: \"{}\"\n  ...\n", result_word(outcome),
                        record::json_escaped(without_marks(reason_of(outcome))));
  }
  return text;
}

std::string smoke_markdown(const SmokeRun& run) {
  const SmokeTotals totals = totals_of(run);
  std::string text = fmt::format("# {}\n\nRoute `{}`, fixture `{}`, environment `{}`, path `{}`.\n\n", run.run, run.route,
                                 run.fixture, run.environment, record::name_of(run.path));
  text += "| result | check | target | form | reason | record |\n|---|---|---|---|---|---|\n";
  for (const SmokeOutcome& outcome : run.outcomes) {
    text += fmt::format("| {} | {} | {} | {}, {} | {} | {} |\n", result_word(outcome), outcome.check.check, outcome.check.target,
                        record::name_of(outcome.check.routing), outcome.check.streamed ? "streamed" : "buffered",
                        cell(reason_of(outcome)), outcome.record);
  }
  return text + fmt::format("\n{} passed, {} failed, {} to investigate, {} blocked. {}\n\nNext: `{}`\n", totals.passed,
                            totals.failed, totals.to_investigate, totals.blocked, not_shown(), next_command(run));
}

}  // namespace jurymast::app
