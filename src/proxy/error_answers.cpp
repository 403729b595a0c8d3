#include "proxy/error_answers.hpp"

#include <array>

#include "policy/class_table.hpp"
#include "wire/error_text.hpp"
#include "wire/head_writer.hpp"

namespace jurymast::proxy {
namespace {

constexpr std::array<std::string_view, kRefusalCount> kRefusalMessages{
    "The API key is missing or not one of this gateway's client keys; send it as `Authorization: Bearer KEY`.",
    "The request is not well-formed HTTP/1.1.",
    "The request body is not a valid JSON object.",
    "The request body is larger than this gateway accepts (20 MiB).",
    "No route of this gateway serves that model with this API; `GET /v1/models` lists the routes.",
    "This gateway has no such path; it serves /v1/chat/completions, /v1/responses and /v1/models.",
    "The request asks for something this gateway does not support.",
    "Every target of this route is failing and its breaker is open; no upstream was tried.",
    "Every target of this route is paused by its provider's rate limit; no upstream was tried.",
    "Every target of this route is at its limit of requests in flight; no upstream was tried.",
    "No target of this route may serve this request now; no upstream was tried.",
    "This gateway is shedding load; no upstream was tried.",
    "This gateway is shutting down; send the request again.",
    "The request passed through this gateway before; check that no target points back at it.",
    "The request's time was over before an upstream could be tried.",
    "This gateway has no memory left for another request; no upstream was tried.",
    "This gateway failed; its log says why.",
    "The x-jurymast-probe field holds no ticket of this gateway; leave it out, or get a ticket with `POST /probes` on the admin "
    "listener.",
    "The probe's ticket is older than a minute; get another with `POST /probes` on the admin listener.",
    "The probe's ticket was used before; each is good for one request. Get another with `POST /probes` on the admin listener.",
    "The probe's ticket is for another route than the request's model names; ask for the route's own model, or for another "
    "ticket."};

std::string_view phrase_of(FailureClass c) {
  switch (c) {
    case FailureClass::Auth: return "refused the gateway's credential";
    case FailureClass::Permission: return "denied the gateway permission";
    case FailureClass::ModelNotFound: return "does not know the configured model";
    case FailureClass::WrongSurface: return "did not answer as an API (wrong base URL, or a web page)";
    case FailureClass::RateLimited: return "is limiting the rate of requests";
    case FailureClass::QuotaExhausted: return "reports an exhausted quota or balance";
    case FailureClass::Overloaded: return "is overloaded";
    case FailureClass::UpstreamError: return "failed with a server error";
    case FailureClass::TimeoutConnect: return "could not be connected to in time";
    case FailureClass::TimeoutFirstToken: return "sent no content in time";
    case FailureClass::TimeoutStall: return "stopped sending content";
    case FailureClass::TimeoutTotal: return "did not finish in time";
    case FailureClass::NetworkDns: return "could not be found by name";
    case FailureClass::NetworkConnect: return "could not be connected to";
    case FailureClass::NetworkTls: return "could not prove its identity over TLS";
    case FailureClass::NetworkReset: return "closed the connection without an answer";
    case FailureClass::Truncated: return "ended its answer before it was complete";
    case FailureClass::Malformed: return "sent an answer that cannot be read";
    case FailureClass::Empty: return "sent an answer without content";
    case FailureClass::ContractMismatch: return "sent an answer of another kind than this API documents";
    case FailureClass::OutputInvalid: return "sent an answer that the route's validator rejects";
    case FailureClass::InvalidRequest: return "rejected the request as invalid";
    case FailureClass::ContextLength: return "rejected the request as too long for its model";
    case FailureClass::ContentPolicy: return "rejected the request by its content policy";
    case FailureClass::StateMissing: return "does not hold the state that the request refers to";
    default: return "failed in a way that is not known";
  }
}

/// The target whose failure is being told: the first attempt of that class.
std::string_view target_of(FailureClass failure_class, const record::Decision& decision) {
  for (const record::Attempt& attempt : decision.attempts) {
    if (attempt.failure_class == failure_class) return attempt.target_name;
  }
  return decision.attempts.empty() ? std::string_view() : decision.attempts.back().target_name;
}

}  // namespace

std::string_view error_type_of(int status) {
  switch (status) {
    case 401: return "authentication_error";
    case 403: return "permission_error";
    case 429: return "rate_limit_error";
    default: return status >= 500 ? "server_error" : "invalid_request_error";
  }
}

int status_for_event(FailureClass failure_class) {
  const int status = policy::row_of(failure_class).status;
  return status == 0 ? 400 : status;
}

std::string class_message(FailureClass failure_class, const record::Decision& decision) {
  const std::string_view target = target_of(failure_class, decision);
  const std::size_t attempts = decision.attempts.size();
  return fmt::format("The upstream{}{} {} ({}). The gateway made {} attempt{}.", target.empty() ? "" : " ", target,
                     phrase_of(failure_class), name_of(failure_class), attempts, attempts == 1 ? "" : "s");
}

std::string_view refusal_message(Refusal refusal) { return kRefusalMessages[static_cast<std::size_t>(refusal)]; }

std::string error_body(const policy::step::Answer& answer, const record::Decision& decision) {
  const std::string message = answer.failure_class ? class_message(*answer.failure_class, decision)
                                                   : std::string(refusal_message(answer.refusal.value_or(Refusal::Internal)));
  wire::OwnError error{.type = error_type_of(answer.status),
                       .code = answer.failure_class ? name_of(*answer.failure_class)
                                                    : name_of(answer.refusal.value_or(Refusal::Internal)),
                       .message = message};
  if (answer.final_answer && answer.retry_after_s) error.retry_after_s = *answer.retry_after_s;
  return wire::error_envelope(error);
}

std::string retry_lines(const policy::step::Answer& answer) {
  if (answer.final_answer) return "x-should-retry: false\r\n";
  if (answer.retry_after_s) return fmt::format("Retry-After: {}\r\n", *answer.retry_after_s);
  return {};
}

std::string refusal_answer(const RefusalAnswer& answer) {
  const int status = answer.status.value_or(status_of(answer.refusal));
  // An unknown model is told in the word that OpenAI has for it, so that callers know it.
  const std::string_view code = answer.refusal == Refusal::RouteUnknown ? "model_not_found" : name_of(answer.refusal);
  const std::string body = wire::error_envelope({.type = error_type_of(status),
                                                 .code = code,
                                                 .message = answer.detail.empty() ? refusal_message(answer.refusal) : answer.detail,
                                                 .param = answer.param});
  wire::HeadWriter head = wire::HeadWriter::response(status);
  if (!answer.request_id.empty()) head.field("x-request-id", answer.request_id);
  if (!answer.client_request_id.empty()) head.field("x-client-request-id", answer.client_request_id);
  if (answer.retry_after_s) {
    head.field("Retry-After", *answer.retry_after_s);
  } else {
    head.field("x-should-retry", "false");
  }
  if (answer.close) head.field("Connection", "close");
  head.field("Content-Type", "application/json").field("Content-Length", body.size());
  return std::move(head).finish() + body;
}

}  // namespace jurymast::proxy
