// Preloaded into a gateway under test: whatever changes a file below one directory is slow, fails, or does not come back, as the test says.
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstdarg>
#include <cstdio>
#include <ctime>
#include <string_view>

#include "steering.hpp"

namespace {

/// What the words mean: an error number, or zero; microseconds that each call takes longer; whether calls hang for now.
enum Word : std::size_t { kError, kDelayUs, kHang };

std::int64_t word(Word which) {
  static const auto& words = jurymast::preload::map_words("JURYMAST_TEST_DISK");
  return words[which].load(std::memory_order_relaxed);
}

void sleep_us(std::int64_t us) {
  const timespec pause{us / 1'000'000, us % 1'000'000 * 1'000};
  ::nanosleep(&pause, nullptr);
}

bool concerns(std::string_view path) {
  static const char* const directory = std::getenv("JURYMAST_TEST_DISK_BELOW");
  return directory != nullptr && path.starts_with(directory);
}

bool concerns(int descriptor) {
  struct stat about{};
  if (::fstat(descriptor, &about) != 0 || !(S_ISREG(about.st_mode) || S_ISDIR(about.st_mode))) return false;
  std::array<char, 32> link{};
  std::snprintf(link.data(), link.size(), "/proc/self/fd/%d", descriptor);
  std::array<char, PATH_MAX> path{};
  const ssize_t size = ::readlink(link.data(), path.data(), path.size());
  return size > 0 && concerns(std::string_view(path.data(), static_cast<std::size_t>(size)));
}

/// Takes as long as the disk takes; then the error it gives, or zero. A full disk refuses only what needs room.
int trouble(bool needs_room) {
  constexpr std::int64_t kLookAgainUs = 2'000;
  while (word(kHang) != 0) sleep_us(kLookAgainUs);
  if (const std::int64_t delay = word(kDelayUs); delay > 0) sleep_us(delay);
  const auto error = static_cast<int>(word(kError));
  return error == ENOSPC && !needs_room ? 0 : error;
}

template <class Function>
Function next(Function /*of_that_type*/, const char* name) {
  return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

/// Calls the real function, or refuses with the disk's error.
template <class What, class Function, class... Arguments>
auto through(What what, bool needs_room, Function real, Arguments... arguments) {
  using Answer = decltype(real(arguments...));
  if (concerns(what)) {
    if (const int error = trouble(needs_room); error != 0) {
      errno = error;
      return static_cast<Answer>(-1);
    }
  }
  return real(arguments...);
}

}  // namespace

extern "C" {

ssize_t write(int descriptor, const void* bytes, size_t count) {
  static const auto real = next(&::write, "write");
  return through(descriptor, true, real, descriptor, bytes, count);
}

ssize_t pwrite(int descriptor, const void* bytes, size_t count, off_t at) {
  static const auto real = next(&::pwrite, "pwrite");
  return through(descriptor, false, real, descriptor, bytes, count, at);
}

int fsync(int descriptor) {
  static const auto real = next(&::fsync, "fsync");
  return through(descriptor, false, real, descriptor);
}

int fdatasync(int descriptor) {
  static const auto real = next(&::fdatasync, "fdatasync");
  return through(descriptor, false, real, descriptor);
}

int ftruncate(int descriptor, off_t size) noexcept {
  static const auto real = next(&::ftruncate, "ftruncate");
  return through(descriptor, false, real, descriptor, size);
}

int posix_fallocate(int descriptor, off_t at, off_t size) {
  static const auto real = next(&::posix_fallocate, "posix_fallocate");
  if (concerns(descriptor)) {
    if (const int error = trouble(true); error != 0) return error;
  }
  return real(descriptor, at, size);
}

int open(const char* path, int flags, ...) {
  static const auto real = next(&::open, "open");
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  if ((flags & O_ACCMODE) == O_RDONLY) return real(path, flags, mode);
  return through(std::string_view(path), (flags & O_CREAT) != 0, real, path, flags, mode);
}

int rename(const char* from, const char* to) noexcept {
  static const auto real = next(&::rename, "rename");
  return through(std::string_view(from), false, real, from, to);
}

int unlink(const char* path) noexcept {
  static const auto real = next(&::unlink, "unlink");
  return through(std::string_view(path), false, real, path);
}

int mkdir(const char* path, mode_t mode) noexcept {
  static const auto real = next(&::mkdir, "mkdir");
  return through(std::string_view(path), true, real, path, mode);
}

int rmdir(const char* path) noexcept {
  static const auto real = next(&::rmdir, "rmdir");
  return through(std::string_view(path), false, real, path);
}

}  // extern "C"
