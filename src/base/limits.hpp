#pragma once
#include <chrono>
#include <cstddef>

#include "base/time.hpp"

/// Every bound of the data path that is not a setting, in one place.
namespace jurymast::limits {

inline constexpr std::size_t kKiB = 1024;
inline constexpr std::size_t kMiB = 1024 * kKiB;

inline constexpr std::size_t kHeadBytesMax = 32 * kKiB;
inline constexpr std::size_t kHeaderCountMax = 100;
inline constexpr std::size_t kHeaderBytesMax = 16 * kKiB;
inline constexpr std::size_t kRequestTargetBytesMax = 8 * kKiB;
inline constexpr Duration kHeadReadTimeout = std::chrono::seconds(10);
inline constexpr std::size_t kBodyRateFloorBytesPerSecond = kKiB;
inline constexpr Duration kBodyRateGrace = std::chrono::seconds(10);
inline constexpr std::size_t kRequestBodyBytesMax = 20 * kMiB;
inline constexpr std::size_t kAnswerBytesMax = 64 * kMiB;
inline constexpr std::size_t kCompleteStreamBytesMax = 4 * kMiB;
inline constexpr Duration kCompleteStreamTimeMax = std::chrono::seconds(120);
inline constexpr std::size_t kPreambleBytesMax = 64 * kKiB;
inline constexpr std::size_t kErrorBodyBytesMax = 64 * kKiB;
inline constexpr std::size_t kSseLineBytesMax = kMiB;
inline constexpr std::size_t kSseEventBytesMax = 4 * kMiB;
inline constexpr std::size_t kJsonDepthMax = 64;
inline constexpr std::size_t kPipelinedBytesMax = 16 * kKiB;
inline constexpr std::size_t kChunkLineBytesMax = 256;
/// Above it the upstream is not read any more; the read that led there may have brought 64 KiB, so a stream holds 256 KiB at most.
inline constexpr std::size_t kStreamWriteHighWatermark = 192 * kKiB;
inline constexpr std::size_t kIdleConnectionsPerTargetMax = 64;
inline constexpr Duration kIdleConnectionTimeMax = std::chrono::seconds(20);
inline constexpr Duration kClientKeepAliveTimeMax = std::chrono::seconds(75);
inline constexpr Duration kKeepAliveCommentInterval = std::chrono::seconds(15);
inline constexpr Duration kMinUsefulAttempt = std::chrono::seconds(2);
inline constexpr std::size_t kAffinityEntriesMax = 100'000;
inline constexpr Duration kAffinityTimeMax = std::chrono::hours(24);
inline constexpr Duration kReplayWindow = std::chrono::minutes(2);
inline constexpr std::size_t kAttemptsMax = 6;
inline constexpr std::size_t kTargetsPerRouteMax = 8;

}  // namespace jurymast::limits
