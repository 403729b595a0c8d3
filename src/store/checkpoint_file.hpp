#pragma once
#include <optional>
#include <string>

#include "base/result.hpp"

namespace jurymast::store {

/// No checkpoint is longer.
inline constexpr std::size_t kCheckpointBytesMax = 4096;

/// Replaces `checkpoint` in the state directory, where the newest checkpoint of the log stands as the note that is kept elsewhere.
Result<void> write_checkpoint_file(const std::string& state_directory, std::string_view note);
/// What stands there; nothing where there is no such file. Fails where it cannot be read.
Result<std::optional<std::string>> read_checkpoint_file(const std::string& state_directory);

}  // namespace jurymast::store
