#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "base/family.hpp"
#include "base/result.hpp"
#include "wire/json_text.hpp"

namespace jurymast::wire {

/// Bounds of the values that are taken out of a request.
inline constexpr std::size_t kModelBytesMax = 1024;
inline constexpr std::size_t kStateIdBytesMax = 4096;
inline constexpr unsigned kChoicesMax = 1024;

/// What routing and safety need to know of a request body; the body itself stays where it is.
struct RequestView {
  std::string model;     ///< decoded; empty where the request names none
  TextSpan model_value;  ///< the value of `model` in the body, quotes included
  std::size_t object_begin = 0;  ///< offset just behind the opening brace, where a member can be put in
  bool object_empty = true;
  bool stream = false;
  bool include_usage = false;       ///< chat: stream_options.include_usage is true
  TextSpan stream_options;          ///< the value of `stream_options` (an object or null), or absent
  TextSpan include_usage_value;     ///< chat: the value of `include_usage` in it, or absent
  unsigned choices = 1;             ///< chat: `n`, 1 to kChoicesMax
  std::optional<std::uint64_t> token_limit;  ///< the largest of max_completion_tokens, max_tokens and max_output_tokens
  bool required_present = false;    ///< chat: `messages` is there; Responses: `input` or `prompt` is there
  bool stored = false;              ///< `store` is true; for Responses absent and null too
  bool tools = false;               ///< it offers tools
  // Responses only, but for chat's opaque_state.
  bool background = false;
  bool hosted_tools = false;        ///< a tool that the provider runs itself (anything but function and custom)
  bool opaque_state = false;        ///< item_reference, encrypted reasoning, file ids, prompt.id; chat: file ids, audio.id
  std::string previous_response_id;
  std::string conversation;         ///< the conversation's id, from the string or the object form

  /// True if the request leans on state at one provider, so that it may not move to another target.
  bool stateful() const {
    return background || hosted_tools || opaque_state || !previous_response_id.empty() || !conversation.empty();
  }
};

/// Reads the whole body strictly in one pass (grammar, UTF-8, depth <= limits::kJsonDepthMax, no duplicate routing keys, no
/// byte-order mark, routing fields of the right type). The message of a failure names the field and the rule and holds
/// nothing of the body's values.
Result<RequestView> read_request(Family family, PaddedText body, JsonScratch& scratch);

}  // namespace jurymast::wire
