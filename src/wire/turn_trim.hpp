#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "wire/prompt_spans.hpp"

namespace jurymast::wire {

/// What a conversation should come down to.
struct TrimLimits {
  std::optional<std::size_t> turns_max{};           ///< turns of users, models and tools
  std::optional<std::uint64_t> input_tokens_max{};  ///< estimated
  std::uint64_t tokens_beside = 0;                  ///< estimated for what the model reads beside these turns
};

/// Which turns go.
struct Trim {
  std::vector<bool> dropped{};
  std::size_t dropped_count = 0;
  bool fits = true;  ///< false where what may not be dropped is over a limit by itself
};

/// How many tokens a JSON text of so many bytes is taken for: a quarter, rounded up. Only an estimate; scripts other than Latin
/// and inline images take more bytes or fewer for a token.
constexpr std::uint64_t estimated_tokens(std::size_t bytes) { return (bytes + 3) / 4; }

/// Drops the oldest turns, each with all that goes with it, until the limits hold or nothing more may be dropped. Instructions,
/// the last user turn and pinned turns stay, and so does what goes with them.
Trim trim_turns(const Conversation& conversation, const TrimLimits& limits);

}  // namespace jurymast::wire
