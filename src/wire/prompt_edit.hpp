#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "base/family.hpp"
#include "base/limits.hpp"
#include "base/result.hpp"
#include "wire/json_text.hpp"
#include "wire/token_limit_member.hpp"

namespace jurymast::wire {

/// The bound of each text that an edit puts into a prompt.
inline constexpr std::size_t kPromptTextBytesMax = 64 * limits::kKiB;

/// A named change of a request's prompt, from the configuration; each part is optional, and all of them go together.
struct PromptEdit {
  /// Takes the place of the request's own system prompt: the leading system and developer messages, or `instructions`.
  std::optional<std::string> system_text{};
  /// The last thing the model reads.
  std::optional<std::string> corrective_text{};
  /// The oldest turns are dropped until so many are left; system and developer messages are no turns.
  std::optional<std::size_t> turns_max{};
  /// The oldest turns are dropped until the prompt is estimated at so many tokens. An estimate: see estimated_tokens. It covers the
  /// instructions and the turns, this edit's texts included, and not the definitions of tools.
  std::optional<std::uint64_t> input_tokens_max{};
  /// Removes `tools`, `tool_choice` and `parallel_tool_calls` unless `tool_choice` is anything but null, "auto" or "none".
  bool drop_optional_tools = false;
  /// The answer's tokens are bounded by this, or by the request's own limit where that is smaller. A limit of the request that is
  /// no plain count gives way.
  std::optional<std::uint64_t> token_limit{};
  /// The member that `token_limit` goes into where a chat request has no limit; for Responses it is `max_output_tokens`.
  TokenLimitMember token_limit_member = TokenLimitMember::MaxCompletionTokens;
};

/// What an edit did to one request; nothing of its text.
struct PromptEditReport {
  std::size_t turns_dropped = 0;
  std::size_t tools_dropped = 0;
  bool tools_required = false;   ///< tools were to go and stayed, because `tool_choice` asks for one
  bool turn_limits_hold = true;  ///< false where what may not be dropped is over `turns_max` or `input_tokens_max` by itself
  bool token_limit_set = false;  ///< put in or made smaller
  bool system_replaced = false;  ///< replaced or put in
  bool corrective_added = false;
  std::size_t bytes_before = 0;
  std::size_t bytes_after = 0;
};

struct EditedPrompt {
  PaddedString body;
  PromptEditReport report;
};

/// Fails if the edit cannot be carried out on any request; the message says what to do.
Result<void> check_prompt_edit(const PromptEdit& edit);

/// The body with the edit made and every other byte as it was. `edit` must have passed check_prompt_edit. Fails where the body is
/// not of the family's shape; the message names the field and the rule and holds nothing of the body's values.
Result<EditedPrompt> edit_prompt(Family family, PaddedText body, const PromptEdit& edit, JsonScratch& scratch);

}  // namespace jurymast::wire
