#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "wire/json_cursor.hpp"

namespace jurymast::wire {

/// One JSON text read strictly and whole, so that a value can be looked at more than once. Values stand in the order of the text,
/// each in front of what it holds. The text must outlive the tree. A resource: its views reach into itself.
class JsonTree {
 public:
  enum class State : unsigned char {
    Read,
    NotJson,
    Repeated,  ///< an object names a member twice, which readers understand differently
    TooDeep,   ///< beyond limits::kJsonDepthMax
    TooLarge,  ///< more values than were allowed
  };
  struct Value {
    JsonKind kind = JsonKind::Nothing;
    std::uint32_t count = 0;  ///< members or elements it holds
    std::uint32_t end = 0;    ///< index just behind the last value inside it
    std::string_view key;     ///< of a member, its escapes resolved
    std::string_view text;    ///< a string's content with its escapes resolved, or a number's own spelling
  };

  JsonTree(PaddedText text, JsonScratch& scratch, std::size_t values_max);
  JsonTree(const JsonTree&) = delete;
  JsonTree& operator=(const JsonTree&) = delete;

  State state() const { return state_; }
  /// Where the fault was met, in bytes from the start of the text.
  std::size_t fault_offset() const { return fault_offset_; }
  /// How many values there are; 0 unless Read. The first is the whole text's.
  std::size_t size() const { return state_ == State::Read ? values_.size() : 0; }
  const Value& operator[](std::size_t index) const { return values_[index]; }

  static constexpr std::size_t kNone = 0;
  /// The member of that name of the object at `object`, or kNone: the first value is nobody's member.
  std::size_t member(std::size_t object, std::string_view name) const;

 private:
  void read(JsonCursor& cursor, std::string_view key);
  void read_members(JsonCursor& cursor, std::size_t object);
  void read_elements(JsonCursor& cursor, std::size_t array);
  std::string_view kept(std::string_view view);
  bool names_repeat(std::size_t object);
  void stop(State state, std::size_t offset);
  void settle(JsonCursor& cursor);

  std::string_view text_;
  std::size_t values_max_;
  State state_ = State::Read;
  std::size_t fault_offset_ = 0;
  std::vector<Value> values_;
  std::string unescaped_;  ///< never reallocated once it holds something
  std::vector<std::string_view> names_;
};

}  // namespace jurymast::wire
