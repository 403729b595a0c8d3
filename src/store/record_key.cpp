#include "store/record_key.hpp"

#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>

#include "store/file.hpp"

namespace jurymast::store {
namespace {

constexpr std::size_t kKeyBytes = 32;

std::string key_path(const std::string& state_directory) { return state_directory + "/keys/record.key"; }

/// Written aside and renamed, so that nobody ever reads half a key.
Result<void> create_key(const std::string& path) {
  std::array<unsigned char, kKeyBytes> bytes{};
  if (const auto filled = fill_random(bytes); !filled) return filled;
  const std::string written = path + ".new";
  const auto file = open_file(written, O_WRONLY | O_CREAT | O_TRUNC);
  if (!file) return tl::unexpected(file.error());
  const bool done = write_all(file->descriptor(), {reinterpret_cast<const char*>(bytes.data()), bytes.size()}) &&
                    ::fsync(file->descriptor()) == 0 && ::rename(written.c_str(), path.c_str()) == 0;
  std::fill(bytes.begin(), bytes.end(), static_cast<unsigned char>(0));
  if (!done) return system_failure("write", path);
  return {};
}

}  // namespace

Result<void> fill_random(std::span<unsigned char> bytes) {
  while (!bytes.empty()) {
    const ssize_t got = ::getrandom(bytes.data(), bytes.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return system_failure("get random bytes from", "the system");
    bytes = bytes.subspan(static_cast<std::size_t>(got));
  }
  return {};
}

Result<Secret> load_record_key(const std::string& state_directory) {
  const std::string path = key_path(state_directory);
  struct stat about{};
  if (::stat(path.c_str(), &about) != 0) return fail(Code::NotFound, "there is no {}", path);
  if ((about.st_mode & 077U) != 0) {
    return fail(Code::Denied, "{} can be read by others than its owner; run: chmod 600 {}", path, path);
  }
  auto text = read_file(path, kKeyBytes);
  if (!text) return tl::unexpected(text.error());
  if (text->size() != kKeyBytes) return fail(Code::Corrupt, "{} holds {} bytes, not {}", path, text->size(), kKeyBytes);
  return Secret(std::move(*text));
}

Result<Secret> load_or_create_record_key(const std::string& state_directory) {
  if (const auto made = make_directory(state_directory + "/keys"); !made) return tl::unexpected(made.error());
  auto key = load_record_key(state_directory);
  if (key || key.error().code != Code::NotFound) return key;
  if (const auto created = create_key(key_path(state_directory)); !created) return tl::unexpected(created.error());
  return load_record_key(state_directory);
}

}  // namespace jurymast::store
