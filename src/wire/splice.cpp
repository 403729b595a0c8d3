#include "wire/splice.hpp"

#include <utility>

#include "base/assert.hpp"
#include "wire/json_scalar.hpp"

namespace jurymast::wire {
namespace {

/// What comes to stand in place of some bytes of the body; a span of no bytes is an insertion.
struct Edit {
  std::size_t offset = 0;
  std::size_t size = 0;
  std::array<std::string_view, 3> pieces{};
};

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

bool object_is_empty(std::string_view object) {
  std::size_t at = 1;
  while (at < object.size() && is_space(object[at])) ++at;
  return at < object.size() && object[at] == '}';
}

Edit model_edit(const RequestView& view, std::string_view model_json) {
  if (view.model_value.present()) return {view.model_value.offset, view.model_value.size, {model_json}};
  return {view.object_begin, 0, {"\"model\":", model_json, view.object_empty ? "" : ","}};
}

Edit usage_edit(std::string_view body, const RequestView& view) {
  const TextSpan options = view.stream_options;
  if (!options.present()) {
    constexpr std::string_view kMember = "\"stream_options\":{\"include_usage\":true}";
    return {view.object_begin, 0, {kMember, view.object_empty ? "" : ","}};
  }
  if (view.include_usage_value.present()) {
    return {view.include_usage_value.offset, view.include_usage_value.size, {"true"}};
  }
  const std::string_view value = body.substr(options.offset, options.size);
  if (!value.starts_with('{')) return {options.offset, options.size, {"{\"include_usage\":true}"}};
  return {options.offset + 1, 0, {"\"include_usage\":true", object_is_empty(value) ? "" : ","}};
}

/// Adds the body from `begin` up to the edit, then the edit; returns where the body goes on.
std::size_t apply(const Edit& edit, std::string_view body, std::size_t begin, SplicedBody& spliced) {
  spliced.push(body.substr(begin, edit.offset - begin));
  for (const std::string_view piece : edit.pieces) spliced.push(piece);
  return edit.offset + edit.size;
}

}  // namespace

void SplicedBody::push(std::string_view piece) {
  if (piece.empty()) return;
  JURYMAST_ASSERT(count_ < kPiecesMax);
  pieces_[count_++] = piece;
  total_ += piece.size();
}

std::string SplicedBody::joined() const {
  std::string text;
  text.reserve(total_);
  for (const std::string_view piece : *this) text += piece;
  return text;
}

SplicedBody splice(std::string_view body, const RequestView& view, const BodyChanges& changes) {
  SplicedBody spliced;
  const bool model = !changes.model_json.empty();
  const bool usage = changes.request_usage && !view.include_usage;
  std::size_t begin = 0;
  if (model && usage) {
    Edit first = model_edit(view, changes.model_json);
    Edit second = usage_edit(body, view);
    if (second.offset < first.offset) std::swap(first, second);
    // Both put in at the front of an empty object: a comma belongs between them.
    if (view.object_empty) first.pieces[2] = ",";
    begin = apply(second, body, apply(first, body, begin, spliced), spliced);
  } else if (model) {
    begin = apply(model_edit(view, changes.model_json), body, begin, spliced);
  } else if (usage) {
    begin = apply(usage_edit(body, view), body, begin, spliced);
  }
  spliced.push(body.substr(begin));
  return spliced;
}

std::string to_json_string(std::string_view text) {
  std::string json;
  json.reserve(text.size() + 2);
  append_json_string(text, json);
  return json;
}

}  // namespace jurymast::wire
