#include "record/vocabulary.hpp"

#include <algorithm>

namespace jurymast::record {
namespace {

constexpr std::size_t kWordBytesMax = 48;
constexpr std::uint8_t kOther = 1;
constexpr std::uint8_t kFirst = 2;

/// What OpenAI, Azure, OpenRouter, Anthropic, DeepSeek, vLLM, SGLang, Gemini, one-api and new-api put into `code`, `type` and their like,
/// in lower case and sorted.
constexpr auto kWords = std::to_array<std::string_view>({
    "400",
    "401",
    "402",
    "403",
    "404",
    "405",
    "408",
    "409",
    "413",
    "415",
    "422",
    "425",
    "429",
    "499",
    "500",
    "501",
    "502",
    "503",
    "504",
    "520",
    "521",
    "522",
    "523",
    "524",
    "529",
    "aborted",
    "access_terminated",
    "account_deactivated",
    "api_connection_error",
    "api_error",
    "authentication",
    "authentication_error",
    "bad_gateway",
    "bad_request",
    "bad_response",
    "bad_response_body",
    "bad_response_status_code",
    "badrequesterror",
    "billing_error",
    "billing_hard_limit_reached",
    "billing_not_active",
    "cancelled",
    "channel:invalid_key",
    "channel:no_available_key",
    "channel:param_override_invalid",
    "channel:response_time_exceeded",
    "claude_error",
    "conflict",
    "content_filter",
    "content_filter_error",
    "content_policy_violation",
    "context_length_exceeded",
    "conversation_not_found",
    "convert_request_failed",
    "credit_balance_exhausted",
    "data_inspection_failed",
    "deadline_exceeded",
    "deploymentnotfound",
    "do_request_failed",
    "empty_response",
    "engine_overloaded",
    "error",
    "exceeded_current_quota_error",
    "failed_precondition",
    "forbidden",
    "gateway_timeout",
    "gemini_error",
    "get_channel_failed",
    "image_parse_error",
    "incorrect_api_key_provided",
    "insufficient_quota",
    "insufficient_user_quota",
    "internal",
    "internal_error",
    "internal_server_error",
    "internalservererror",
    "invalid_api_key",
    "invalid_argument",
    "invalid_authentication_error",
    "invalid_base64_image",
    "invalid_function_parameters",
    "invalid_image",
    "invalid_image_format",
    "invalid_image_url",
    "invalid_json_schema",
    "invalid_model",
    "invalid_organization",
    "invalid_prompt",
    "invalid_request",
    "invalid_request_error",
    "invalid_type",
    "invalid_value",
    "ip_not_authorized",
    "json_marshal_failed",
    "max_tokens_exceeded",
    "method_not_allowed",
    "missing_required_parameter",
    "model_not_available",
    "model_not_found",
    "model_not_supported",
    "model_overloaded",
    "moderation_blocked",
    "new_api_error",
    "no_available_channel",
    "not_found",
    "not_found_error",
    "not_implemented",
    "notfounderror",
    "notimplementederror",
    "one_api_error",
    "openai_error",
    "operationnotsupported",
    "organization_spend_limit_exceeded",
    "organization_usage_limit_exceeded",
    "out_of_range",
    "overloaded",
    "overloaded_error",
    "payload_too_large",
    "payment_required",
    "permission_denied",
    "permission_error",
    "pre_consume_token_quota_failed",
    "precondition_failed",
    "previous_response_not_found",
    "project_spend_limit_exceeded",
    "prompt_blocked",
    "provider_error",
    "provider_overloaded",
    "provider_unavailable",
    "quota_exceeded",
    "rate_limit",
    "rate_limit_error",
    "rate_limit_exceeded",
    "rate_limit_reached_error",
    "read_request_body_failed",
    "read_response_body_failed",
    "refusal",
    "request_timeout",
    "request_too_large",
    "requests",
    "resource_exhausted",
    "response_not_found",
    "responsibleaipolicyviolation",
    "safety",
    "sensitive_words_detected",
    "server",
    "server_error",
    "server_is_overloaded",
    "service_unavailable",
    "service_unavailable_error",
    "slow_down",
    "string_above_max_length",
    "string_too_long",
    "timeout",
    "timeout_error",
    "token_limit_exceeded",
    "tokens",
    "tokens_usage_based",
    "too_many_requests",
    "toomanyrequests",
    "unauthenticated",
    "unauthorized",
    "unavailable",
    "unknown_error",
    "unknown_parameter",
    "unknown_url",
    "unmapped",
    "unprocessable",
    "unprocessable_entity",
    "unsupported_country_region_territory",
    "unsupported_file",
    "unsupported_model",
    "unsupported_parameter",
    "unsupported_value",
    "upstream_error",
    "user_error",
    "validation_error",
    "wrong_api_format",
});

constexpr bool sorted_and_short() {
  for (std::size_t i = 0; i < kWords.size(); ++i) {
    if (kWords[i].size() > kWordBytesMax) return false;
    if (i > 0 && !(kWords[i - 1] < kWords[i])) return false;
  }
  return true;
}
static_assert(sorted_and_short(), "the words are looked up by bisection");
static_assert(kWords.size() + kFirst <= 256, "a word is one byte");

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

std::string_view text_of(KnownWord word) {
  if (word.index == 0) return {};
  if (word.index == kOther || word.index >= kFirst + kWords.size()) return "other";
  return kWords[word.index - kFirst];
}

KnownWord known_word(std::string_view text) {
  if (text.empty()) return {};
  if (text.size() > kWordBytesMax) return {kOther};
  std::array<char, kWordBytesMax> lowered{};
  std::transform(text.begin(), text.end(), lowered.begin(), lower);
  const std::string_view wanted(lowered.data(), text.size());
  const auto* const found = std::lower_bound(kWords.begin(), kWords.end(), wanted);
  if (found == kWords.end() || *found != wanted) return {kOther};
  return {static_cast<std::uint8_t>(kFirst + (found - kWords.begin()))};
}

}  // namespace jurymast::record
