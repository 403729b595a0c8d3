#pragma once
#include <optional>
#include <set>
#include <string>

namespace jurymast::app {

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
