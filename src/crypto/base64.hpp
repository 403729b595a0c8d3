#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace jurymast::crypto {

/// The bytes in base 64 with the standard alphabet and padding (RFC 4648, section 4).
std::string to_base64(std::span<const unsigned char> bytes);
/// The bytes behind such a text; anything else, a missing padding included, is nothing.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace jurymast::crypto
