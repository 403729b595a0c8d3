#include "wire/schema_check_tree.hpp"

#include <algorithm>
#include <functional>

namespace jurymast::wire {
namespace {

constexpr std::size_t kBytesPerValue = 12;
constexpr std::size_t kValuesReservedMax = 1024;

}  // namespace

JsonTree::JsonTree(PaddedText text, JsonScratch& scratch, std::size_t values_max) : text_(text.text), values_max_(values_max) {
  values_.reserve(std::min(text_.size() / kBytesPerValue + 1, kValuesReservedMax));
  JsonCursor cursor(text, scratch, LoneSurrogates::Tolerated);
  read(cursor, {});
  settle(cursor);
}

void JsonTree::settle(JsonCursor& cursor) {
  if (cursor.finish()) return;
  const bool deep = cursor.fault() == JsonFault::Depth;
  if (deep && state_ != State::Read) return;
  state_ = deep ? State::TooDeep : State::NotJson;
  fault_offset_ = cursor.fault_offset();
}

void JsonTree::stop(State state, std::size_t offset) {
  if (state_ != State::Read) return;
  state_ = state;
  fault_offset_ = offset;
}

/// What a cursor hands out is a view into the text, or into a buffer of its own where it had to resolve escapes.
std::string_view JsonTree::kept(std::string_view view) {
  const std::less<> before;
  const char* const end = text_.data() + text_.size();
  if (view.empty() || (!before(view.data(), text_.data()) && before(view.data(), end))) return view;
  // Resolving makes a text shorter, so this is room for all of them.
  if (unescaped_.empty()) unescaped_.reserve(text_.size());
  const std::size_t begin = unescaped_.size();
  unescaped_ += view;
  return std::string_view(unescaped_).substr(begin);
}

void JsonTree::read(JsonCursor& cursor, std::string_view key) {
  if (values_.size() == values_max_) return stop(State::TooLarge, cursor.offset());
  const std::size_t at = values_.size();
  values_.push_back({.kind = cursor.kind(), .key = key, .text = {}});
  switch (cursor.kind()) {
    case JsonKind::Object:
      read_members(cursor, at);
      break;
    case JsonKind::Array:
      read_elements(cursor, at);
      break;
    case JsonKind::String:
      values_[at].text = kept(cursor.take_string().value_or(""));
      break;
    case JsonKind::Number:
      values_[at].text = cursor.take_number().value_or("0");
      break;
    default:
      cursor.walk();
  }
  values_[at].end = static_cast<std::uint32_t>(values_.size());
}

void JsonTree::read_members(JsonCursor& cursor, std::size_t object) {
  const std::size_t begin = cursor.offset();
  for (JsonMembers members(cursor); state_ == State::Read && members.next();) {
    ++values_[object].count;
    read(cursor, kept(members.key()));
  }
  if (state_ == State::Read && !cursor.failed() && names_repeat(object)) stop(State::Repeated, begin);
}

void JsonTree::read_elements(JsonCursor& cursor, std::size_t array) {
  for (JsonElements elements(cursor); state_ == State::Read && elements.next();) {
    ++values_[array].count;
    read(cursor, {});
  }
}

bool JsonTree::names_repeat(std::size_t object) {
  names_.clear();
  for (std::size_t i = object + 1; i < values_.size(); i = values_[i].end) names_.push_back(values_[i].key);
  std::sort(names_.begin(), names_.end());
  return std::adjacent_find(names_.begin(), names_.end()) != names_.end();
}

std::size_t JsonTree::member(std::size_t object, std::string_view name) const {
  if (values_[object].kind != JsonKind::Object) return kNone;
  for (std::size_t i = object + 1; i < values_[object].end; i = values_[i].end) {
    if (values_[i].key == name) return i;
  }
  return kNone;
}

}  // namespace jurymast::wire
