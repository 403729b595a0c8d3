#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "review/pattern.hpp"
#include "review/placeholders.hpp"
#include "review/runbook_checks.hpp"
#include "review/sentences.hpp"
#include "review/words.hpp"

namespace jurymast::review {
namespace {

/// A route may be called like a model, and is told by its name all the same.
bool names_a_route(std::string_view before) {
  while (!before.empty() && std::string_view("`'\"“*").find(before.back()) != std::string_view::npos) before.remove_suffix(1);
  const auto ends = [before](std::string_view word) {
    return before.size() >= word.size() && begins_with(before.substr(before.size() - word.size()), word);
  };
  return ends("route ") || ends("routes.") || ends("--route=");
}

/// Pages of documentation are called after models, too.
bool is_inside_url(std::string_view line, std::size_t at) {
  const std::size_t space = line.substr(0, at).find_last_of(" \t(<|");
  const std::size_t begin = space == std::string_view::npos ? 0 : space + 1;
  return holds(line.substr(begin, at - begin), "://");
}

void model_id(const Subject& subject, Reporter& report) {
  static const Pattern pattern(
      R"re(\b(?:gpt-\d[\w.-]*|chatgpt-[\w.-]+|o[134]-(?:mini|pro|preview)\b|claude-[\w.-]+|gemini-[\w.-]+|)re"
      R"re(gemma-?\d[\w.-]*|llama-?\d[\w.-]*|mistral-[\w.-]+|mixtral-[\w.-]+|codestral-[\w.-]+|)re"
      R"re(deepseek-[\w.-]+|qwen-?\d[\w.-]*|grok-\d[\w.-]*|command-r[\w.-]*|kimi-[\w.-]+|glm-\d[\w.-]*))re");
  for (std::size_t number = 1; number <= subject.document.line_count(); ++number) {
    const std::string_view line = subject.document.line(number);
    const auto found = pattern.find(line);
    if (!found) continue;
    const auto at = static_cast<std::size_t>(found->data() - line.data());
    if (!names_a_route(line.substr(0, at)) && !is_inside_url(line, at)) report.at(*found, std::string(*found));
  }
}

void base_url(const Subject& subject, Reporter& report) {
  static const Pattern pattern(
      R"re(https?://(?:(?:[\w-]+\.)*(?:api|gateway|inference|llm)\d*\.[\w.-]+\.[a-z]{2,}[^\s)>|`"']*|[^\s/)>|)re"
      R"re(`"']+(?:/[^\s)>|`"']*)?/(?:v\d+(?:beta\d*)?|chat/completions)(?:/[^\s)>|`"']*|\b)))re");
  static const Pattern own(R"re(^https?://(?:localhost|127\.0\.0\.1|\[::1\])[:/])re");
  for (std::size_t number = 1; number <= subject.document.line_count(); ++number) {
    const auto found = pattern.find(subject.document.line(number));
    if (found && !own.matches(*found)) report.at(*found);
  }
}

void placeholders(const Subject& subject, Reporter& report) {
  for (const std::string_view needed : {"<API_KEY_PLACEHOLDER>", "<MODEL_ID>"}) {
    if (!holds(subject.document.text, needed)) report.missing(fmt::format("`{}` does not occur", needed));
  }
}

void placeholder_form(const Subject& subject, Reporter& report) {
  static const Pattern pattern(
      R"re(<(?:your|insert|my|the)[ _-][^<>]{1,40}>|\byour[_-](?:api[_-])?(?:key|token|model)(?:[_-]here)?\b|)re"
      R"re(\bsk-(?:x{3,}|\.{3}|your)[\w.-]*|\bmy-?secret\b)re");
  for (std::size_t number = 1; number <= subject.document.line_count(); ++number) {
    if (const auto found = pattern.find(subject.document.line(number))) report.at(*found);
  }
}

void to_be_filled(const Subject& subject, Reporter& report) {
  const std::string_view text = subject.document.text;
  for (std::size_t at = text.find(kToBeFilled); at != std::string_view::npos; at = text.find(kToBeFilled, at + 1)) {
    const std::string_view rest = text.substr(at + kToBeFilled.size());
    report.at(text.substr(at), std::string(rest.substr(0, rest.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"))));
  }
}

/// The first sentence that speaks of retries; empty: none does.
std::string_view first_about_retries(const std::vector<std::string_view>& sentences) {
  const auto found = std::find_if(sentences.begin(), sentences.end(),
                                  [](std::string_view s) { return holds_any(s, {"retry", "retries", "retried"}); });
  return found == sentences.end() ? std::string_view{} : *found;
}

void tell_about_retries(const Subject& subject, Reporter& report, bool (*says)(std::string_view)) {
  const std::vector<std::string_view> sentences = sentences_of(subject.document);
  if (std::any_of(sentences.begin(), sentences.end(), says)) return;
  const std::string_view first = first_about_retries(sentences);
  if (first.empty()) return report.missing("retries are not mentioned");
  report.at(first);
}

bool states_bound(std::string_view sentence) {
  static const Pattern number(R"re(\b(?:\d+|one|two|three|four|five|six)\b)re");
  static const Pattern bound(R"re(\b(?:at most|max|maximum|no more than|up to|bounded|capped|cap|limit|limited|never more)\b)re");
  return holds_any(sentence, {"retr", "attempt"}) && bound.matches(sentence) && number.matches(sentence);
}

void retry_bound(const Subject& subject, Reporter& report) { tell_about_retries(subject, report, states_bound); }

bool states_backoff(std::string_view sentence) {
  return holds_any(sentence, {"backoff", "back off", "back-off"}) && holds(sentence, "jitter");
}

void retry_backoff(const Subject& subject, Reporter& report) { tell_about_retries(subject, report, states_backoff); }

void open_ended_retry(const Subject& subject, Reporter& report) {
  static const Pattern pattern(
      R"re(\b(?:retry|retries|retrying|try again|resend)\b[^.]{0,40}?\b(?:until|forever|indefinitely|endlessly|)re"
      R"re(without limit|as (?:often|many times|long) as)\b|\bkeep (?:on )?(?:retrying|trying|resending)\b)re");
  static const Pattern denial(R"re(\b(?:not|never|no|nobody|avoid|without)\b)re");
  for (const std::string_view sentence : sentences_of(subject.document)) {
    const auto found = pattern.find(sentence);
    if (found && !denial.matches(sentence.substr(0, static_cast<std::size_t>(found->data() - sentence.data())))) report.at(*found);
  }
}

constexpr std::array kChecks = std::to_array<Check>({
    {{.id = "runbook/model-id",
      .severity = Severity::Error,
      .what = "names a model literally",
      .why = "the configuration moves on, the runbook does not, and somebody will call what stands here",
      .instead = "write `<MODEL_ID>` and say where the list in force is: `jurymast check --explain`",
      .example = "Ask for gpt-5.1-mini"},
     model_id},
    {{.id = "runbook/base-url",
      .severity = Severity::Error,
      .what = "names an API address literally",
      .why = "a request sent past the gateway has no budget, no breaker and no record",
      .instead = "write `<BASE_URL>`; the address is the gateway's, and targets have theirs in the configuration",
      .example = "curl https://api.example.com/v1/chat/completions"},
     base_url},
    {{.id = "runbook/placeholders",
      .severity = Severity::Error,
      .what = "a placeholder that requests and records need is missing",
      .why = "who copies an example without one puts a real key or model in its place",
      .instead = "show the request with `<API_KEY_PLACEHOLDER>` and `<MODEL_ID>`",
      .example = "an example request without `<API_KEY_PLACEHOLDER>`"},
     placeholders},
    {{.id = "runbook/placeholder-form",
      .severity = Severity::Warning,
      .what = "a placeholder in a form of its own",
      .why = "scrubbers and linters know one form; others are taken for a value, or a value for one of them",
      .instead = "write capitals and underscores between angle brackets: `<API_KEY_PLACEHOLDER>`",
      .example = "Authorization: Bearer your-api-key-here"},
     placeholder_form},
    {{.id = "runbook/to-be-filled",
      .severity = Severity::Warning,
      .what = "a fact is still to be filled in",
      .why = "what is missing now is missing in the incident",
      .instead = "put the fact in the place of the placeholder",
      .example = "Rollback owner: <FILL_IN_ROLLBACK_OWNER>"},
     to_be_filled},
    {{.id = "runbook/retry-bound",
      .severity = Severity::Error,
      .what = "no bound is stated for retries",
      .why = "one failure becomes repeated pressure on what is failing already",
      .instead = "state a number: \"at most 3 attempts over all targets\"",
      .example = "Transient failures are retried"},
     retry_bound},
    {{.id = "runbook/retry-backoff",
      .severity = Severity::Error,
      .what = "no backoff with jitter is stated for retries",
      .why = "retries at the same moment are the next spike",
      .instead = "state how long is waited: \"backoff with jitter, from 250 ms to 4 s\"",
      .example = "At most 3 attempts, one after the other"},
     retry_backoff},
    {{.id = "runbook/open-ended-retry",
      .severity = Severity::Error,
      .what = "tells to retry without an end",
      .why = "whoever follows it at night adds load for as long as the outage lasts",
      .instead = "state a number of attempts, and what to do after the last",
      .example = "Retry until it answers"},
     open_ended_retry},
});

}  // namespace

std::span<const Check> runbook_content_checks() { return kChecks; }

}  // namespace jurymast::review
