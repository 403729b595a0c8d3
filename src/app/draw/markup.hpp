#pragma once
#include <string>
#include <string_view>

namespace jurymast::app {

/// Text as it may stand in XML and HTML, between tags and between quotes: what would be read as markup is written out, and what may not
/// stand in a document (control characters, broken UTF-8) becomes U+FFFD.
std::string escaped(std::string_view text);

/// `<name>text</name>`, the text escaped; of attributes there is at most a class.
std::string element(std::string_view name, std::string_view text, std::string_view css_class = {});

}  // namespace jurymast::app
