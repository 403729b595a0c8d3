#include "review/runbook_draft.hpp"

#include <fmt/format.h>

#include <string_view>

namespace jurymast::review {
namespace {

bool has_fallback(const RunbookFacts& facts) { return !facts.fallbacks.empty() && facts.mode != "off"; }

std::string_view words_of(Family family) { return family == Family::Responses ? "Responses" : "Chat Completions"; }
std::string_view object_of(Family family) { return family == Family::Responses ? "response" : "chat.completion"; }

/// `--config` where the commands would not find the file by themselves.
std::string config_flag(const RunbookFacts& facts) {
  return facts.config_file == "jurymast.toml" ? std::string() : fmt::format(" --config {}", facts.config_file);
}

/// What the configuration says, or the place where a person will.
std::string_view or_open(const std::string& said, std::string_view place) { return said.empty() ? place : std::string_view(said); }

std::string head(const RunbookFacts& facts) {
  return fmt::format(
      R"(# Runbook: route `{route}`

What to do when the primary of the route `{route}` fails, how to try its fallback before that happens, and how to take it back.

- **Endpoint family:** {family}
- **Rollback owner:** {owner}
- **Stop condition:** {stop}
- **Who to call:** <FILL_IN_ON_CALL_ROTATION>, then <FILL_IN_ACCOUNT_OWNER> for what only the provider's account can tell
- **Last reviewed:** <FILL_IN_DATE>
- **Linked from:** <FILL_IN_ON_CALL_INDEX>
)",
      fmt::arg("route", facts.route), fmt::arg("family", name_of(facts.family)),
      fmt::arg("owner", or_open(facts.rollback_owner, "<FILL_IN_ROLLBACK_OWNER>")),
      fmt::arg("stop", or_open(facts.stop_condition, "<FILL_IN_STOP_CONDITION>")));
}

std::string target_row(const RunbookTarget& target, std::string_view role) {
  std::string clocks;
  for (const auto& [name, value] : target.clocks) clocks += fmt::format("{}{} {}", clocks.empty() ? "" : ", ", name, value);
  return fmt::format("| `{}` | {} | {} | {} | {} |\n", target.name, role, clocks, target.breaker, target.budget);
}

std::string in_force(const RunbookFacts& facts) {
  std::string text = fmt::format(
      R"(
## What is in force

Addresses, models and the names of keys stand in the configuration alone: `jurymast check{config} --explain`.

| target | role | clocks of one attempt | breaker | retry budget |
|---|---|---|---|---|
)",
      fmt::arg("config", config_flag(facts)));
  text += target_row(facts.primary, "primary");
  for (const RunbookTarget& target : facts.fallbacks)
    text += target_row(target, has_fallback(facts) ? "fallback" : "fallback, switched off");
  text += fmt::format(
      R"(
An operation makes at most {attempts} attempts over all targets, at most {per_target} of them at one target, with backoff and
jitter from {base} to {cap} between them; a longer `Retry-After` than {retry_after} pauses the target instead. The deadline is
{streamed} streamed and {buffered} buffered.

| setting | in force |
|---|---|
| mode | {mode} |
| commit | {commit} |
)",
      fmt::arg("attempts", facts.attempts), fmt::arg("per_target", facts.attempts_per_target), fmt::arg("base", facts.backoff_base),
      fmt::arg("cap", facts.backoff_cap), fmt::arg("retry_after", facts.retry_after_max),
      fmt::arg("streamed", facts.deadline_streamed), fmt::arg("buffered", facts.deadline_buffered), fmt::arg("mode", facts.mode),
      fmt::arg("commit", facts.commit));
  for (const auto& [name, value] : facts.rules) text += fmt::format("| {} | {} |\n", name, value);
  return text;
}

std::string setup(const RunbookFacts& facts) {
  return fmt::format(
      R"(
## Set-up assumptions

- The check runs in <FILL_IN_TEST_ENVIRONMENT>, a staging or canary gateway. This configuration says `{environment}`.
- The client key comes from an environment variable or the secret manager, and is written `<API_KEY_PLACEHOLDER>` wherever it is
  shown.
- The prompt is harmless and holds no customer's data. The model is asked for as `<MODEL_ID>`, a name that the route matches.
- The fallback was tried outside of an incident, and the rollback owner and the stop condition above are filled in.
)",
      fmt::arg("environment", facts.environment));
}

std::string request_body(Family family) {
  if (family == Family::Responses) {
    return R"({"model": "<MODEL_ID>", "instructions": "Return only a compact JSON object.",
       "input": "Health check.", "temperature": 0, "max_output_tokens": 32})";
  }
  return R"({"model": "<MODEL_ID>", "temperature": 0, "max_tokens": 32,
       "messages": [{"role": "system", "content": "Return only a compact JSON object."},
                    {"role": "user", "content": "Health check."}]})";
}

std::string checks(const RunbookFacts& facts) {
  return fmt::format(
      R"(
## Happy path

One minimal request, through the gateway as the application sends its own:

```sh
curl -sS -D - "<BASE_URL>/v1{path}" -H "Authorization: Bearer <API_KEY_PLACEHOLDER>" \
  -H "X-Request-Id: <REQUEST_ID>" -H "Content-Type: application/json" \
  -d '{body}'
jurymast log show{config} --request-id <REQUEST_ID>
```

Record the status class, the object type, whether an id and usage were returned, and the target that served. The fallback stays
inactive: an `x-jurymast-fallback` header here means that the primary failed, and the check has failed although the caller got an
answer.

## Error path

The same request without `model`, once. It ends as `invalid_request` with one attempt, and is not retried by anybody. The same
with an invalid key is told as an authentication failure and never as success. An ambiguous result stays ambiguous: no model,
family, key or retry setting is changed to make it pass.
)",
      fmt::arg("path", path_of(facts.family)), fmt::arg("body", request_body(facts.family)),
      fmt::arg("config", config_flag(facts)));
}

std::string assertions(const RunbookFacts& facts) {
  return fmt::format(
      R"(
## Minimum assertions

- The request reached the {words} family: the object type is `{object}`, or the body is an error with a class.
- It was authenticated with a bearer token from a safe source; an authentication failure can be told from success.
- The attempts are within the bound above, and each is in the record with what its retry budget held.
- Each decision for a fallback is in the record once, with the failure that led there.
- The record says whether it was a happy-path or an error-path check, and can be repeated without prompt or answer.

## Logging fields

`id`, `route`, `family`, `outcome`, `class` or `refusal`, `attempts` with `target`, `class`, `backoff_us` and `admission`,
`fallback_taken`, `fallback_class`, `unproven`, `config`, `latency_ms`. No prompt, answer, header or key.

## Do not assert

From these checks nobody concludes prices or billing, quotas or limits of an account, latency, availability, uptime, model
quality, reliability of a provider, success of a later retry, or that the fallback may carry production traffic.

## Log template

```json
{{
  "run_id": "fallback-smoke-YYYYMMDD-001",
  "checked_at": "YYYY-MM-DDTHH:MM:SSZ",
  "source_url": "<DOCUMENTATION_URL>",
  "request_family": "{family}",
  "status_class": "2xx, 4xx or 5xx",
  "response_family": "parseable-response or classified-error",
  "retry_attempt_count": 0,
  "fallback_decision": "promote, hold or investigate",
  "operator_result": "pass or fail",
  "notes": "sanitized"
}}
```
)",
      fmt::arg("words", words_of(facts.family)), fmt::arg("object", object_of(facts.family)),
      fmt::arg("family", facts.family == Family::Responses ? "responses" : "chat-completions"));
}

std::string incident(const RunbookFacts& facts) {
  const std::string takes_over =
      has_fallback(facts) ? fmt::format(
                                "While the mode is `{}`, a request that fails at `{}` goes to `{}` before anything of it was "
                                "delivered, where the conditions of the fallback hold.",
                                facts.mode, facts.primary.name, facts.fallbacks.front().name)
                          : std::string("This route has no fallback in force: its callers get an error until the primary is back.");
  return fmt::format(
      R"(
## In an incident

1. `jurymast status{config}`, at route `{route}`: who answers, which class leads, and the step for it.
2. `jurymast log tail{config} --failures`: the newest failures; `jurymast log explain{config} <OPERATION_ID>` tells one of them in
   words.
3. Authentication, invalid requests and refusals by content policy are fixed at their cause; no fallback helps with them.
4. {takes_over}
5. `jurymast simulate{config} --scenario hard_outage --route {route}` shows beforehand what this policy does in an outage.

## Rollback

1. Stop every increase of traffic to the fallback.
2. Let the primary take a small slice again, and compare both by class.
3. Raise the slice step by step, as long as the primary is no worse for the class that led here.
4. Keep the fallback configured until the window after the recovery is over.
5. In an emergency put the name of route `{route}` as a line into the file `{state}/kill`: its fallback is off from the next
   request on. Taking the line out switches it on again; `all` is every route.
6. Close the override and link the record to the ticket.
)",
      fmt::arg("config", config_flag(facts)), fmt::arg("route", facts.route), fmt::arg("takes_over", takes_over),
      fmt::arg("state", facts.state));
}

std::string contract(const RunbookFacts& facts) {
  return fmt::format(
      R"(
## Contract details to verify

| Area | What to verify | Source | Accessed | Safe wording |
|---|---|---|---|---|
| {words} request path | the path, the required request fields and the response object | <FILL_IN_REFERENCE_URL> | <FILL_IN_DATE> | Verify the {words} path and shape against the current reference before its evidence is used. |
| Authentication | the scheme, and how the key is supplied | <FILL_IN_REFERENCE_URL> | <FILL_IN_DATE> | Send the request with a bearer token loaded from a safe secret source. |
| Retry behavior | that retries are bounded and use backoff | https://docs.aws.amazon.com/prescriptive-guidance/latest/cloud-design-patterns/retry-backoff.html | <FILL_IN_DATE> | Retries should be capped and delayed with backoff when failures are transient. |
| Escalation packet | the current path to support, and what a packet must hold | <FILL_IN_SUPPORT_URL> | <FILL_IN_DATE> | Check current support documentation before sending account-specific evidence. |
)",
      fmt::arg("words", words_of(facts.family)));
}

constexpr std::string_view kEnd = R"(
## Failure modes

- **Operational blocker**: the check could not run. It is `blocked`, which is neither pass nor fail.
- **Evidence gap**: a log, page or output cannot be looked at. Record what is missing and stop.
- **Environment mismatch**: build, configuration, key, flags or model differ from production. Write the difference down before the
  result counts.
- **Unreviewed fallback**: a model, endpoint, permission or retry setting was changed to make a check pass. Put it back, or have
  it approved.
- **Weak hand-off**: command, result, changed files or the remaining uncertainty are missing. `jurymast lint handoff` finds it.
- **Scope drift**: a change that does not answer the failing signal belongs into a change of its own.
- **Parser optimism**: only one plain answer was tried. Try missing optional fields, other finish reasons and stream chunks.
- **Log overcollection**: a record needs a prompt, an answer or a key to be understood. `jurymast lint record` finds it.
- **Retry amplification**: SDK, gateway and queue each retry. Count the attempts over all layers.

## Sources

| URL | Accessed | Purpose |
|---|---|---|
| <FILL_IN_REFERENCE_URL> | <FILL_IN_DATE> | request path, fields, authentication and response object |
| https://docs.aws.amazon.com/prescriptive-guidance/latest/cloud-design-patterns/retry-backoff.html | <FILL_IN_DATE> | bounded retries with backoff, as a pattern |
| <FILL_IN_SUPPORT_URL> | <FILL_IN_DATE> | where to escalate, and with what |
)";

}  // namespace

std::string draft_runbook(const RunbookFacts& facts) {
  std::string text =
      head(facts) + in_force(facts) + setup(facts) + checks(facts) + assertions(facts) + incident(facts) + contract(facts);
  return text.append(kEnd);
}

}  // namespace jurymast::review
