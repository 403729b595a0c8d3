#pragma once
#include <cstdint>
#include <functional>
#include <string>

#include "base/result.hpp"
#include "store/log_reader.hpp"

namespace jurymast::store {

/// Asked after each block; false to stop.
using GoOn = std::function<bool()>;

/// What became of one finished file.
struct CompressedLog {
  bool done = false;  ///< false: it was stopped, and all is as before
  std::uint64_t bytes_before = 0;
  std::uint64_t bytes_after = 0;  ///< without the index
  std::uint64_t bytes_index = 0;
};

/// Compresses a finished file and makes its index; of one that is compressed already it makes both again. The file as it was is deleted once what
/// replaces it is on the disk and gives the same text. On failure all is as before: Corrupt where a line has no end, Unavailable where the disk
/// does not take it.
Result<CompressedLog> compress_log(const std::string& log_directory, const FinishedLog& log, const GoOn& go_on);

/// True where a finished file is compressed, and has an index of its own.
bool is_compressed(const std::string& log_directory, const FinishedLog& log);

/// Deletes what compressing left behind when its process ended, and indexes without their files. Only for whoever owns the state directory.
void clear_half_compressed(const std::string& log_directory);

}  // namespace jurymast::store
