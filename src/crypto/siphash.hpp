#pragma once
#include <array>
#include <cstdint>
#include <string_view>

namespace jurymast::crypto {

using SipKey = std::array<unsigned char, 16>;

/// SipHash-2-4 (Aumasson, Bernstein 2012): without the key nobody can tell which text gave a hash, or make two collide.
std::uint64_t siphash24(const SipKey& key, std::string_view text);

}  // namespace jurymast::crypto
