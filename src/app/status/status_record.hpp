#pragma once
#include <cstddef>
#include <string>

#include "app/status/status_facts.hpp"
#include "app/status/status_log.hpp"

namespace jurymast::app {

/// How far back the log is read, whatever its lines say: about a second's work.
inline constexpr std::size_t kLogBytesMax = std::size_t{64} << 20;

/// Folds the newest lines of `state_dir`/log, newest first, until they are too old or `bytes_max` are read. Reads files only, so it works
/// beside a running gateway and without one; what cannot be read is told in `problem`.
RecordFacts read_record(const std::string& state_dir, LogFold fold, std::size_t bytes_max = kLogBytesMax);

}  // namespace jurymast::app
