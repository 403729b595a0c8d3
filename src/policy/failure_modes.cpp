#include "policy/failure_modes.hpp"

#include <fmt/format.h>

#include <string_view>

#include "base/failure_class.hpp"
#include "base/refusal.hpp"
#include "policy/class_table.hpp"

namespace jurymast::policy {
namespace {

constexpr std::string_view kIntroduction =
    R"(# Failure modes

Every attempt at an upstream ends in exactly one of these classes. The class, not the status, decides what Jurymast does: whether the
same target is asked again, whether the next one is, what the breaker learns, and what the client is told. It is also the word that you
find in records (`jurymast log tail --failures`), metrics, alerts and the answer's `x-jurymast-class` header.

This page is made from the table in the program, so it says what the program does.

## At three in the morning

1. Which class leads? `jurymast log tail --failures`, or the failures by class in the metrics.
2. Find it below. *Do first* says where its cause usually is.
3. Is it one target or all? One: its provider, key or mapping. All: your network, your last deployment, or the clients.
4. Are clients served all the same? Then `fallback` in the records says by whom, and you have time.

How to read the table: **again** is a retry at the same target, bounded by the caps of the route and by the target's retry budget;
**next** is the next target of the route, before any content has gone to the client and only if the conditions of the fallback hold;
**breaker** says whether the target's breaker counts it (`counts`), takes it as a sign of health (`good`) or ignores it (`–`).

## The table

)";

constexpr std::string_view kAfterTable = R"(
`served` means that nothing failed. `upstream's 4xx` passes the provider's own status and error object on (a 500 that is in truth a
client fault becomes a 400); every other failure is told in Jurymast's own envelope with `code` set to the class.

An answer after at least one attempt is **final**: it carries `x-should-retry: false` and no `Retry-After`, because Jurymast has
already made the attempts that were worth making. If the provider named a wait, it stands in `error.retry_after_s`.

## How a class is found

In this order: a failure of the transport; any redirect; a `code` or `type` that is on the closed list of known words; the status.
HTML or other non-JSON means `wrong_surface` under 200, 404 and 405 only; under any other status the status decides. An error inside a
200, buffered or in a stream, takes the class of its code, type or numeric code, and `upstream_error` where none is known. Messages are
never read for their meaning.

## When a request is never sent twice

Once any of it may have left and no explicit error came back, the provider may have done the work. Then it is not sent again, neither to
the same nor to another target, if it leans on state at the provider, if the provider stores the answer and the route does not say
`resend_stored = "allow"`, or if the route declares `side_effects = "possible"`. 408, 409 and 425 count as no explicit error here. After
the first content has gone to the client nothing is ever sent again.

## Class by class

)";

constexpr std::string_view kRefusalIntroduction = R"(## Refusals of Jurymast itself

Where no upstream was asked, the record has a `refusal` in place of a class. A refusal is **hopeful**, with an integer `Retry-After` of
1 to 60 s, if a target is expected back within a minute, and final otherwise.

| refusal | status | meaning |
|---|---|---|
)";

std::string_view again_of(const ClassRow& row) {
  switch (row.same_target) {
    case SameTarget::No: return "no";
    case SameTarget::Once: return "once";
    case SameTarget::AfterRetryAfter: return "after its pause, if that is at most 3 s";
  }
  return "no";
}

std::string_view next_of(const ClassRow& row) {
  switch (row.next_target) {
    case NextTarget::No: return row.failure_class == FailureClass::ContentPolicy ? "**never**" : "no";
    case NextTarget::Yes: return "yes";
    case NextTarget::LargerWindow: return "with a larger window";
  }
  return "no";
}

std::string_view breaker_of(const ClassRow& row) {
  switch (row.breaker) {
    case BreakerEffect::Good: return "good";
    case BreakerEffect::Bad: return "counts";
    case BreakerEffect::Neutral: return "–";
    case BreakerEffect::OpensCredential: return "opens the credential";
  }
  return "–";
}

std::string told(const ClassRow& row) {
  if (row.failure_class == FailureClass::Ok) return "served";
  if (row.failure_class == FailureClass::Cancelled) return "nobody is there (499 in the record)";
  if (row.status != 0) return fmt::format("{}", row.status);
  return row.body == AnswerBody::Upstream ? "upstream's 4xx" : "upstream's 4xx, else 502";
}

std::string_view meaning_of(Refusal refusal) {
  switch (refusal) {
    case Refusal::ClientAuth: return "the client's key is missing or unknown";
    case Refusal::ClientFraming: return "the message is no strict HTTP/1.1; the connection is closed";
    case Refusal::ClientJson: return "the body is no valid JSON request";
    case Refusal::ClientTooLarge: return "the body is over 20 MiB";
    case Refusal::RouteUnknown: return "no route serves this model in this family (`model_not_found` for the caller)";
    case Refusal::PathUnknown: return "no such path";
    case Refusal::Unsupported: return "the request asks for something that is not supported";
    case Refusal::AllOpen: return "every target that may serve the request is failing and its breaker is open";
    case Refusal::AllPaused: return "every such target is paused by its provider's rate limit";
    case Refusal::AllFull: return "every such target has as many requests in flight as it may";
    case Refusal::NotEligible:
      return "the route has no target that can serve this request, or none that is not disabled";
    case Refusal::Shed: return "the server is too full for this priority";
    case Refusal::Draining: return "the server is shutting down";
    case Refusal::Loop: return "the request has been here before: a target points back at this gateway";
    case Refusal::Deadline: return "the time was over before a target could be asked";
    case Refusal::Memory: return "no memory left for another request";
    case Refusal::Internal: return "a fault of Jurymast itself; its log says more";
    case Refusal::ProbeInvalid:
      return "`x-jurymast-probe` holds no ticket of this process";
    case Refusal::ProbeExpired:
      return "the probe's ticket is older than a minute";
    case Refusal::ProbeSpent:
      return "the probe's ticket was used before";
    case Refusal::ProbeMismatch:
      return "the probe's ticket is for another route, target or kind of request";
  }
  return {};
}

}  // namespace

std::string render_failure_modes() {
  std::string page(kIntroduction);
  page.append("| class | seen as | again | next | breaker | client is told |\n|---|---|---|---|---|---|\n");
  for (std::size_t i = 0; i < kFailureClassCount; ++i) {
    const ClassRow& row = row_of(static_cast<FailureClass>(i));
    page.append(fmt::format("| [`{0}`](#{0}) | {1} | {2} | {3} | {4} | {5} |\n", name_of(row.failure_class), row.seen_as, again_of(row),
                            next_of(row), breaker_of(row), told(row)));
  }
  page.append(kAfterTable);
  for (std::size_t i = 1; i < kFailureClassCount; ++i) {
    const ClassRow& row = row_of(static_cast<FailureClass>(i));
    page.append(fmt::format("### {}\n\nSeen as {}.{}\n\n{}\n\n*Do first:* {}\n\n", name_of(row.failure_class), row.seen_as,
                            row.alert ? " **Raises an alert.**" : "", row.note, row.next_step));
  }
  page.append(kRefusalIntroduction);
  for (std::size_t i = 0; i < kRefusalCount; ++i) {
    const auto refusal = static_cast<Refusal>(i);
    page.append(fmt::format("| `{}` | {} | {} |\n", name_of(refusal), status_of(refusal), meaning_of(refusal)));
  }
  return page;
}

}  // namespace jurymast::policy
