#include <array>

#include "review/fields.hpp"
#include "review/placeholders.hpp"
#include "review/runbook_checks.hpp"
#include "review/words.hpp"

namespace jurymast::review {
namespace {

/// Tells where no section has one of these titles, or where it is empty.
void need_section(const Subject& subject, Reporter& report, std::span<const std::string_view> titles) {
  const Section* section = subject.document.section_named(titles);
  if (section == nullptr) {
    report.missing(std::string("no heading holds \"").append(titles.front()).append("\""));
  } else if (subject.document.body_of(*section).empty()) {
    report.at_line(section->heading_line, "the section is empty");
  }
}

template <std::size_t Count>
using Titles = std::array<std::string_view, Count>;

constexpr Titles<5> kSetup{"setup", "set-up", "before you start", "assumptions", "preconditions"};
constexpr Titles<1> kHappyPath{"happy path"};
constexpr Titles<1> kErrorPath{"error path"};
constexpr Titles<1> kAssertions{"minimum assertions"};
constexpr Titles<3> kLoggingFields{"logging fields", "fields to log", "what to log"};
constexpr Titles<3> kNotAsserted{"do not assert", "not asserted", "does not show"};
constexpr Titles<2> kLogTemplate{"log template", "record template"};
constexpr Titles<1> kFailureModes{"failure modes"};
constexpr Titles<2> kRollback{"rollback", "roll back"};

void setup(const Subject& subject, Reporter& report) { need_section(subject, report, kSetup); }
void happy_path(const Subject& subject, Reporter& report) { need_section(subject, report, kHappyPath); }
void error_path(const Subject& subject, Reporter& report) { need_section(subject, report, kErrorPath); }
void assertions(const Subject& subject, Reporter& report) { need_section(subject, report, kAssertions); }
void logging_fields(const Subject& subject, Reporter& report) { need_section(subject, report, kLoggingFields); }
void not_asserted(const Subject& subject, Reporter& report) { need_section(subject, report, kNotAsserted); }
void failure_modes(const Subject& subject, Reporter& report) { need_section(subject, report, kFailureModes); }
void rollback(const Subject& subject, Reporter& report) { need_section(subject, report, kRollback); }

void log_template(const Subject& subject, Reporter& report) {
  const Section* section = subject.document.section_named(kLogTemplate);
  if (section == nullptr) return report.missing("no heading holds \"log template\"");
  for (const Block& block : subject.document.blocks) {
    const bool inside = section->heading_line < block.first_line && block.last_line <= section->last_line;
    if (inside && block.kind == BlockKind::Code) return;
  }
  report.at_line(section->heading_line, "the section has no code block");
}

/// The nine ways in which checks of a fallback go wrong without anybody noticing.
constexpr std::array<std::string_view, 9> kModes{"operational blocker", "evidence gap",   "environment mismatch",
                                                 "unreviewed fallback", "weak hand-off",  "scope drift",
                                                 "parser optimism",     "overcollection", "retry amplification"};

void failure_mode_named(const Subject& subject, Reporter& report) {
  const Section* section = subject.document.section_named(kFailureModes);
  if (section == nullptr) return;
  const std::string_view body = subject.document.body_of(*section);
  if (body.empty()) return;
  for (const std::string_view mode : kModes) {
    const bool other_name = mode == "retry amplification" && holds(body, "retry expansion");
    const bool other_spelling = mode == "weak hand-off" && holds(body, "weak handoff");
    if (!holds(body, mode) && !other_name && !other_spelling) report.at_line(section->heading_line, std::string(mode));
  }
}

constexpr std::array kChecks = std::to_array<Check>({
    {{.id = "runbook/setup",
      .severity = Severity::Error,
      .what = "the set-up assumptions are not stated",
      .why = "a check that ran elsewhere, or with another key, shows nothing here",
      .instead = "add a section `Set-up`: environment, where the key comes from, a harmless prompt, what must be configured",
      .example = "a runbook without `## Set-up`"},
     setup},
    {{.id = "runbook/happy-path",
      .severity = Severity::Error,
      .what = "the happy-path check is missing",
      .why = "a fallback nobody has seen answering is a hope",
      .instead = "add a section `Happy path`: one minimal request through the gateway, and what to record of it",
      .example = "a runbook without `## Happy path`"},
     happy_path},
    {{.id = "runbook/error-path",
      .severity = Severity::Error,
      .what = "the error-path check is missing",
      .why = "whoever has only seen success cannot tell an authentication failure from an outage",
      .instead = "add a section `Error path`: one request that must fail, its class, and that it is not retried",
      .example = "a runbook without `## Error path`"},
     error_path},
    {{.id = "runbook/assertions",
      .severity = Severity::Error,
      .what = "the minimum assertions are missing",
      .why = "without them two people run the same check and conclude different things",
      .instead = "add a section `Minimum assertions` with what a machine or a second person can check",
      .example = "a runbook without `## Minimum assertions`"},
     assertions},
    {{.id = "runbook/logging-fields",
      .severity = Severity::Error,
      .what = "the fields to log are missing",
      .why = "what is not named is either forgotten or logged with everything around it",
      .instead = "add a section `Logging fields` with the names of the fields",
      .example = "a runbook without `## Logging fields`"},
     logging_fields},
    {{.id = "runbook/not-asserted",
      .severity = Severity::Error,
      .what = "what the check does not show is not stated",
      .why = "a passed smoke test is read as more than it is",
      .instead = "add a section `Do not assert`: prices, quotas, latency, availability, quality, readiness",
      .example = "a runbook without `## Do not assert`"},
     not_asserted},
    {{.id = "runbook/log-template",
      .severity = Severity::Error,
      .what = "there is no template for the log record",
      .why = "records in everybody's own form cannot be compared",
      .instead = "add a section `Log template` with a code block of field names and placeholders",
      .example = "a section `## Log template` without a code block"},
     log_template},
    {{.id = "runbook/failure-modes",
      .severity = Severity::Error,
      .what = "the ways in which the check itself fails are missing",
      .why = "at night a check that could not run is taken for one that passed",
      .instead = "add a section `Failure modes`",
      .example = "a runbook without `## Failure modes`"},
     failure_modes},
    {{.id = "runbook/failure-mode",
      .severity = Severity::Error,
      .what = "a failure mode is not dealt with",
      .why = "each of the nine has made a failing fallback look proven",
      .instead = "say under `Failure modes` what to do in it",
      .example = "a section `## Failure modes` that does not name the evidence gap"},
     failure_mode_named},
    {{.id = "runbook/rollback",
      .severity = Severity::Error,
      .what = "how to roll back is missing",
      .why = "a fallback that cannot be taken back is a migration",
      .instead = "add a section `Rollback` with the steps in their order and the switch for an emergency",
      .example = "a runbook without `## Rollback`"},
     rollback},
});

}  // namespace

std::span<const Check> runbook_section_checks() { return kChecks; }

}  // namespace jurymast::review
