#pragma once
#include <array>
#include <span>
#include <string_view>

namespace jurymast::crypto {

using Digest = std::array<unsigned char, 32>;

/// SHA-256 of the bytes (FIPS 180-4).
Digest sha256(std::string_view bytes);
/// SHA-256 of two pieces put together.
Digest sha256(std::string_view first, std::string_view second);
/// HMAC-SHA-256 (RFC 2104) of the bytes under a key of any length.
Digest hmac_sha256(std::string_view key, std::string_view bytes);
/// Compares in a time that depends on the lengths alone; different lengths are unequal.
bool equal(std::span<const unsigned char> a, std::span<const unsigned char> b);

}  // namespace jurymast::crypto
