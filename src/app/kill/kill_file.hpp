#pragma once
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace jurymast::app {

/// A kill file has at most so many bytes; what comes behind is not read.
inline constexpr std::size_t kKillBytesMax = std::size_t{64} << 10;

/// The names in a kill file's text.
std::set<std::string> names_in_kill_file(std::string_view text);

/// The operator's kill file, `kill` in the state directory: names of routes, or `all`, one a line; no file means none.
class KillFile {
 public:
  explicit KillFile(const std::string& state_directory) : path_(state_directory + "/kill") {}

  /// The routes it names, where that changed since the last look; cheap enough to ask many times a second.
  std::optional<std::set<std::string>> look();

 private:
  std::string path_;
  std::string last_;
};

}  // namespace jurymast::app
