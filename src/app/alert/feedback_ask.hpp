#pragma once
#include <string_view>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace jurymast::app {

inline constexpr std::size_t kFeedbackAskBytesMax = 1024;
/// An application may say so for so long after the operation began.
inline constexpr Duration kFeedbackWindow = std::chrono::hours(24);
/// Clocks of two machines differ.
inline constexpr Duration kFeedbackAheadMax = std::chrono::minutes(5);

/// When the operation of that id began.
WallTime began_at(OperationId id);

/// Reads `{"operation":"ID","rejected":true}`; fails with Invalid and the member that is wrong, and where the operation began too long ago or
/// has yet to begin.
Result<OperationId> read_feedback_ask(std::string_view body, WallTime now);

}  // namespace jurymast::app
