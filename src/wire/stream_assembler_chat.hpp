#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "wire/stream_assembler_choice.hpp"

namespace jurymast::wire {

/// Puts the chunks of a chat stream together.
class ChatAssembly {
 public:
  /// Takes one chunk; false if it is no JSON object, has an index that cannot be, or more tool calls than are kept.
  bool take(PaddedText chunk, JsonScratch& scratch);
  /// The whole answer in the shape of a buffered one.
  std::string body() const;
  std::size_t held_bytes() const;

 private:
  void take_choice(JsonCursor& cursor);
  void take_delta(JsonCursor& cursor, AssembledChoice& piece);
  void take_tool_calls(JsonCursor& cursor, AssembledChoice& piece);
  AssembledToolCall take_tool_call(JsonCursor& cursor, std::uint64_t position);
  std::uint64_t take_index(JsonCursor& cursor, std::uint64_t otherwise, std::uint64_t most);

  std::string_view chunk_;  ///< the text of the chunk being taken
  bool fits_ = true;
  std::vector<AssembledChoice> choices_;  ///< by index
  LatestMembers members_;
};

}  // namespace jurymast::wire
