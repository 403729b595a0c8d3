#include "room_rules.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace jurymast::tidy {
namespace {

struct RoomRow {
  std::string_view room;
  std::string_view may_include;  // beside itself; "*": every room
};

/// The table of ARCHITECTURE.md, bottom to top.
constexpr std::array kRooms = std::to_array<RoomRow>({
    {"base", ""},
    {"crypto", "base"},
    {"wire", "base"},
    {"record", "crypto base"},
    {"policy", "record wire base"},
    {"evidence", "record crypto wire base"},
    {"sim", "policy evidence record wire base"},
    {"review", "sim evidence record crypto base"},
    {"config", "review sim evidence policy record wire crypto base"},
    {"telemetry", "base"},
    {"store", "record crypto base"},
    {"http", "wire base"},
    {"proxy", "http store telemetry policy record wire crypto base"},
    {"control", "http store telemetry config review evidence record wire crypto base"},
    {"mock", "http wire crypto base"},
    {"app", "*"},
});

constexpr std::string_view kCoreRooms = "base crypto wire record policy evidence sim review";

struct LibraryRow {
  std::string_view header;  // how the include begins
  std::string_view rooms;   // that may have it; tests may have more, see below
  bool tests_too = false;   // tests of any room may have it as well
};

constexpr std::array kLibraries = std::to_array<LibraryRow>({
    {"boost/", "http proxy control mock"},
    {"openssl/", "crypto http"},
    {"simdjson", "wire"},
    {"re2/", "wire review"},
    {"sqlite3.h", "store"},
    {"zstd.h", "store"},
    {"cmark-gfm", "review"},
    {"nlohmann/", "wire record config control proxy mock app store evidence review sim", true},
    {"toml++/", "config", true},
    {"CLI/", "app"},
});

/// Headers of the world outside, which the core never sees.
constexpr std::array kOutside = std::to_array<std::string_view>(
    {"thread", "mutex", "shared_mutex", "condition_variable", "future", "filesystem", "fstream", "csignal", "random",
     "sys/", "netinet/", "arpa/", "unistd.h", "fcntl.h", "netdb.h", "poll.h", "pthread.h", "signal.h"});

bool lists(std::string_view words, std::string_view word) { return has_word(words, word); }

const RoomRow* row_of(std::string_view room) {
  const auto* const found =
      std::find_if(kRooms.begin(), kRooms.end(), [&](const RoomRow& row) { return row.room == room; });
  return found == kRooms.end() ? nullptr : found;
}

std::string check_room(const SourceText& source, const RoomRow& own, std::string_view path) {
  const std::size_t slash = path.find('/');
  if (slash == std::string_view::npos) return "includes are written from src/: \"room/file.hpp\"";
  const std::string_view other = path.substr(0, slash);
  if (path.find("..") != std::string_view::npos) return "includes are written from src/, never with `..`";
  if (other == own.room || own.may_include == "*" || lists(own.may_include, other)) return {};
  if (source.is_test() && other == "support") return {};
  if (row_of(other) == nullptr) return "there is no room `" + std::string(other) + "`";
  if (own.room == "config" && path.substr(slash) == "/settings.hpp") return {};
  return "room `" + std::string(own.room) + "` may not include room `" + std::string(other) +
         "`; ARCHITECTURE.md has the table";
}

std::string check_library(const SourceText& source, std::string_view room, std::string_view path) {
  for (const LibraryRow& library : kLibraries) {
    if (!path.starts_with(library.header) || lists(library.rooms, room)) continue;
    if (library.tests_too && source.is_test()) continue;
    return "<" + std::string(path) + "> belongs to: " + std::string(library.rooms);
  }
  if (!is_core_room(room) || source.is_test()) return {};
  const bool outside = std::any_of(kOutside.begin(), kOutside.end(), [&](std::string_view header) {
    return header.ends_with('/') ? path.starts_with(header) : path == header;
  });
  return outside ? "<" + std::string(path) + "> reaches outside the process; the core is given what it needs"
                 : std::string();
}

}  // namespace

bool is_core_room(std::string_view room) { return !room.empty() && lists(kCoreRooms, room); }

Findings check_includes(const SourceText& source) {
  Findings findings;
  const std::string_view room = source.room();
  if (room.empty() || !source.is_cpp()) return findings;
  const RoomRow* const own = row_of(room);
  if (own == nullptr) return {{source.path, 0, "room `" + std::string(room) + "` is not in the table of rooms"}};
  for (std::size_t i = 0; i < source.code.size(); ++i) {
    const std::string_view path = included_path(source, i);
    if (path.empty()) continue;
    const bool quoted = source.lines[i].find('"') != std::string::npos;
    std::string message = quoted ? check_room(source, *own, path) : check_library(source, room, path);
    if (!message.empty()) findings.push_back({source.path, i + 1, std::move(message)});
  }
  return findings;
}

}  // namespace jurymast::tidy
