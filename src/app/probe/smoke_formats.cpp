#include "app/probe/smoke_formats.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

#include "app/draw/build_report.hpp"
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

BuildResult build_result(const SmokeOutcome& outcome) {
  if (outcome.passed()) return BuildResult::Pass;
  return outcome.verdict ? BuildResult::Fail : BuildResult::Blocked;
}

BuildReport build_report_of(const SmokeRun& run) {
  BuildReport build{.name = run.run};
  for (const SmokeOutcome& outcome : run.outcomes) {
    build.cases.push_back({fmt::format("jurymast.smoke.{}", run.route), title_of(outcome), build_result(outcome),
                           std::string(result_word(outcome)), reason_of(outcome)});
  }
  return build;
}

}  // namespace

std::string smoke_json(const SmokeRun& run) {
  const SmokeTotals totals = totals_of(run);
  Json checks = Json::array();
  for (const SmokeOutcome& outcome : run.outcomes) checks.push_back(check_json(outcome));
  Json json{{"run", run.run},
            {"route", run.route},
            {"fixture", run.fixture},
            {"model_alias", run.model_alias},
            {"environment", run.environment},
            {"path", record::name_of(run.path)},
            {"passed", totals.passed},
            {"failed", totals.failed},
            {"to_investigate", totals.to_investigate},
            {"blocked", totals.blocked},
            {"unrecorded", totals.unrecorded},
            {"config_changed", totals.config_changed},
            {"operations", totals.operations},
            {"overload_signals_seen", totals.overload_signals},
            {"checks", std::move(checks)},
            {"not_shown", not_shown()},
            {"next", next_command(run)}};
  if (!run.via.empty()) {
    json["via"] = run.via;
    json["not_seen"] = kNotSeenFromOutside;
  } else if (const auto factor = amplification_hundredths(totals)) {
    json["attempts"] = totals.attempts;
    json["retry_amplification_factor"] = fmt::format("{}.{:02}", *factor / 100, *factor % 100);
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string smoke_junit(const SmokeRun& run) { return build_junit(build_report_of(run)); }

std::string smoke_tap(const SmokeRun& run) { return build_tap(build_report_of(run)); }

std::string smoke_markdown(const SmokeRun& run) {
  const SmokeTotals totals = totals_of(run);
  std::string text = fmt::format("# {}\n\nRoute `{}`, fixture `{}`, environment `{}`, path `{}`.\n\n", run.run, run.route,
                                 run.fixture, run.environment, record::name_of(run.path));
  text += "| result | check | target | form | reason | record |\n|---|---|---|---|---|---|\n";
  for (const SmokeOutcome& outcome : run.outcomes) {
    text += fmt::format("| {} | {} | {} | {}, {} | {} | {} |\n", result_word(outcome), outcome.check.check, outcome.check.target,
                        record::name_of(outcome.check.routing), outcome.check.streamed ? "streamed" : "buffered",
                        table_cell(reason_of(outcome)), outcome.record);
  }
  text += fmt::format("\n{} passed, {} failed, {} to investigate, {} blocked.\n", totals.passed, totals.failed,
                      totals.to_investigate, totals.blocked);
  if (const std::string load = load_sentence(run); !load.empty()) text += "\n" + load + "\n";
  return text + fmt::format("\n{}\n\nNext: `{}`\n", not_shown(), next_command(run));
}

}  // namespace jurymast::app
