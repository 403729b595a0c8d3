#pragma once
#include <variant>

#include "base/output_fault.hpp"
#include "base/refusal.hpp"
#include "wire/answer_facts.hpp"
#include "wire/content_kind.hpp"
#include "wire/error_facts.hpp"
#include "wire/retry_hints.hpp"

namespace jurymast::policy {
namespace event {

/// The TCP connection stands; a TLS handshake follows where the target has TLS.
struct Dialed {};
/// The connection is ready to be written to.
struct Connected {
  bool reused = false;
};
/// The whole request is handed to the kernel.
struct RequestSent {};
/// A response head came.
struct Head {
  int status = 0;
  wire::ContentKind content = wire::ContentKind::None;
  bool foreign_encoding = false;
  wire::RetryHints hints;
};
/// The whole body of a response that is no 2xx (or that no JSON or SSE could be read from), cut at limits::kErrorBodyBytesMax.
struct ErrorBody {
  bool parsed = false;
  bool html = false;
  wire::ErrorFacts facts;
};
/// The first content-bearing event of a stream was read; sent once an attempt. Before any later event of that attempt.
struct Content {};
/// An error event inside a stream.
struct StreamError {
  wire::ErrorFacts facts;
};
/// Terminal evidence stands. `has_content` false with a finish that allows it (length, content_filter) is a complete answer.
struct Terminal {
  wire::FinishState finish = wire::FinishState::None;
  bool has_content = true;
};
/// A stream event was no JSON, or something that is held went over its limit.
struct MalformedData {};
/// A buffered answer is whole (its framing says so) and was read; or a stream's framing ended cleanly, or `[DONE]` came.
struct BodyComplete {
  wire::AnswerFacts facts;  ///< buffered answers; for streams only what the reader holds
};
/// What the route's rules say of the answer; the reply to step::Validate.
struct Validated {
  OutputFault fault = OutputFault::None;
};
/// The transport failed.
enum class FailureKind : unsigned char { Dns, Connect, Tls, Reset, EndOfFile, Framing, TooLarge, ForbiddenAddress };
struct Failed {
  FailureKind kind = FailureKind::Reset;
  bool bytes_sent = false;        ///< anything of the request may have left
  bool response_started = false;  ///< any byte of a response came on this connection for this request
};
/// wake_at() has come.
struct TimerFired {};
/// The client's connection ended.
struct ClientGone {};
/// The client could not be served from our side (a write limit, memory); ends the operation.
struct LocalFailure {
  Refusal refusal = Refusal::Internal;
};

/// The kill switch went on for the route.
struct Killed {};

}  // namespace event

/// Everything an exchange can be told after its start.
using Event = std::variant<event::Dialed, event::Connected, event::RequestSent, event::Head, event::ErrorBody, event::Content,
                           event::StreamError, event::Terminal, event::MalformedData, event::BodyComplete, event::Failed,
                           event::Validated, event::TimerFired, event::ClientGone, event::LocalFailure, event::Killed>;

}  // namespace jurymast::policy
