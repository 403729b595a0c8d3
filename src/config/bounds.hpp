#pragma once
#include <cstdint>

/// The ends of the ranges that settings accept, in the schema's units (nanoseconds, bytes).
namespace jurymast::config {

inline constexpr std::int64_t kMillisecond = 1'000'000;
inline constexpr std::int64_t kSecond = 1'000 * kMillisecond;
inline constexpr std::int64_t kMinute = 60 * kSecond;
inline constexpr std::int64_t kDay = 24 * 60 * kMinute;
inline constexpr std::int64_t kTokensMax = 1'000'000'000;
inline constexpr std::int64_t kMebibyte = 1LL << 20;
inline constexpr std::int64_t kTebibyte = 1LL << 40;

}  // namespace jurymast::config
