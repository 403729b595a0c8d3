#include "review/content_checks.hpp"

#include <fmt/format.h>

#include <array>
#include <vector>

#include "record/pattern_scrub.hpp"
#include "review/pattern.hpp"
#include "review/placeholders.hpp"
#include "review/text_guard.hpp"
#include "review/words.hpp"

namespace jurymast::review {
namespace {

bool is_personal(record::SecretRule rule) { return rule == record::SecretRule::Email || rule == record::SecretRule::Card; }

/// The value itself is never told, only the shape it was known by.
void tell_secrets(const Subject& subject, Reporter& report, bool personal) {
  const std::string_view text = subject.document.text;
  for (const record::SecretSpan& span : record::find_secrets(text)) {
    if (is_personal(span.rule) == personal) report.at(text.substr(span.offset, span.size), std::string(record::name_of(span.rule)));
  }
}

void credential(const Subject& subject, Reporter& report) { tell_secrets(subject, report, false); }

void personal_data(const Subject& subject, Reporter& report) { tell_secrets(subject, report, true); }

void tell_lines(const Subject& subject, const Pattern& pattern, Reporter& report) {
  for (std::size_t number = 1; number <= subject.document.line_count(); ++number) {
    if (const auto found = pattern.find(subject.document.line(number))) report.at(*found);
  }
}

void screenshot(const Subject& subject, Reporter& report) {
  static const Pattern pattern(
      R"re(!\[[^\]]*\]\(|\b[\w./-]+\.(?:png|jpe?g|gif|webp|heic|bmp)\b|\b(?:see|attached|the) screenshots?\b)re");
  tell_lines(subject, pattern, report);
}

const Pattern& transcript_pattern() {
  static const Pattern pattern(
      R"re("(?:content|text|output_text|prompt|input|instructions|completion|arguments)"\s*:\s*"(?:[^"\\]|)re"
      R"re(\\.){80}|^[\s>*-]*(?:user|assistant|system|prompt|completion|answer|response)(?: said)?\s*:\s.{120}|)re"
      R"re(^\s*data: ?\{.*"(?:delta|choices|output_text)")re");
  return pattern;
}

void transcript(const Subject& subject, Reporter& report) { tell_lines(subject, transcript_pattern(), report); }

struct Action {
  std::size_t line;
  std::string_view text;
};

bool begins_item(std::string_view line) {
  const std::string_view text = trimmed(line);
  const bool bullet = text.starts_with("- ") || text.starts_with("* ") || text.starts_with("+ ");
  return bullet || (!text.empty() && text.front() >= '0' && text.front() <= '9' && indent_of(text) > 1);
}

/// The items of the list of follow-ups; an item goes on until the next one begins.
std::vector<Action> actions_of(const Document& document) {
  static constexpr std::array<std::string_view, 3> kTitles{"follow-up", "follow up", "action items"};
  std::vector<Action> actions;
  const Section* section = document.section_named(kTitles);
  if (section == nullptr) return actions;
  for (std::size_t number = section->heading_line + 1; number <= section->last_line; ++number) {
    const std::string_view line = document.line(number);
    if (begins_item(line)) {
      actions.push_back({number, line});
    } else if (!actions.empty() && !trimmed(line).empty()) {
      actions.back().text = document.lines(actions.back().line, number);
    }
  }
  return actions;
}

void follow_up_owner(const Subject& subject, Reporter& report) {
  for (const Action& action : actions_of(subject.document)) {
    if (!holds_any(action.text, {"owner", "assigned to"})) report.at_line(action.line);
  }
}

void follow_up_due(const Subject& subject, Reporter& report) {
  for (const Action& action : actions_of(subject.document)) {
    if (!find_date(action.text) && !is_to_be_filled(action.text)) report.at_line(action.line);
  }
}

constexpr std::array kChecks = std::to_array<Check>({
    {{.id = "secret/credential",
      .severity = Severity::Error,
      .what = "holds what looks like a real credential",
      .why = "texts are copied into tickets and chats; a key in one has to be taken as lost",
      .instead = "write `<API_KEY_PLACEHOLDER>`, name the variable that holds the key, and rotate this one",
      .example = "Authorization: Bearer followed by the key itself"},
     credential},
    {{.id = "secret/personal-data",
      .severity = Severity::Error,
      .what = "holds personal data",
      .why = "whoever is named or charged here did not agree to be in a text that everybody on call reads",
      .instead = "name a role, such as `platform on-call`, or a pseudonym of the record",
      .example = "an e-mail address or a card number"},
     personal_data},
    {{.id = "content/screenshot",
      .severity = Severity::Error,
      .what = "holds or cites a picture",
      .why = "pictures of dashboards show accounts, limits and names, and nobody can search or redact them",
      .instead = "cite the record's id or a query that shows the same figures",
      .example = "![the dashboard](quota.png)"},
     screenshot},
    {{.id = "content/transcript",
      .severity = Severity::Error,
      .what = "holds a piece of a prompt or an answer",
      .why = "prompts and answers are the users'; what needs them to be understood carries too much",
      .instead = "name the check's fixture, the class and the shape: `chat.completion`, `finish stop`",
      .example = "assistant: and then a hundred characters of what it said"},
     transcript},
    {{.id = "follow-up/owner",
      .severity = Severity::Error,
      .what = "a follow-up without an owner",
      .why = "what nobody owns is not done",
      .instead = "add `owner: ROLE`",
      .example = "- Make the alert more specific, due 2026-12-01"},
     follow_up_owner},
    {{.id = "follow-up/due",
      .severity = Severity::Error,
      .what = "a follow-up without a due date",
      .why = "what has no date comes after everything that has one",
      .instead = "add `due: YYYY-MM-DD`",
      .example = "- Make the alert more specific, owner: platform on-call"},
     follow_up_due},
});

}  // namespace

std::span<const Check> content_checks() { return kChecks; }

bool holds_transcript(std::string_view text) { return transcript_pattern().matches(text); }

}  // namespace jurymast::review
