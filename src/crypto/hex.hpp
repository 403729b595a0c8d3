#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace jurymast::crypto {

/// The bytes as lower-case hexadecimal digits.
std::string to_hex(std::span<const unsigned char> bytes);
/// The bytes behind hexadecimal digits of either case; anything else is nothing.
std::optional<std::string> from_hex(std::string_view digits);

}  // namespace jurymast::crypto
