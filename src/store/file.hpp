#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace jurymast::store {

/// Owns a file descriptor.
class File {
 public:
  File() = default;
  explicit File(int descriptor) : descriptor_(descriptor) {}
  File(File&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  File& operator=(File&& other) noexcept;
  ~File() { close(); }

  int descriptor() const { return descriptor_; }
  explicit operator bool() const { return descriptor_ >= 0; }
  void close();

 private:
  int descriptor_ = -1;
};

/// What the system said last, in words, with what was tried: "cannot write PATH: No space left on device".
tl::unexpected<Error> system_failure(std::string_view tried, std::string_view path);

/// Opens with O_CLOEXEC; a file made here is readable by its owner alone.
Result<File> open_file(const std::string& path, int flags);
/// Writes everything at the file's end or position; a short write goes on until the system refuses.
bool write_all(int descriptor, std::string_view bytes);
/// The whole file; fails where it is larger than `bytes_max`.
Result<std::string> read_file(const std::string& path, std::size_t bytes_max);
/// Makes a directory for the owner alone, and those above it; one that exists is fine.
Result<void> make_directory(const std::string& path);
/// The names in a directory, sorted; a directory that does not exist has none.
std::vector<std::string> names_in(const std::string& path);
/// Makes a directory's entries durable.
bool sync_directory(const std::string& path);

}  // namespace jurymast::store
