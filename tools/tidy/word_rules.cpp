#include "word_rules.hpp"

#include <array>
#include <cctype>
#include <optional>

#include "room_rules.hpp"

namespace jurymast::tidy {
namespace {

struct NameRow {
  std::string_view name;
  std::string_view allowed;  // path prefixes, by blanks
  bool tests_too;            // tests may use it
  std::string_view instead;
};

/// Names in code. The places allowed are the one file, or the rooms, that a name is for.
constexpr std::array kNames = std::to_array<NameRow>({
    {"steady_clock::now", "src/app/ src/http/loop src/base/time.cpp src/store/ bench/", true, "time is passed in"},
    {"system_clock::now", "src/app/ src/http/loop src/base/time.cpp src/store/ bench/", true, "time is passed in"},
    {"high_resolution_clock", "", false, "time is passed in"},
    {"clock_gettime", "src/app/ src/http/loop src/base/time.cpp bench/ tests/support/preload/", false, "time is passed in"},
    {"gettimeofday", "tests/support/preload/", false, "time is passed in"},
    {"random_device", "src/app/", true, "randomness is a seeded jurymast::Random"},
    {"mt19937", "", false, "randomness is a seeded jurymast::Random"},
    {"std::rand", "", false, "randomness is a seeded jurymast::Random"},
    {"srand", "", false, "randomness is a seeded jurymast::Random"},
    {"std::regex", "", false, "write a reader; it has no bound on its time"},
    {"std::cout", "", false, "results are written with fmt"},
    {"std::cerr", "", false, "the log has fields"},
    {"detach", "", false, "every thread is joined"},
    {"strtok", "", false, "it keeps hidden state"},
    {"gmtime", "", false, "base/time.hpp renders times"},
    {"localtime", "", false, "use localtime_r"},
    {"GTEST_SKIP", "", false, "a test that cannot run must fail"},
});

/// Names that the core does not use at all; its tests may.
constexpr std::array kOutsideNames =
    std::to_array<std::string_view>({"getenv", "fopen", "std::thread", "std::jthread", "std::mutex", "std::ifstream",
                                     "std::ofstream", "std::filesystem"});

/// Headers that no file includes.
constexpr std::array kHeaders = std::to_array<std::string_view>({"iostream", "regex", "bits/stdc++.h"});

/// Words in any file. They are put together from pieces so that this file does not hold them.
constexpr std::array kNotes =
    std::to_array<std::string_view>({"TO"
                                     "DO",
                                     "FIX"
                                     "ME",
                                     "XX"
                                     "X",
                                     "HA"
                                     "CK"});
constexpr std::array kTrade =
    std::to_array<std::string_view>({"/wo"
                                     "rk/",
                                     "/tmp/bri"
                                     "ef",
                                     "this ses"
                                     "sion of",
                                     "helper ses"
                                     "sion",
                                     "sub-ag"
                                     "ent",
                                     "the inte"
                                     "grator",
                                     "language mo"
                                     "del wrote",
                                     "as an A"
                                     "I"});

bool is_allowed(std::string_view path, std::string_view prefixes) {
  while (!prefixes.empty()) {
    const std::size_t end = prefixes.find(' ');
    if (path.starts_with(prefixes.substr(0, end))) return true;
    prefixes.remove_prefix(end == std::string_view::npos ? prefixes.size() : end + 1);
  }
  return false;
}

void check_names(const SourceText& source, std::size_t line, Findings& findings) {
  const std::string_view code = source.code[line];
  for (const NameRow& row : kNames) {
    if (!has_word(code, row.name) || is_allowed(source.path, row.allowed) || (row.tests_too && source.is_test()))
      continue;
    findings.push_back({source.path, line + 1, "`" + std::string(row.name) + "`: " + std::string(row.instead)});
  }
  if (code.find("DISABLED_") != std::string_view::npos) {
    findings.push_back({source.path, line + 1, "a test that is switched off; mend it or remove it"});
  }
  if (source.path.ends_with(".hpp") && has_word(code, "using namespace") &&
      code.find("literals") == std::string_view::npos) {
    findings.push_back({source.path, line + 1, "`using namespace` in a header reaches everyone who includes it"});
  }
  const std::string_view header = included_path(source, line);
  for (const std::string_view banned : kHeaders) {
    if (header == banned) findings.push_back({source.path, line + 1, "<" + std::string(banned) + "> is not used here"});
  }
  if (!is_core_room(source.room()) || source.is_test()) return;
  for (const std::string_view name : kOutsideNames) {
    if (has_word(code, name)) findings.push_back({source.path, line + 1, "`" + std::string(name) + "` in the core"});
  }
}

/// The number of a row in a list that readers of the repository do not have: one capital and two or three digits.
std::optional<std::string> foreign_number(std::string_view line) {
  for (std::size_t i = 0; i + 2 < line.size(); ++i) {
    if (line[i] != 'R') continue;
    std::size_t end = i + 1;
    while (end < line.size() && std::isdigit(static_cast<unsigned char>(line[end])) != 0) ++end;
    const std::size_t digits = end - i - 1;
    if ((digits == 2 || digits == 3) && has_word(line, line.substr(i, end - i)))
      return std::string(line.substr(i, end - i));
  }
  return std::nullopt;
}

void check_text(const SourceText& source, std::size_t line, Findings& findings) {
  const std::string_view text = source.lines[line];
  for (const std::string_view note : kNotes) {
    if (has_word(text, note))
      findings.push_back({source.path, line + 1, "`" + std::string(note) + "`: do it now or open an issue"});
  }
  for (const std::string_view word : kTrade) {
    if (text.find(word) == std::string_view::npos) continue;
    findings.push_back(
        {source.path, line + 1, "`" + std::string(word) + "` speaks of how the project is made, not of the product"});
  }
  if (const auto number = foreign_number(text)) {
    findings.push_back({source.path, line + 1, "`" + *number + "` is a number from elsewhere; say what it stands for"});
  }
}

}  // namespace

Findings check_words(const SourceText& source) {
  Findings findings;
  for (std::size_t i = 0; i < source.lines.size(); ++i) {
    if (source.is_cpp()) check_names(source, i, findings);
    check_text(source, i, findings);
  }
  return findings;
}

Findings check_coroutines(const SourceText& source) {
  Findings findings;
  std::string statement;
  std::size_t awaited = 0;  // the line of the statement's co_await, 0: none yet
  for (std::size_t i = 0; i < source.code.size(); ++i) {
    if (has_word(source.code[i], "co_await")) awaited = i + 1;
    for (const char c : source.code[i]) {
      const bool block_opens = c == '{' && awaited == 0;
      if (c != ';' && c != '}' && !block_opens) {
        statement += c;
        continue;
      }
      if (c == '}' && awaited != 0) {
        statement += c;
        continue;
      }
      if (awaited != 0 && statement.find_first_of("{[") != std::string::npos) {
        findings.push_back({source.path, awaited, "name the lambda or the aggregate before the `co_await` statement"});
      }
      statement.clear();
      awaited = 0;
    }
    statement += ' ';
  }
  return findings;
}

}  // namespace jurymast::tidy
