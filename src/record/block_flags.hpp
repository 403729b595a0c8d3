#pragma once
#include <cstdint>

namespace jurymast::record {

/// What is told of a plain answer by a bit: of all of its form, and of it alone.
inline constexpr std::uint8_t kStreamed = 1;
inline constexpr std::uint8_t kReplay = 2;
inline constexpr std::uint8_t kFirstContentUs = 1;
inline constexpr std::uint8_t kFirstContentMs = 2;

}  // namespace jurymast::record
