#pragma once
#include <cstdint>
#include <string>

namespace jurymast::app {

/// What changes when a file is written or replaced.
struct FileStamp {
  std::uint64_t file = 0;
  std::int64_t size = -1;  ///< negative: not there
  std::int64_t seconds = 0;
  std::int64_t nanoseconds = 0;
  friend bool operator==(const FileStamp&, const FileStamp&) = default;
};
/// The stamp of the file as it is now; costs one system call.
FileStamp stamp_of(const std::string& path);

}  // namespace jurymast::app
