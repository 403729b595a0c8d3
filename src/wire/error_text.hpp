#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/family.hpp"

namespace jurymast::wire {

/// One of our own errors, as the caller will see it.
struct OwnError {
  std::string_view type;     ///< OpenAI's word: invalid_request_error, authentication_error, rate_limit_error, server_error …
  std::string_view code;     ///< the failure class or refusal
  std::string_view message;  ///< a sentence of ours; never an upstream's text
  std::string_view param = {};  ///< the field at fault, or empty for null
  std::optional<std::int64_t> retry_after_s = {};
};

/// `{"error":{"message","type","param","code"[,"retry_after_s"]}}`.
std::string error_envelope(const OwnError& error);

/// The events that end a committed stream so that every measured SDK raises: for chat one data event with an error object, for
/// Responses one `event: error` with the flat fields and the nested object both. Never followed by `[DONE]`.
std::string error_event(Family family, const OwnError& error, std::uint64_t sequence_number);

}  // namespace jurymast::wire
