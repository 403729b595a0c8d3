#include "app/kill_file.hpp"

#include <cerrno>
#include <cstdio>
#include <utility>

#include "base/limits.hpp"

namespace jurymast::app {
namespace {

constexpr std::size_t kKillBytesMax = 64 * limits::kKiB;

/// Nothing where the file is there but cannot be read now: what it said before then stands.
std::optional<std::string> read_start(const std::string& path) {
  std::string text;
  std::FILE* const file = std::fopen(path.c_str(), "re");
  if (!file && errno == ENOENT) return text;
  if (!file) return std::nullopt;
  text.resize(kKillBytesMax);
  text.resize(std::fread(text.data(), 1, text.size(), file));
  std::fclose(file);
  return text;
}

bool is_separator(char c) { return c == '\n' || c == ' ' || c == '\t' || c == '\r' || c == ','; }

}  // namespace

std::optional<std::set<std::string>> KillFile::look() {
  std::optional<std::string> text = read_start(path_);
  if (!text || *text == last_) return std::nullopt;
  last_ = std::move(*text);
  std::set<std::string> routes;
  std::string name;
  for (const char c : last_ + "\n") {
    if (!is_separator(c)) {
      name += c;
    } else if (!name.empty()) {
      routes.insert(std::exchange(name, std::string()));
    }
  }
  return routes;
}

}  // namespace jurymast::app
