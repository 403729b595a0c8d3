#include "app/kill/kill_lines.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <optional>
#include <thread>

#include "app/kill/kill_file.hpp"
#include "store/file.hpp"

namespace jurymast::app {
namespace {

/// Whoever changes the file holds the directory for a few milliseconds; nobody waits for longer, since stopping goes before order.
constexpr int kLockTriesMax = 40;
constexpr auto kLockPause = std::chrono::milliseconds(5);

/// The directory, locked where that was possible; the lock goes with the descriptor.
store::File lock_directory(const std::string& directory) {
  auto opened = store::open_file(directory, O_RDONLY | O_DIRECTORY);
  if (!opened) return {};
  for (int tries = 0; tries < kLockTriesMax && ::flock(opened->descriptor(), LOCK_EX | LOCK_NB) != 0; ++tries) {
    std::this_thread::sleep_for(kLockPause);
  }
  return std::move(*opened);
}

std::string path_of(const std::string& directory) { return directory + "/kill"; }

/// The file's text; empty where there is none. What cannot be read whole must not be written anew: lines of others would be lost.
Result<std::string> read_lines(const std::string& directory) {
  if (::access(path_of(directory).c_str(), F_OK) != 0 && errno == ENOENT) return std::string();
  return store::read_file(path_of(directory), kKillBytesMax);
}

bool write_whole(const std::string& path, const std::string& text) {
  const auto file = store::open_file(path, O_WRONLY | O_CREAT | O_TRUNC);
  return file && store::write_all(file->descriptor(), text) && ::fsync(file->descriptor()) == 0;
}

Result<void> replace(const std::string& directory, const std::string& text) {
  const std::string path = path_of(directory);
  const std::string fresh = fmt::format("{}.{}.new", path, ::getpid());
  const bool gone = text.empty() && ::unlink(path.c_str()) == 0;
  if (!gone && (!write_whole(fresh, text) || std::rename(fresh.c_str(), path.c_str()) != 0)) {
    auto failed = store::system_failure("write", path);
    std::remove(fresh.c_str());
    return failed;
  }
  if (!store::sync_directory(directory)) return store::system_failure("sync", directory);
  return {};
}

/// The text without a name; of a line that names others too these stay.
std::string without(const std::string& text, const std::string& name) {
  std::string kept;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string line = text.substr(begin, end - begin);
    begin = end + 1;
    const std::set<std::string> names = names_in_kill_file(line);
    if (!names.contains(name)) {
      kept += line + "\n";
      continue;
    }
    for (const std::string& other : names) kept += other == name ? "" : other + "\n";
  }
  return names_in_kill_file(kept).empty() ? std::string() : kept;
}

}  // namespace

Result<std::set<std::string>> add_kill_line(const std::string& state_directory, const std::string& name) {
  const store::File lock = lock_directory(state_directory);
  auto text = read_lines(state_directory);
  if (!text) return tl::unexpected(text.error());
  if (names_in_kill_file(*text).contains(name)) return names_in_kill_file(*text);
  if (!text->empty() && !text->ends_with('\n')) *text += '\n';
  *text += name + "\n";
  if (text->size() > kKillBytesMax) return fail(Code::Exhausted, "{} is full; write `all` into it", path_of(state_directory));
  return replace(state_directory, *text).map([&] { return names_in_kill_file(*text); });
}

Result<std::set<std::string>> remove_kill_line(const std::string& state_directory, const std::string& name) {
  const store::File lock = lock_directory(state_directory);
  const auto text = read_lines(state_directory);
  if (!text) return tl::unexpected(text.error());
  if (!names_in_kill_file(*text).contains(name)) return names_in_kill_file(*text);
  const std::string left = without(*text, name);
  return replace(state_directory, left).map([&] { return names_in_kill_file(left); });
}

}  // namespace jurymast::app
