#pragma once
#include <string_view>
#include <vector>

#include "review/document.hpp"

namespace jurymast::review {

/// Every sentence of the document's prose, headings and table cells, in order; code has none. Views into the document's text.
std::vector<std::string_view> sentences_of(const Document& document);

}  // namespace jurymast::review
