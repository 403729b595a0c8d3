#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "wire/json_text.hpp"

namespace jurymast::wire {

/// Cuts and insertions in one text, made all at once; every byte outside of them stays as it was.
class TextEdits {
 public:
  /// Puts `by` in place of the span; no two spans may overlap.
  void replace(TextSpan span, std::string by);
  /// Puts `text` in front of the byte at `offset`; insertions at one offset come in the order they were made.
  void insert(std::size_t offset, std::string text) { replace({offset, 0}, std::move(text)); }
  void cut(TextSpan span) { replace(span, {}); }
  /// The text with every edit made; for a text that the spans were measured in.
  std::string applied_to(std::string_view text) const;

 private:
  struct Edit {
    TextSpan span;
    std::string by;
  };
  std::vector<Edit> edits_;
};

/// What becomes of the members of one object, or the elements of one array: some go, others come, and the commas fit.
class ListEdit {
 public:
  /// `begin` is the offset just behind the opening bracket, `parts` the members or elements in their order.
  ListEdit(std::size_t begin, std::vector<TextSpan> parts);
  void drop(std::size_t part) { dropped_[part] = true; }
  void put_in_front(std::string_view part);
  void put_at_end(std::string_view part);
  void write_to(TextEdits& edits) const;

 private:
  void cut_dropped(TextEdits& edits) const;

  std::size_t begin_;
  std::vector<TextSpan> parts_;
  std::vector<bool> dropped_;
  std::string front_;
  std::string back_;
};

}  // namespace jurymast::wire
