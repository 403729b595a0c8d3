#include "wire/text_edits.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/assert.hpp"

namespace jurymast::wire {
namespace {

std::size_t end_of(TextSpan span) { return span.offset + span.size; }

void append_part(std::string_view part, std::string& list) {
  if (!list.empty()) list += ',';
  list += part;
}

}  // namespace

void TextEdits::replace(TextSpan span, std::string by) { edits_.push_back({span, std::move(by)}); }

std::string TextEdits::applied_to(std::string_view text) const {
  std::vector<const Edit*> ordered;
  std::size_t size = text.size();
  for (const Edit& edit : edits_) {
    ordered.push_back(&edit);
    size += edit.by.size();
  }
  // An insertion where a cut begins stands in front of it.
  std::sort(ordered.begin(), ordered.end(), [](const Edit* a, const Edit* b) {
    return std::tuple(a->span.offset, a->span.present(), a) < std::tuple(b->span.offset, b->span.present(), b);
  });
  std::string result;
  result.reserve(size + PaddedText::kPadding);
  std::size_t at = 0;
  for (const Edit* edit : ordered) {
    JURYMAST_ASSERT(edit->span.offset >= at && end_of(edit->span) <= text.size());
    result += text.substr(at, edit->span.offset - at);
    result += edit->by;
    at = end_of(edit->span);
  }
  result += text.substr(at);
  return result;
}

ListEdit::ListEdit(std::size_t begin, std::vector<TextSpan> parts)
    : begin_(begin), parts_(std::move(parts)), dropped_(parts_.size(), false) {}

void ListEdit::put_in_front(std::string_view part) { append_part(part, front_); }

void ListEdit::put_at_end(std::string_view part) { append_part(part, back_); }

/// A run of dropped parts takes the comma behind it along, or, at the end of the list, the one in front of it.
void ListEdit::cut_dropped(TextEdits& edits) const {
  for (std::size_t first = 0; first < parts_.size(); ++first) {
    if (!dropped_[first]) continue;
    std::size_t last = first;
    while (last + 1 < parts_.size() && dropped_[last + 1]) ++last;
    const bool at_end = last + 1 == parts_.size();
    const std::size_t begin = at_end && first > 0 ? end_of(parts_[first - 1]) : parts_[first].offset;
    const std::size_t end = at_end ? end_of(parts_[last]) : parts_[last + 1].offset;
    edits.cut({begin, end - begin});
    first = last;
  }
}

void ListEdit::write_to(TextEdits& edits) const {
  const auto kept = std::find(dropped_.rbegin(), dropped_.rend(), false);
  const bool any_kept = kept != dropped_.rend();
  if (!front_.empty()) edits.insert(begin_, any_kept || !back_.empty() ? front_ + "," : front_);
  if (!back_.empty() && any_kept) {
    const auto last = static_cast<std::size_t>(dropped_.rend() - kept) - 1;
    edits.insert(end_of(parts_[last]), "," + back_);
  } else if (!back_.empty()) {
    edits.insert(begin_, back_);
  }
  cut_dropped(edits);
}

}  // namespace jurymast::wire
