#include "review/handoff_checks.hpp"

#include <fmt/format.h>

#include <array>

#include "record/scope_drift.hpp"
#include "review/fields.hpp"
#include "review/need_field.hpp"
#include "review/pattern.hpp"
#include "review/words.hpp"

namespace jurymast::review {
namespace {

std::string_view value_of(const Subject& subject, std::string_view name) {
  const auto field = find_field(subject.document, name);
  return field ? field->value : std::string_view{};
}

std::size_t line_of(const Subject& subject, std::string_view name) {
  const auto field = find_field(subject.document, name);
  return field ? field->line : 1;
}

void command(const Subject& subject, Reporter& report) { need_field(subject, report, "Command"); }
void changed_files(const Subject& subject, Reporter& report) { need_field(subject, report, "Changed files"); }
void uncertainty(const Subject& subject, Reporter& report) { need_field(subject, report, "Remaining uncertainty"); }

bool says_passed(const Subject& subject) { return begins_with(value_of(subject, "Result"), "pass"); }

void result(const Subject& subject, Reporter& report) {
  const auto field = find_field(subject.document, "Result");
  if (!field) return report.missing("there is no line `Result: …`");
  for (const std::string_view word : {"pass", "fail", "blocked", "unknown"}) {
    if (begins_with(field->value, word)) return;
  }
  report.at_line(field->line, is_stated(field->value) ? "it is none of pass, fail, blocked, unknown" : "it is left open");
}

void ticket(const Subject& subject, Reporter& report) { need_field(subject, report, "Ticket"); }

void operational_blocker(const Subject& subject, Reporter& report) {
  static const Pattern pattern(
      R"re(\b(?:could not|cannot|can't|did not|unable to|was not able to) (?:be )?(?:run|reach|connect|log in|)re"
      R"re(start|access|execute)\b|\b(?:no|lost|missing) access\b|\baccess (?:was )?denied\b|\bnever ran\b)re");
  const std::string_view stated = value_of(subject, "Result");
  if (!begins_with(stated, "pass") && !begins_with(stated, "fail")) return;
  for (std::size_t number = 1; number <= subject.document.line_count(); ++number) {
    if (const auto found = pattern.find(subject.document.line(number))) return report.at(*found);
  }
}

void evidence_gap(const Subject& subject, Reporter& report) {
  static const Pattern pattern(
      R"re(\b(?:log|logs|page|source|record|records|output|pull request|)re"
      R"re(dashboard)\b[^.]{0,40}?\b(?:not available|unavailable|missing|not inspected|could not be (?:opened|)re"
      R"re(read|found|inspected)|was not (?:opened|read|looked at)|is gone|are gone|expired)\b)re");
  if (!says_none(value_of(subject, "Remaining uncertainty"))) return;
  for (std::size_t number = 1; number <= subject.document.line_count(); ++number) {
    if (const auto found = pattern.find(subject.document.line(number)))
      return report.at(*found, "yet no uncertainty is said to remain");
  }
}

void environment_mismatch(const Subject& subject, Reporter& report) {
  const auto checked = find_field(subject.document, "Environment");
  const auto meant = find_field(subject.document, "Target environment");
  if (!checked || !meant || trimmed(checked->value) == trimmed(meant->value)) return;
  const auto differences = find_field(subject.document, "Environment differences");
  if (!differences || !is_stated(differences->value) || says_none(differences->value))
    report.at_line(checked->line, "what differs is not listed");
}

/// The part of the changes that a check's result depends on; empty: none.
std::string_view delicate_change(const Subject& subject) {
  static const Pattern pattern(
      R"re(\b(?:model|endpoint|base_url|base url|permission|permissions|credential|key|retry|retries|attempts|)re"
      R"re(timeout|timeouts|fallback)\b)re");
  return pattern.find(value_of(subject, "Changed files")).value_or(std::string_view{});
}

void unreviewed_change(const Subject& subject, Reporter& report) {
  const std::string_view change = delicate_change(subject);
  if (change.empty() || !says_passed(subject)) return;
  const std::string_view approved = value_of(subject, "Approved by");
  if (!is_stated(approved) || says_none(approved)) report.at(change, std::string(change));
}

void scope_drift(const Subject& subject, Reporter& report) {
  const std::string_view failing = value_of(subject, "Failing signal");
  const std::string_view foreign = record::foreign_change(failing, value_of(subject, "Changed files"));
  if (foreign.empty()) return;
  report.at_line(line_of(subject, "Changed files"), fmt::format("`{}` does not answer `{}`", foreign, failing));
}

void parser_optimism(const Subject& subject, Reporter& report) {
  static const Pattern pattern(R"re(\b(?:parser|parsing|parses|parsed)\b)re");
  if (!says_passed(subject)) return;
  const std::string_view text = subject.document.text;
  const auto found = pattern.find(text);
  if (!found ||
      holds_any(text, {"optional field", "finish reason", "stream chunk", "chunks", "provider difference", "fixture corpus"}))
    return;
  report.at(*found);
}

void retry_amplification(const Subject& subject, Reporter& report) {
  static const Pattern pattern(
      R"re(\b(?:raised?|increased?|more|added|higher|doubled|enabled)\b[^.\n]{0,40}?\b(?:retries|retry|attempts)\b)re");
  const std::string_view text = subject.document.text;
  const auto found = pattern.find(text);
  if (found && !holds_any(text, {"attempts per operation", "attempts over all", "amplification", "retry budget"}))
    report.at(*found);
}

constexpr std::array kChecks = std::to_array<Check>({
    {{.id = "handoff/command",
      .severity = Severity::Error,
      .what = "the command that was run is missing",
      .why = "nobody can repeat a check that is only described",
      .instead = "add `Command: …`, as it was typed, with placeholders for keys",
      .example = "a hand-off without `Command:`"},
     command},
    {{.id = "handoff/result",
      .severity = Severity::Error,
      .what = "the result is missing, or none that is known",
      .why = "\"looks fine\" is read as passed",
      .instead = "add `Result: pass`, `fail`, `blocked` or `unknown`, and what was seen",
      .example = "Result: looks fine"},
     result},
    {{.id = "handoff/changed-files",
      .severity = Severity::Error,
      .what = "it is not said what was changed",
      .why = "the next one on call looks for the cause in the wrong place",
      .instead = "add `Changed files: …`, or `none`",
      .example = "a hand-off without `Changed files:`"},
     changed_files},
    {{.id = "handoff/uncertainty",
      .severity = Severity::Error,
      .what = "it is not said what remains uncertain",
      .why = "what nobody names is taken for settled",
      .instead = "add `Remaining uncertainty: …`",
      .example = "Remaining uncertainty: TBD"},
     uncertainty},
    {{.id = "handoff/ticket",
      .severity = Severity::Warning,
      .what = "there is no ticket",
      .why = "the result cannot be found from the incident or the change",
      .instead = "add `Ticket: …`",
      .example = "a hand-off without `Ticket:`"},
     ticket},
    {{.id = "handoff/operational-blocker",
      .severity = Severity::Error,
      .what = "the check could not run, and has a result all the same",
      .why = "what did not run has neither passed nor failed",
      .instead = "write `Result: blocked`, and what has to be there for it to run",
      .example = "Result: pass, although the probe could not reach the spare"},
     operational_blocker},
    {{.id = "handoff/evidence-gap",
      .severity = Severity::Error,
      .what = "evidence could not be looked at, and no uncertainty is stated",
      .why = "the gap will be filled from memory",
      .instead = "name the missing evidence under `Remaining uncertainty`",
      .example = "The log is unavailable. Remaining uncertainty: none"},
     evidence_gap},
    {{.id = "handoff/environment-mismatch",
      .severity = Severity::Error,
      .what = "it was checked in another environment than it is meant for",
      .why = "versions, keys, flags and models differ, and the result does not carry over by itself",
      .instead = "add `Environment differences: …` before it counts as proof",
      .example = "Environment: staging, Target environment: production"},
     environment_mismatch},
    {{.id = "handoff/unreviewed-fallback",
      .severity = Severity::Error,
      .what = "what the check depends on was changed until it passed, and nobody approved",
      .why = "a check that was made to pass tests the change, not the fallback",
      .instead = "add `Approved by: ROLE`, or put the change back and run it again",
      .example = "Result: pass, Changed files: jurymast.toml (retry attempts)"},
     unreviewed_change},
    {{.id = "handoff/scope-drift",
      .severity = Severity::Warning,
      .what = "a change has nothing to do with the failing signal",
      .why = "what helped, and what is left behind, cannot be told any more",
      .instead = "change what answers the signal; put the rest into a change of its own",
      .example = "Failing signal: auth, Changed files: retry settings"},
     scope_drift},
    {{.id = "handoff/parser-optimism",
      .severity = Severity::Warning,
      .what = "answers are said to parse, and not which kinds were tried",
      .why = "missing optional fields, other finish reasons and stream chunks break what one plain answer passed",
      .instead = "name what was tried: optional fields, finish reasons, stream chunks, provider differences",
      .example = "Result: pass, the parser accepts the answer"},
     parser_optimism},
    {{.id = "handoff/retry-amplification",
      .severity = Severity::Error,
      .what = "retries were raised, and the total over all layers is not stated",
      .why = "SDK, gateway and queue multiply, and an outage gets several times its load",
      .instead = "state the attempts per operation over all layers, and the retry budget",
      .example = "Raised the retries to 5"},
     retry_amplification},
});

}  // namespace

std::span<const Check> handoff_checks() { return kChecks; }

}  // namespace jurymast::review
