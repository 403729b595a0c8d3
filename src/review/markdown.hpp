#pragma once
#include <string_view>

#include "base/result.hpp"
#include "review/document.hpp"

namespace jurymast::review {

/// Reads GitHub Markdown; the text must outlive the document. Fails with line and remedy where the text is beyond the bounds of
/// text_guard.hpp or is no text.
Result<Document> read_markdown(std::string_view text);

}  // namespace jurymast::review
