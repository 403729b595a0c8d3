#include "policy/classify.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "policy/error_words.hpp"

namespace jurymast::policy {
namespace {

using Class = FailureClass;

/// What a missing thing is called, beside the table of error words.
constexpr std::string_view kModelParam = "model";
constexpr std::string_view kNotFoundType = "notfounderror";
constexpr std::array<std::string_view, 3> kStateParams{"previous_response_id", "conversation", "response_id"};

/// The class that the error's own words decide, `code` before `type`; of general words only where `hints_count`.
std::optional<Class> class_of_words(const wire::ErrorFacts& error, bool hints_count) {
  const std::optional<ErrorWord> code = error_word(error.code);
  const std::optional<ErrorWord> type = error_word(error.type);
  if (code && code->weight == WordWeight::Decides) return code->failure_class;
  if (type && type->weight == WordWeight::Decides) return type->failure_class;
  if (!hints_count) return std::nullopt;
  if (code) return code->failure_class;
  if (type) return type->failure_class;
  return std::nullopt;
}

bool names_state(const wire::ErrorFacts& error) {
  return std::find(kStateParams.begin(), kStateParams.end(), error.param) != kStateParams.end();
}

Class class_of_missing(const ResponseFacts& facts) {
  if (!facts.error.present || !facts.body_parsed) return Class::WrongSurface;
  if (facts.error.param == kModelParam || facts.error.type == kNotFoundType) return Class::ModelNotFound;
  if (facts.stateful || names_state(facts.error)) return Class::StateMissing;
  return Class::WrongSurface;
}

Class class_of_client_status(const ResponseFacts& facts) {
  switch (facts.status) {
    case 400:
    case 413:
    case 415:
    case 422: return Class::InvalidRequest;
    case 401: return Class::Auth;
    case 402: return Class::QuotaExhausted;
    case 403: return Class::Permission;
    case 404: return class_of_missing(facts);
    case 405: return Class::WrongSurface;
    case 408:
    case 409:
    case 425: return Class::UpstreamError;
    case 429: return Class::RateLimited;
    default: return Class::Ambiguous;
  }
}

Class class_of_server_status(int status) {
  switch (status) {
    case 501: return Class::WrongSurface;
    case 503:
    case 529: return Class::Overloaded;
    default: return Class::UpstreamError;
  }
}

/// A 2xx whose body is not the answer: an error in the clothes of success, a web page, or something unreadable.
Class class_of_strange_success(const ResponseFacts& facts) {
  if (facts.error.present) return classify_error_in_body(facts.error);
  const bool unreadable_kind = facts.body_parsed || facts.content == wire::ContentKind::EventStream;
  return unreadable_kind && !facts.html ? Class::Malformed : Class::WrongSurface;
}

}  // namespace

FailureClass classify_error(const ResponseFacts& facts) {
  if (facts.status >= 300 && facts.status < 400) return Class::WrongSurface;
  if (facts.status >= 200 && facts.status < 300) return class_of_strange_success(facts);
  if (facts.error.present) {
    if (const std::optional<Class> known = class_of_words(facts.error, false)) return *known;
  }
  if (facts.status >= 400 && facts.status < 500) return class_of_client_status(facts);
  if (facts.status >= 500 && facts.status < 600) return class_of_server_status(facts.status);
  return Class::Ambiguous;
}

FailureClass classify_error_in_body(const wire::ErrorFacts& error) {
  if (const std::optional<Class> known = class_of_words(error, false)) return *known;
  if (error.numeric_code) {
    ResponseFacts as_if;
    as_if.status = *error.numeric_code;
    as_if.content = wire::ContentKind::Json;
    as_if.body_parsed = true;
    as_if.error = error;
    const Class of_code = classify_error(as_if);
    if (of_code != Class::Ambiguous) return of_code;
  }
  return class_of_words(error, true).value_or(Class::UpstreamError);
}

bool is_deciding_word(std::string_view word) {
  return word == kModelParam || word == kNotFoundType || std::find(kStateParams.begin(), kStateParams.end(), word) != kStateParams.end();
}

bool may_be_empty(wire::FinishState finish) {
  using wire::FinishState;
  switch (finish) {
    case FinishState::Length:
    case FinishState::ContentFilter:
    case FinishState::FunctionCall:
    case FinishState::Incomplete:
    case FinishState::Queued: return true;
    default: return false;
  }
}

FailureClass classify_answer(const wire::AnswerFacts& facts, wire::ContentKind content, bool background) {
  if (content != wire::ContentKind::Json || !facts.parsed) return Class::Malformed;
  if (facts.error.present) return classify_error_in_body(facts.error);
  if (facts.finish == wire::FinishState::Failed) return Class::UpstreamError;
  if (!facts.object_matches || !facts.required_present) return Class::ContractMismatch;
  const bool queued = background && facts.finish == wire::FinishState::Queued;
  if (!facts.finished && !queued) return Class::Truncated;
  if (!facts.has_content && !may_be_empty(facts.finish)) return Class::Empty;
  return Class::Ok;
}

}  // namespace jurymast::policy
