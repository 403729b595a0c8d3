#pragma once
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <cstdlib>

namespace jurymast::preload {

inline constexpr std::size_t kWordsMax = 8;
using Words = std::array<std::atomic<std::int64_t>, kWordsMax>;

/// The words that a test writes into the file named by an environment variable and that are read here at once; all zero without such a file.
inline const Words& map_words(const char* variable) {
  static const Words none{};
  const char* const path = std::getenv(variable);
  if (path == nullptr) return none;
  // Not through open(), which may be the very function that is replaced.
  const auto descriptor = static_cast<int>(::syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC));
  void* const memory = ::mmap(nullptr, sizeof(Words), PROT_READ, MAP_SHARED, descriptor, 0);
  ::close(descriptor);
  return memory == MAP_FAILED ? none : *static_cast<const Words*>(memory);
}

}  // namespace jurymast::preload
