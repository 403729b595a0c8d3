#pragma once
#include <cstdint>
#include <string_view>

namespace jurymast::record {

/// CRC-32C (Castagnoli) of the bytes, continued from an earlier result; by the processor's own instruction where it has one.
std::uint32_t crc32c(std::string_view bytes, std::uint32_t before = 0);
/// The same by table alone; what the other one falls back to, and is tested against.
std::uint32_t crc32c_by_table(std::string_view bytes, std::uint32_t before = 0);

}  // namespace jurymast::record
