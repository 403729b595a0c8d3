#pragma once
#include <optional>
#include <string>

#include "base/ids.hpp"
#include "base/result.hpp"

namespace jurymast::app {

/// So many finished files of the log are looked through for an operation, the newest, and the current one.
inline constexpr std::size_t kFeedbackFilesMax = 8;

/// What the log says of an operation that an application speaks of.
struct ToldOperation {
  std::string route;
  std::string target;     ///< whose answer it had; empty: it had none
  bool rejected = false;  ///< an application has said so already
};

/// Looks an operation up in the log; nothing where it is not there, or further back than kFeedbackFilesMax. May take a second: not for a loop.
Result<std::optional<ToldOperation>> find_told_operation(const std::string& state_directory, OperationId id);

}  // namespace jurymast::app
