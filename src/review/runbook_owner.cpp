#include <fmt/format.h>

#include <array>

#include "review/fields.hpp"
#include "review/need_field.hpp"
#include "review/placeholders.hpp"
#include "review/runbook_checks.hpp"
#include "review/words.hpp"

namespace jurymast::review {
namespace {

void rollback_owner(const Subject& subject, Reporter& report) { need_field(subject, report, "Rollback owner"); }
void stop_condition(const Subject& subject, Reporter& report) { need_field(subject, report, "Stop condition"); }
void linked_from(const Subject& subject, Reporter& report) { need_field(subject, report, "Linked from"); }

void family(const Subject& subject, Reporter& report) {
  const auto field = find_field(subject.document, "Endpoint family");
  if (!field) return report.missing("there is no line `Endpoint family: …`");
  const bool chat = holds_any(field->value, {"chat_completions", "chat-completions", "chat completions"});
  const bool responses = holds(field->value, "responses");
  if (chat == responses && !is_to_be_filled(field->value)) report.at_line(field->line, "name exactly one of the two");
}

/// The day of the last review; none where it is missing, open or no date.
std::optional<Date> review_date(const Subject& subject) {
  const auto field = find_field(subject.document, "Last reviewed");
  return field ? find_date(field->value) : std::nullopt;
}

void last_reviewed(const Subject& subject, Reporter& report) {
  const auto field = find_field(subject.document, "Last reviewed");
  if (!field) return report.missing("there is no line `Last reviewed: …`");
  if (is_to_be_filled(field->value)) return;
  const auto date = review_date(subject);
  if (!date) return report.at_line(field->line, "it has no date");
  if (*date > subject.options.today) report.at_line(field->line, "the date lies in the future");
}

void stale(const Subject& subject, Reporter& report) {
  const auto date = review_date(subject);
  if (!date) return;
  const int age = days_between(*date, subject.options.today);
  if (age > subject.options.age_days_max) {
    report.at_line(find_field(subject.document, "Last reviewed")->line,
                   fmt::format("{} days ago, more than {}", age, subject.options.age_days_max));
  }
}

constexpr std::array kChecks = std::to_array<Check>({
    {{.id = "runbook/rollback-owner",
      .severity = Severity::Error,
      .what = "nobody is named who may roll back",
      .why = "in an incident everybody waits for somebody else to decide",
      .instead = "add `Rollback owner: ROLE`, a role that is staffed around the clock",
      .example = "Rollback owner: TBD"},
     rollback_owner},
    {{.id = "runbook/stop-condition",
      .severity = Severity::Error,
      .what = "the stop condition is missing",
      .why = "a test without one ends when somebody gets worried, which is late",
      .instead = "add `Stop condition: …`, agreed before the test begins",
      .example = "Stop condition: -"},
     stop_condition},
    {{.id = "runbook/family",
      .severity = Severity::Error,
      .what = "the API family is not decided",
      .why = "Chat Completions and Responses are not interchangeable, and evidence of one shows nothing of the other",
      .instead = "add `Endpoint family: chat_completions` or `Endpoint family: responses`",
      .example = "Endpoint family: chat_completions or responses"},
     family},
    {{.id = "runbook/last-reviewed",
      .severity = Severity::Error,
      .what = "the day of the last review is missing",
      .why = "nobody can tell whether the text is of this year's interface",
      .instead = "add `Last reviewed: YYYY-MM-DD`",
      .example = "Last reviewed: recently"},
     last_reviewed},
    {{.id = "runbook/stale",
      .severity = Severity::Warning,
      .what = "the last review is too long ago",
      .why = "interfaces, targets and people have changed since",
      .instead = "read it again, try its commands, and set the date",
      .example = "Last reviewed: 2020-01-01"},
     stale},
    {{.id = "runbook/linked-from",
      .severity = Severity::Warning,
      .what = "it is not said which index links here",
      .why = "a runbook that nobody finds from the on-call page is not there",
      .instead = "link it from the on-call index and add `Linked from: …`",
      .example = "a runbook without `Linked from:`"},
     linked_from},
});

}  // namespace

std::span<const Check> runbook_owner_checks() { return kChecks; }

}  // namespace jurymast::review
