#include "policy/class_table.hpp"

#include <array>

namespace jurymast::policy {
namespace {

using Class = FailureClass;
using Same = SameTarget;
using Next = NextTarget;
using Effect = BreakerEffect;
using Body = AnswerBody;

// Columns: class, seen as | same target, next target, breaker | transient, alert | status, body | note, next step.
constexpr std::array<ClassRow, kFailureClassCount> kRows{{
    {Class::Ok, "a whole, well-formed answer with content", Same::No, Next::No, Effect::Good, false, false, 200, Body::Own,
     "Served.", "Nothing."},
    {Class::Auth, "401, or an error that names the key", Same::No, Next::No, Effect::OpensCredential, false, true, 502, Body::Own,
     "The gateway's own credential is refused, so every request with it would be. The credential is taken out of use and probed "
     "once in 10 s. It never falls back: another model would only hide the broken key.",
     "Check the key behind the target's `api_key` reference: revoked, rotated, wrong project, address not allow-listed. Put the "
     "right one in place and reload; the next probe finds it."},
    {Class::Permission, "403 without a policy code", Same::No, Next::No, Effect::Good, false, true, 502, Body::Own,
     "The key is known but may not do this: model, region or organisation.",
     "Compare the key's permissions, its project and the region with what the route asks for."},
    {Class::InvalidRequest, "400, 413, 415, 422; 500 with the code `invalid_request`", Same::No, Next::No, Effect::Good, false,
     false, 0, Body::Upstream, "The request itself is at fault and would be anywhere. The provider's error object is passed on.",
     "Look for a client deployment or a changed parameter at the time it began; roll that back. A single client: tell its owner."},
    {Class::ModelNotFound, "404 naming the model, or the code `model_not_found`", Same::No, Next::Yes, Effect::Good, false, true, 502,
     Body::Own,
     "The target's configured model does not exist there: our mapping is wrong or the provider retired it. Where the client's own "
     "model name was passed through, it is the client's fault instead (`invalid_request`).",
     "Correct `model` of the target; the provider's model list says what it has."},
    {Class::WrongSurface, "any 3xx, HTML, 404 or 405 on the path, 501", Same::No, Next::Yes, Effect::Bad, false, true, 502, Body::Own,
     "Something that is not the API answered: a wrong `base_url`, a login page, a CDN. Redirects are never followed, since they "
     "would carry the key elsewhere.",
     "Compare `base_url` with the provider's documentation, the `/v1` included; ask the status page for CDN trouble."},
    {Class::ContextLength, "the code `context_length_exceeded`, also in a stream's first event", Same::No, Next::LargerWindow,
     Effect::Good, false, false, 0, Body::Upstream,
     "The prompt does not fit this model. Only a target with a larger declared `context_window` can help.",
     "If it is frequent, declare `context_window` on the targets and give the route a larger fallback."},
    {Class::ContentPolicy, "the codes `content_policy_violation`, `content_filter` and their like", Same::No, Next::No, Effect::Good,
     false, false, 0, Body::Upstream,
     "The provider's policy rejects the content. Routing around a safety decision is forbidden, so it never falls back.",
     "Nothing in the gateway. A sudden rise: a changed system prompt, or a provider's changed filter."},
    {Class::StateMissing, "`previous_response_not_found`, an unknown item or conversation", Same::No, Next::No, Effect::Good, false,
     false, 0, Body::Upstream, "The state that the request leans on lives at one provider and is not there (any more).",
     "Check whether the gateway was restarted or the route's primary changed: an unknown id is asked of the primary."},
    {Class::RateLimited, "429; the codes `rate_limit_exceeded`, `slow_down`", Same::AfterRetryAfter, Next::Yes, Effect::Neutral, true,
     false, 429, Body::Own,
     "The provider asks for a slower pace. The target is paused for as long as it said (1 to 60 s); the breaker is not touched.",
     "Look at the request rate and at who sends it; ask for a higher limit or spread the load over targets."},
    {Class::QuotaExhausted, "402; 429 with `insufficient_quota`, a spend limit or an empty balance", Same::No, Next::Yes,
     Effect::Neutral, false, true, 429, Body::Own, "Money or a hard limit, not pace: waiting does not help. The target is paused for 10 minutes.",
     "Top up, raise the limit, or move the route to another account. A reload with a changed target, or an operator, ends the pause."},
    {Class::Overloaded, "503, 529; `overloaded_error`, `server_is_overloaded`", Same::Once, Next::Yes, Effect::Bad, true, false, 503,
     Body::Own, "The provider has no capacity at the moment. A 503 with a Retry-After of at most 60 s pauses the target too.",
     "See whether the fallback carries the load. If it lasts: the provider's status page, and a lower share of batch traffic."},
    {Class::UpstreamError, "500, 502, 504, 520 to 524 and other 5xx; 408, 409, 425", Same::Once, Next::Yes, Effect::Bad, true, false,
     502, Body::Own, "The provider, or something in front of it, failed.",
     "Compare targets of the same provider; check the provider's status page; keep the fallback if it is healthy."},
    {Class::TimeoutConnect, "no TCP connection, or no TLS session, in time", Same::No, Next::Yes, Effect::Bad, true, false, 504,
     Body::Own, "Nothing was sent. A silent host stays silent for a while, so it is not asked twice.",
     "Network path, firewall, or a provider's outage: try a connection from the gateway's host."},
    {Class::TimeoutFirstToken, "a stream without content within `first_token`", Same::No, Next::Yes, Effect::Bad, true, false, 504,
     Body::Own, "The request was sent and nothing useful came back in time; the work may have been done all the same.",
     "Reasoning models need a longer `first_token` (120 s). Else the provider is slow: see the first-content histogram."},
    {Class::TimeoutStall, "a stream that stopped between content events", Same::No, Next::Yes, Effect::Bad, true, false, 504, Body::Own,
     "Content came and then stopped. After the commit the client gets an error event, never a clean end.",
     "Look at whether long answers alone are hit; a proxy on the path that buffers or idles out is a frequent cause."},
    {Class::TimeoutTotal, "an attempt's `total`, the operation's deadline, or 120 s of holding a whole stream", Same::No, Next::Yes,
     Effect::Bad, true, false, 504, Body::Own, "The time for the answer was used up.",
     "Compare the deadline with the length of the answers; a caller's own timeout shortens it and is in the record."},
    {Class::NetworkDns, "the name could not be resolved", Same::Once, Next::Yes, Effect::Bad, true, false, 502, Body::Own,
     "Nothing was sent.", "Resolver of the host, spelling of `base_url`, the provider's DNS."},
    {Class::NetworkConnect, "the connection was refused, or the address is forbidden", Same::Once, Next::Yes, Effect::Bad, true, false,
     502, Body::Own,
     "Nothing was sent. An address in a private network is refused by the gateway itself unless `allow_private` is set, and is "
     "not tried twice.",
     "Is the upstream up, is the port right, did its name change to a private address?"},
    {Class::NetworkTls, "the TLS handshake failed", Same::Once, Next::Yes, Effect::Bad, true, true, 502, Body::Own,
     "Nothing was sent. A certificate that does not verify is not tried twice: it will not get better within the second.",
     "Expired certificate, wrong name, a TLS-inspecting proxy, missing CA (`tls_ca_file`)."},
    {Class::NetworkReset, "the connection ended before the response head", Same::Once, Next::Yes, Effect::Bad, true, false, 502,
     Body::Own,
     "The request may have been executed; only stateless requests are sent again, and the record says `maybe_executed`. A reused "
     "connection that closes without a byte is replayed once on a fresh one.",
     "Frequent on reused connections: the provider's idle timeout is shorter than the pool's. Else an overloaded proxy."},
    {Class::Truncated, "a body or stream that ends before its terminal evidence", Same::No, Next::Yes, Effect::Bad, true, false, 502,
     Body::Own, "A cut answer never becomes a clean end: before the commit it goes to the next target, after it the client sees an error.",
     "An aggregator that hides its upstream's failures, or a proxy with a body timeout."},
    {Class::Malformed, "no JSON, wrong content type, unexpected encoding, over a size limit", Same::No, Next::Yes, Effect::Bad, true,
     false, 502, Body::Own, "The answer cannot be read, so it cannot be vouched for.",
     "A provider's release, or something on the path that rewrites bodies. `malformed_event` decides about single events."},
    {Class::Empty, "200 without content, tool call or refusal", Same::No, Next::Yes, Effect::Bad, true, false, 502, Body::Own,
     "An answer with nothing in it. Not empty: a length or filter stop, an incomplete response, audio, hosted-tool items.",
     "Reasoning models may spend the whole token limit on thinking: raise it. Else the provider's fault."},
    {Class::ContractMismatch, "parses, but the object is another one or a required field is missing", Same::No, Next::Yes, Effect::Bad,
     false, false, 502, Body::Own, "The surface answered with a shape that the family does not document.",
     "Is the target's family right? Compare the shape with the provider's changelog."},
    {Class::OutputInvalid, "the route's validator rejects the answer", Same::Once, Next::Yes, Effect::Good, false, false, 502, Body::Own,
     "The provider works; the answer does not fit the route's schema.", "Prompt, model or schema changed: compare with the last good day."},
    {Class::Cancelled, "the client left", Same::No, Next::No, Effect::Neutral, false, false, 499, Body::Own,
     "The upstream request is cancelled at once; nobody is blamed.", "A rise means impatient clients: compare their timeouts with the latency."},
    {Class::Ambiguous, "nothing above", Same::No, Next::No, Effect::Good, false, false, 0, Body::Own,
     "An answer that the table does not know. Nothing is done by itself, and a gate that sees it says `investigate`.",
     "Read the record's status and code, find out what the provider means by it, and report it so that the table learns it."},
}};

constexpr bool in_order() {
  for (std::size_t i = 0; i < kRows.size(); ++i) {
    if (static_cast<std::size_t>(kRows[i].failure_class) != i) return false;
  }
  return true;
}
static_assert(in_order(), "a row is found by its class's number");

}  // namespace

const ClassRow& row_of(FailureClass failure_class) { return kRows[static_cast<std::size_t>(failure_class)]; }

}  // namespace jurymast::policy
