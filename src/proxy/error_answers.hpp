#pragma once
#include <string>
#include <string_view>

#include "policy/exchange.hpp"

namespace jurymast::proxy {

/// OpenAI's word for the kind of error that a status stands for.
std::string_view error_type_of(int status);

/// The status that a class would have had as an answer; for error events, where none can be sent any more.
int status_for_event(FailureClass failure_class);

/// One sentence for the caller: what failed, where, how often it was tried. Holds configured names and closed words only.
std::string class_message(FailureClass failure_class, const record::Decision& decision);

/// One sentence for the caller of a refused request: what was wrong and what to do.
std::string_view refusal_message(Refusal refusal);

/// The body of an answer of our own, in OpenAI's envelope.
std::string error_body(const policy::step::Answer& answer, const record::Decision& decision);

/// The header lines that tell an SDK whether to come back: `x-should-retry: false`, or `Retry-After`, or neither.
std::string retry_lines(const policy::step::Answer& answer);

/// What a request is told that never became an operation.
struct RefusalAnswer {
  Refusal refusal = Refusal::Internal;
  std::optional<int> status = {};        ///< a more precise one than the refusal's own
  std::string_view detail = {};          ///< a sentence that replaces the refusal's own; names fields, never values
  std::string_view param = {};
  std::string_view request_id = {};
  std::string_view client_request_id = {};
  std::optional<std::uint32_t> retry_after_s = {};
  bool close = false;
};

/// The whole response: status line, header and body in OpenAI's envelope.
std::string refusal_answer(const RefusalAnswer& answer);

}  // namespace jurymast::proxy
