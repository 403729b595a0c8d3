#include "wire/output_rules_presence.hpp"

#include <bitset>
#include <string>

#include "base/assert.hpp"
#include "wire/json_cursor.hpp"

namespace jurymast::wire {
namespace {

using PointerSet = std::bitset<kDependsOnMax>;

/// Follows all pointers in one pass over the text.
class PresenceReader {
 public:
  PresenceReader(const std::vector<JsonPointer>& pointers, JsonCursor& cursor) : pointers_(pointers), cursor_(cursor) {}

  /// Takes the value that the first `depth` tokens of each pointer in `here` lead to.
  void read(PointerSet here, std::size_t depth);
  PointerSet found() const { return found_; }

 private:
  PointerSet following(PointerSet here, std::size_t depth, std::string_view name) const;

  const std::vector<JsonPointer>& pointers_;
  JsonCursor& cursor_;
  PointerSet found_;
};

PointerSet PresenceReader::following(PointerSet here, std::size_t depth, std::string_view name) const {
  PointerSet next;
  for (std::size_t i = 0; i < pointers_.size(); ++i) {
    const std::vector<std::string>& tokens = pointers_[i].tokens();
    next[i] = here[i] && tokens.size() > depth && tokens[depth] == name;
  }
  return next;
}

void PresenceReader::read(PointerSet here, std::size_t depth) {
  // Whatever an earlier member of the same name held is gone.
  found_ &= ~here;
  if (here.none()) return cursor_.walk();
  const bool filled = cursor_.kind() != JsonKind::Null;
  for (std::size_t i = 0; i < pointers_.size(); ++i) {
    if (here[i] && pointers_[i].tokens().size() == depth) found_[i] = filled;
  }
  if (cursor_.kind() == JsonKind::Object) {
    for (JsonMembers members(cursor_); members.next();) read(following(here, depth, members.key()), depth + 1);
  } else if (cursor_.kind() == JsonKind::Array) {
    std::size_t position = 0;
    for (JsonElements elements(cursor_); elements.next(); ++position) {
      read(following(here, depth, std::to_string(position)), depth + 1);
    }
  } else {
    cursor_.walk();
  }
}

}  // namespace

OutputFault output_fault_of(JsonFault fault) {
  if (fault == JsonFault::None) return OutputFault::None;
  return fault == JsonFault::Depth ? OutputFault::Undecided : OutputFault::NotJson;
}

OutputFault check_presence(const std::vector<JsonPointer>& pointers, PaddedText body, JsonScratch& scratch) {
  JURYMAST_ASSERT(pointers.size() <= kDependsOnMax);
  JsonCursor cursor(body, scratch, LoneSurrogates::Tolerated);
  PresenceReader reader(pointers, cursor);
  PointerSet all;
  for (std::size_t i = 0; i < pointers.size(); ++i) all.set(i);
  reader.read(all, 0);
  if (!cursor.finish()) return output_fault_of(cursor.fault());
  return reader.found() == all ? OutputFault::None : OutputFault::MissingField;
}

}  // namespace jurymast::wire
