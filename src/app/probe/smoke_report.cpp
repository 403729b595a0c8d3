#include "app/probe/smoke_report.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "app/exit_code.hpp"
#include "app/probe/smoke_formats.hpp"

namespace jurymast::app {
namespace {

constexpr std::uint64_t kHundred = 100;

std::string_view elapsed_of(const SmokeOutcome& outcome) {
  if (!outcome.verdict || !outcome.verdict->answer.elapsed) return {};
  return record::kElapsedBucketNames[outcome.verdict->answer.elapsed->index];
}

/// A good answer that was accepted without telling what it used.
bool lacks_usage(const SmokeOutcome& outcome) {
  return outcome.passed() && outcome.check.fault == record::ProbeFault::None &&
         outcome.verdict->answer.usage_present != record::Returned::True;
}

std::string check_text(const SmokeOutcome& outcome) {
  std::string line = fmt::format("{:<12} {}", result_word(outcome), title_of(outcome));
  if (const auto elapsed = elapsed_of(outcome); !elapsed.empty()) line += fmt::format(", {} s", elapsed);
  if (outcome.sent_again) line += ", SENT ONCE MORE after a transient failure";
  line += '\n';
  if (const std::string reason = reason_of(outcome); !reason.empty()) line += "             " + reason + '\n';
  if (outcome.verdict && !outcome.verdict->contract_findings.empty()) {
    line += fmt::format("             differs from the documentation: {}\n", fmt::join(outcome.verdict->contract_findings, ", "));
  }
  if (const std::string expected = expectation_text(outcome); !expected.empty()) line += "             " + expected + '\n';
  if (lacks_usage(outcome)) line += "             flagged: the answer tells no usage, which its documentation leaves open\n";
  const auto missing = assertions_that(outcome, record::CheckResult::Missing);
  if (!missing.empty()) line += fmt::format("             not known: {}\n", fmt::join(missing, ", "));
  if (!outcome.unrecorded.empty()) line += fmt::format("             NOT RECORDED: {}\n", outcome.unrecorded);
  return line;
}

std::string way_of(const SmokeRun& run) {
  if (run.path == record::ProbePath::Via) return fmt::format("VIA {}, seen from outside", run.via);
  return run.path == record::ProbePath::Direct ? "DIRECT: past the gateway, so no evidence for a gate" : "through the gateway";
}

std::string text_report(const SmokeRun& run) {
  const SmokeTotals totals = totals_of(run);
  std::string text =
      fmt::format("{}: route {}, fixture {}, environment {}, {}\n", run.run, run.route, run.fixture, run.environment, way_of(run));
  for (const SmokeOutcome& outcome : run.outcomes) text += check_text(outcome);
  text += fmt::format("{} passed, {} failed, {} to investigate, {} blocked.\n", totals.passed, totals.failed, totals.to_investigate,
                      totals.blocked);
  if (totals.config_changed) text += "The configuration changed during the run: run it again before it is taken for anything.\n";
  if (const std::string load = load_sentence(run); !load.empty()) text += load + "\n";
  text += fmt::format("{}\nNext: {}\n", not_shown(), next_command(run));
  return text;
}

void count_outcome(const SmokeOutcome& outcome, SmokeTotals& totals) {
  using Decision = record::OperatorDecision;
  totals.overload_signals += outcome.overload_signals;
  if (!outcome.unrecorded.empty()) ++totals.unrecorded;
  if (!outcome.verdict) {
    ++totals.blocked;
    return;
  }
  ++totals.operations;
  totals.attempts += outcome.attempts_before + std::max<std::uint64_t>(outcome.verdict->answer.attempts, 1);
  if (outcome.verdict->decision == Decision::Pass) ++totals.passed;
  if (outcome.verdict->decision == Decision::Fail) ++totals.failed;
  if (outcome.verdict->decision == Decision::Investigate) ++totals.to_investigate;
}

}  // namespace

SmokeTotals totals_of(const SmokeRun& run) {
  SmokeTotals totals;
  std::set<std::uint64_t> configs;
  for (const SmokeOutcome& outcome : run.outcomes) {
    count_outcome(outcome, totals);
    if (outcome.config != 0) configs.insert(outcome.config);
  }
  totals.config_changed = configs.size() > 1;
  return totals;
}

std::optional<std::uint64_t> amplification_hundredths(const SmokeTotals& totals) {
  if (totals.operations == 0) return std::nullopt;
  return (totals.attempts * kHundred + totals.operations / 2) / totals.operations;
}

std::string_view result_word(const SmokeOutcome& outcome) {
  return outcome.verdict ? record::name_of(outcome.verdict->decision) : "blocked";
}

std::vector<std::string_view> assertions_that(const SmokeOutcome& outcome, record::CheckResult result) {
  std::vector<std::string_view> names;
  if (!outcome.verdict) return names;
  for (const record::Assertion& assertion : outcome.verdict->assertions) {
    if (assertion.result == result) names.emplace_back(assertion.name);
  }
  return names;
}

std::string title_of(const SmokeOutcome& outcome) {
  return fmt::format("{} {} ({}, {})", outcome.check.check, outcome.check.target, record::name_of(outcome.check.routing),
                     outcome.check.streamed ? "streamed" : "buffered");
}

std::string reason_of(const SmokeOutcome& outcome) {
  if (!outcome.verdict) return outcome.blocked;
  if (outcome.passed()) return {};
  const record::ProbeAnswer& answer = outcome.verdict->answer;
  const std::string status = answer.status ? fmt::format(", status {}", *answer.status) : std::string();
  const bool cut = answer.finish == "length";
  return fmt::format("class {}{}{}; failed: {}", name_of(answer.failure_class), status, cut ? ", cut by its token limit" : "",
                     fmt::join(assertions_that(outcome, record::CheckResult::Fail), ", "));
}

std::string expectation_text(const SmokeOutcome& outcome) {
  if (!outcome.verdict || !outcome.verdict->expectation) return {};
  const evidence::Expectation& expected = *outcome.verdict->expectation;
  if (expected.member.empty() && outcome.passed()) return {};
  const std::string what =
      expected.member.empty() ? "what a request must have" : fmt::format("the member {}, which was left out,", expected.member);
  return fmt::format("{} is documented at {} (read: {})", what, expected.page, expected.accessed);
}

std::string load_sentence(const SmokeRun& run) {
  if (!run.via.empty()) return std::string(kNotSeenFromOutside);
  const SmokeTotals totals = totals_of(run);
  const auto factor = amplification_hundredths(totals);
  if (!factor) return {};
  return fmt::format("{} attempts for {} operations: retry amplification {}.{:02}. Overload signals seen: {}{}", totals.attempts,
                     totals.operations, *factor / kHundred, *factor % kHundred, totals.overload_signals,
                     totals.overload_signals > 0 ? "; retries would add pressure now." : ".");
}

std::string_view not_shown() {
  return "Not shown: price, quota, availability, quality, behaviour under load, or that the application's own requests have the "
         "right "
         "shape.";
}

std::string next_command(const SmokeRun& run) {
  for (const SmokeOutcome& outcome : run.outcomes) {
    if (!outcome.verdict) return fmt::format("jurymast status {} --config {}", run.route, run.config_file);
    if (!outcome.passed() && !outcome.operation.empty()) {
      return fmt::format("jurymast log explain {} --config {}", outcome.operation, run.config_file);
    }
  }
  const std::string_view then = run.path == record::ProbePath::Direct ? "smoke" : "gate";
  const std::string via = run.via.empty() ? std::string() : " --via " + run.via;
  return fmt::format("jurymast {} {}{} --config {}", then, run.route, via, run.config_file);
}

std::string smoke_report(const SmokeRun& run, PrintFormat format) {
  switch (format) {
    case PrintFormat::Json:
      return smoke_json(run);
    case PrintFormat::Junit:
      return smoke_junit(run);
    case PrintFormat::Tap:
      return smoke_tap(run);
    case PrintFormat::Markdown:
      return smoke_markdown(run);
    case PrintFormat::Text:
    case PrintFormat::Sarif:
      break;
  }
  return text_report(run);
}

int exit_code_of(const SmokeRun& run) {
  const SmokeTotals totals = totals_of(run);
  if (totals.unrecorded > 0) return kToolFailed;
  if (totals.failed > 0) return kCheckFailed;
  if (totals.to_investigate > 0) return kInvestigate;
  return totals.blocked > 0 || totals.config_changed || run.outcomes.empty() ? kHold : kPass;
}

}  // namespace jurymast::app
