#include "promises.hpp"

#include <algorithm>
#include <cctype>

namespace jurymast::tidy {
namespace {

constexpr std::string_view kNodeFile = ".test.mjs: ";
constexpr std::string_view kBuildTest = "ctest ";

/// The texts between backticks in the last column of a table's row.
std::vector<std::string> named_tests(std::string_view row) {
  std::vector<std::string> names;
  const std::size_t end = row.rfind('|');
  std::string_view column = row.substr(0, end);
  column.remove_prefix(std::min(column.rfind('|') + 1, column.size()));
  while (true) {
    const std::size_t open = column.find('`');
    const std::size_t close = open == std::string_view::npos ? open : column.find('`', open + 1);
    if (close == std::string_view::npos) return names;
    names.emplace_back(column.substr(open + 1, close - open - 1));
    column.remove_prefix(close + 1);
  }
}

bool any_line(const std::vector<SourceText>& repository, auto&& is_searched, auto&& holds) {
  return std::any_of(repository.begin(), repository.end(), [&](const SourceText& source) {
    return is_searched(source) && std::any_of(source.lines.begin(), source.lines.end(), holds);
  });
}

bool unit_test_exists(std::string_view name, const std::vector<SourceText>& repository) {
  const std::size_t dot = name.find('.');
  if (dot == std::string_view::npos) return false;
  const std::string arguments = std::string(name.substr(0, dot)) + ", " + std::string(name.substr(dot + 1)) + ")";
  return any_line(
      repository, [](const SourceText& s) { return s.path.ends_with("_test.cpp"); },
      [&](std::string_view line) {
        return line.starts_with("TEST") && line.find("(" + arguments) != std::string_view::npos;
      });
}

bool node_test_exists(std::string_view name, const std::vector<SourceText>& repository) {
  const std::size_t colon = name.find(": ");
  const std::string path = "tests/e2e/" + std::string(name.substr(0, colon));
  const std::string title(name.substr(colon + 2));
  return any_line(
      repository, [&](const SourceText& s) { return s.path == path; },
      [&](std::string_view line) {
        return line.find("'" + title + "'") != std::string_view::npos ||
               line.find("`" + title + "`") != std::string_view::npos;
      });
}

/// A test of the build: added by name, or by a room, a fuzz target or a mutant of that name.
bool build_test_exists(std::string_view name, const std::vector<SourceText>& repository) {
  constexpr std::string_view kCorpus = "fuzz_corpus_";
  constexpr std::string_view kMutant = "sim_mutant_";
  constexpr std::string_view kRedactionMutant = "redaction_mutant_";
  std::string added = "add_test(NAME " + std::string(name) + " ";
  std::string room = "jurymast_room(" + std::string(name);
  if (name.starts_with(kCorpus)) added = "jurymast_fuzz(" + std::string(name.substr(kCorpus.size())) + " ";
  if (name.starts_with(kMutant)) added = "jurymast_mutant(" + std::string(name.substr(kMutant.size())) + ")";
  if (name.starts_with(kRedactionMutant)) added = "jurymast_redaction_mutant(" + std::string(name.substr(kRedactionMutant.size())) + ")";
  return any_line(
      repository, [](const SourceText& s) { return s.path.ends_with("CMakeLists.txt"); },
      [&](std::string_view line) { return line == room || line.find(added) != std::string_view::npos; });
}

bool exists(std::string_view name, const std::vector<SourceText>& repository) {
  if (name.find(kNodeFile) != std::string_view::npos) return node_test_exists(name, repository);
  if (name.starts_with(kBuildTest)) return build_test_exists(name.substr(kBuildTest.size()), repository);
  return unit_test_exists(name, repository);
}

bool is_row(std::string_view line) {
  return line.starts_with("| ") && line.find("---") == std::string_view::npos && !line.starts_with("| promise ");
}

}  // namespace

Findings check_promises(const SourceText& promises, const std::vector<SourceText>& repository) {
  Findings findings;
  for (std::size_t i = 0; i < promises.lines.size(); ++i) {
    if (!is_row(promises.lines[i])) continue;
    const std::vector<std::string> names = named_tests(promises.lines[i]);
    if (names.empty()) findings.push_back({promises.path, i + 1, "a promise without a test that shows it"});
    for (const std::string& name : names) {
      if (!exists(name, repository)) findings.push_back({promises.path, i + 1, "there is no test `" + name + "`"});
    }
  }
  return findings;
}

}  // namespace jurymast::tidy
