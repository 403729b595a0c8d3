#pragma once
#include <optional>
#include <string_view>

#include "review/document.hpp"

namespace jurymast::review {

/// A fact that a text states by name: `Rollback owner: …`, a table row of that name, or a section of that title.
struct Field {
  std::string_view value;  ///< without white space around it; may be empty
  std::size_t line = 1;
};

/// The first statement of that name; a line wins over a section.
std::optional<Field> find_field(const Document& document, std::string_view name);
/// True where the value says something: not empty, and none of the words for "later" (`-`, `tbd`, `n/a`, …). A `<FILL_IN_…>` does.
bool is_stated(std::string_view value);
/// True where the value says that there is none.
bool says_none(std::string_view value);

}  // namespace jurymast::review
