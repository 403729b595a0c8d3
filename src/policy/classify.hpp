#pragma once
#include <optional>
#include <string_view>
#include <string_view>

#include "base/failure_class.hpp"
#include "base/family.hpp"
#include "wire/answer_facts.hpp"
#include "wire/content_kind.hpp"
#include "wire/error_facts.hpp"

namespace jurymast::policy {

/// What is known of a response when it is classified.
struct ResponseFacts {
  int status = 0;
  wire::ContentKind content = wire::ContentKind::None;
  bool body_parsed = false;
  bool html = false;
  bool stateful = false;  ///< the request leaned on state, so that a JSON 404 speaks of that state
  wire::ErrorFacts error;
};

/// The class of an error response, from status, content type, shape and code together: 3xx, then known code or type, then status.
FailureClass classify_error(const ResponseFacts& facts);

/// The class of an error that came inside a 200: of its code, type or numeric code; upstream_error where nothing is known.
FailureClass classify_error_in_body(const wire::ErrorFacts& error);

/// The class of a buffered 2xx answer: Ok, or what is wrong with it.
FailureClass classify_answer(const wire::AnswerFacts& facts, wire::ContentKind content, bool background);

/// True for an error's word that classification compares beside the table of error words.
bool is_deciding_word(std::string_view word);

/// True where the answer may be without content and yet be whole: cut by a length limit or a filter, or only queued.
bool may_be_empty(wire::FinishState finish);

}  // namespace jurymast::policy
