#pragma once
#include <cstddef>
#include <string_view>
#include <vector>

#include "base/family.hpp"
#include "base/result.hpp"
#include "wire/json_text.hpp"

namespace jurymast::wire {

/// Bounds of a conversation that is to be changed.
inline constexpr std::size_t kTurnsMax = 65'536;
inline constexpr std::size_t kToolCallsMax = 65'536;

/// Who speaks in a turn, as far as it matters for what may be dropped.
enum class Speaker : unsigned char { System, Developer, User, Other };

/// One message of a chat request, or one item of a Responses input.
struct Turn {
  TextSpan span;     ///< in the body
  TextSpan content;  ///< the value of its `content`; absent where it has none
  Speaker speaker = Speaker::Other;
  bool pinned = false;  ///< leans on what only the provider holds, so dropping it could break another turn
  /// Index of the oldest turn it stays and goes with: a tool call and its results, reasoning and what the model made of it.
  std::size_t group = 0;

  bool instructs() const { return speaker == Speaker::System || speaker == Speaker::Developer; }
};

/// The turns of a request in their order.
struct Conversation {
  std::size_t begin = 0;  ///< offset in the body just behind the opening bracket
  std::vector<Turn> turns;
};

/// Reads the array at `list` in the body, `messages` or `input`, whose JSON is known to be right. Fails where an element has not
/// the family's shape; the message names the place and the rule and holds nothing of its values.
Result<Conversation> read_conversation(Family family, PaddedText body, TextSpan list, JsonScratch& scratch);

}  // namespace jurymast::wire
