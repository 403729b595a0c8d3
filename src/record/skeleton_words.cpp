#include <algorithm>
#include <array>

#include "record/skeleton.hpp"

namespace jurymast::record {
namespace {

using namespace std::string_view_literals;

/// Sorted, so that a name is found in a few steps.
constexpr std::array kMembers{"allowed_tools"sv,
                              "annotations"sv,
                              "arguments"sv,
                              "audio"sv,
                              "background"sv,
                              "call_id"sv,
                              "choices"sv,
                              "code"sv,
                              "completion_tokens"sv,
                              "completion_tokens_details"sv,
                              "content"sv,
                              "created"sv,
                              "created_at"sv,
                              "data"sv,
                              "delta"sv,
                              "description"sv,
                              "detail"sv,
                              "encrypted_content"sv,
                              "error"sv,
                              "file_id"sv,
                              "finish_reason"sv,
                              "format"sv,
                              "frequency_penalty"sv,
                              "function"sv,
                              "function_call"sv,
                              "id"sv,
                              "image_url"sv,
                              "include"sv,
                              "include_usage"sv,
                              "incomplete_details"sv,
                              "index"sv,
                              "input"sv,
                              "input_tokens"sv,
                              "input_tokens_details"sv,
                              "instructions"sv,
                              "item"sv,
                              "item_id"sv,
                              "items"sv,
                              "json_schema"sv,
                              "logit_bias"sv,
                              "logprobs"sv,
                              "max_completion_tokens"sv,
                              "max_output_tokens"sv,
                              "max_tokens"sv,
                              "message"sv,
                              "messages"sv,
                              "metadata"sv,
                              "modalities"sv,
                              "model"sv,
                              "n"sv,
                              "name"sv,
                              "object"sv,
                              "output"sv,
                              "output_index"sv,
                              "output_tokens"sv,
                              "output_tokens_details"sv,
                              "parallel_tool_calls"sv,
                              "param"sv,
                              "parameters"sv,
                              "presence_penalty"sv,
                              "previous_response_id"sv,
                              "prompt"sv,
                              "prompt_cache_key"sv,
                              "prompt_tokens"sv,
                              "prompt_tokens_details"sv,
                              "properties"sv,
                              "reason"sv,
                              "reasoning"sv,
                              "reasoning_effort"sv,
                              "reasoning_tokens"sv,
                              "refusal"sv,
                              "required"sv,
                              "response"sv,
                              "response_format"sv,
                              "role"sv,
                              "safety_identifier"sv,
                              "schema"sv,
                              "seed"sv,
                              "sequence_number"sv,
                              "service_tier"sv,
                              "stop"sv,
                              "store"sv,
                              "stream"sv,
                              "stream_options"sv,
                              "strict"sv,
                              "summary"sv,
                              "system_fingerprint"sv,
                              "temperature"sv,
                              "text"sv,
                              "tool_call_id"sv,
                              "tool_calls"sv,
                              "tool_choice"sv,
                              "tools"sv,
                              "top_logprobs"sv,
                              "top_p"sv,
                              "total_tokens"sv,
                              "truncation"sv,
                              "type"sv,
                              "url"sv,
                              "usage"sv,
                              "user"sv,
                              "verbosity"sv};
static_assert(std::is_sorted(kMembers.begin(), kMembers.end()));

/// A member and the words it may have. What a client may choose freely, such as a model or a name, is not here.
struct Vocabulary {
  std::string_view member;
  std::string_view words;  ///< each between two spaces
};

constexpr std::array kVocabularies{
    Vocabulary{"role", " system developer user assistant tool function "},
    Vocabulary{"object", " chat.completion chat.completion.chunk response response.compaction list model error "},
    Vocabulary{"finish_reason", " stop length tool_calls content_filter function_call "},
    Vocabulary{"status", " completed incomplete in_progress failed cancelled queued "},
    Vocabulary{"reason", " max_output_tokens content_filter "},
    Vocabulary{"tool_choice", " none auto required "},
    Vocabulary{"truncation", " auto disabled "},
    Vocabulary{"reasoning_effort", " none minimal low medium high xhigh "},
    Vocabulary{"effort", " none minimal low medium high xhigh "},
    Vocabulary{"verbosity", " low medium high "},
    Vocabulary{"detail", " low high auto "},
    Vocabulary{"service_tier", " auto default flex priority scale "},
    Vocabulary{
        "type",
        " text image_url input_audio file refusal function json_object json_schema input_text input_image input_file output_text "
        "message function_call function_call_output reasoning summary_text object array string number integer boolean null "
        "invalid_request_error authentication_error permission_error rate_limit_error server_error api_error overloaded_error "
        "insufficient_quota tokens requests response.created response.in_progress response.completed response.failed "
        "response.incomplete response.output_item.added response.output_item.done response.content_part.added "
        "response.content_part.done response.output_text.delta response.output_text.done response.refusal.delta "
        "response.function_call_arguments.delta response.function_call_arguments.done error "}};

}  // namespace

bool is_api_member(std::string_view name) {
  const bool has_words =
      std::any_of(kVocabularies.begin(), kVocabularies.end(), [name](const Vocabulary& v) { return v.member == name; });
  return has_words || std::binary_search(kMembers.begin(), kMembers.end(), name);
}

bool is_api_word(std::string_view member, std::string_view word) {
  if (word.empty() || word.find(' ') != std::string_view::npos) return false;
  const auto found =
      std::find_if(kVocabularies.begin(), kVocabularies.end(), [member](const Vocabulary& v) { return v.member == member; });
  if (found == kVocabularies.end()) return false;
  const std::string spaced = std::string(" ").append(word).append(" ");
  return found->words.find(spaced) != std::string_view::npos;
}

}  // namespace jurymast::record
