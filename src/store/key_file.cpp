#include "store/key_file.hpp"

#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>

#include "store/file.hpp"

namespace jurymast::store {

Result<void> fill_random(std::span<unsigned char> bytes) {
  while (!bytes.empty()) {
    const ssize_t got = ::getrandom(bytes.data(), bytes.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return system_failure("get random bytes from", "the system");
    bytes = bytes.subspan(static_cast<std::size_t>(got));
  }
  return {};
}

Result<Secret> random_key() {
  std::string bytes(kKeyBytes, '\0');
  const auto filled = fill_random({reinterpret_cast<unsigned char*>(bytes.data()), bytes.size()});
  if (!filled) return tl::unexpected(filled.error());
  return Secret(std::move(bytes));
}

Result<void> replace_file(const std::string& path, std::string_view content) {
  const std::string written = path + ".new";
  const auto file = open_file(written, O_WRONLY | O_CREAT | O_TRUNC);
  if (!file) return tl::unexpected(file.error());
  const bool done =
      write_all(file->descriptor(), content) && ::fsync(file->descriptor()) == 0 && ::rename(written.c_str(), path.c_str()) == 0;
  if (!done) return system_failure("write", path);
  return {};
}

Result<Secret> load_key(const std::string& path) {
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

Result<Secret> load_or_create_key(const std::string& path) {
  auto key = load_key(path);
  if (key || key.error().code != Code::NotFound) return key;
  if (const auto made = make_directory(std::filesystem::path(path).parent_path().string()); !made)
    return tl::unexpected(made.error());
  const auto made_up = random_key();
  if (!made_up) return tl::unexpected(made_up.error());
  if (const auto written = replace_file(path, made_up->reveal()); !written) return tl::unexpected(written.error());
  return load_key(path);
}

}  // namespace jurymast::store
