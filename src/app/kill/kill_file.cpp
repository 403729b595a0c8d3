#include "app/kill/kill_file.hpp"

#include <cerrno>
#include <cstdio>
#include <utility>

namespace jurymast::app {
namespace {

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

std::set<std::string> names_in_kill_file(std::string_view text) {
  std::set<std::string> names;
  std::string name;
  for (const char c : text) {
    if (!is_separator(c)) {
      name += c;
    } else if (!name.empty()) {
      names.insert(std::exchange(name, std::string()));
    }
  }
  if (!name.empty()) names.insert(std::move(name));
  return names;
}

std::optional<std::set<std::string>> KillFile::look() {
  std::optional<std::string> text = read_start(path_);
  if (!text || *text == last_) return std::nullopt;
  last_ = std::move(*text);
  return names_in_kill_file(last_);
}

}  // namespace jurymast::app
