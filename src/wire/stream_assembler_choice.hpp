#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "wire/output_reader.hpp"
#include "wire/stream_assembler_members.hpp"

namespace jurymast::wire {

// Strings are held as they stand between their quotes, escapes and all. Pieces of one joined are one again, even where an emoji was
// cut into the two halves of its escape. Each `add` puts a later piece behind what is there.

/// What a call names, and its arguments or a custom tool's input; no text until a piece of it came.
struct AssembledCall {
  std::string name;
  std::optional<std::string> input;
  void add(const AssembledCall& later);
  /// Appends `{"name":…,"INPUT_KEY":…}`.
  void append_to(std::string& out, std::string_view input_key) const;
};

struct AssembledToolCall {
  std::uint64_t index = 0;
  std::string id;
  std::string type;
  bool custom = false;
  AssembledCall call;
  void add(const AssembledToolCall& later);
  void append_to(std::string& out) const;
};

/// One choice of a chat answer, or one delta of it.
struct AssembledChoice {
  std::uint64_t index = 0;
  std::string role;
  std::string finish_reason;
  bool has_content = false;  ///< a content other than null was there, be it empty
  bool has_refusal = false;
  OutputPart text;
  std::vector<AssembledToolCall> tool_calls;  ///< by index, each once
  std::optional<AssembledCall> function_call;
  LatestMembers message_members;
  LatestMembers members;
  void add(const AssembledChoice& later);
  void append_to(std::string& out) const;
  std::size_t held_bytes() const;

 private:
  void append_message(std::string& out) const;
};

/// Adds a later piece to the entry of a list with the same index, or puts it in where it belongs by index.
template <class Entry>
void add_by_index(std::vector<Entry>& list, const Entry& later) {
  auto place = list.begin();
  while (place != list.end() && place->index < later.index) ++place;
  if (place != list.end() && place->index == later.index) {
    place->add(later);
  } else {
    list.insert(place, later);
  }
}

}  // namespace jurymast::wire
