#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "promises.hpp"
#include "room_rules.hpp"
#include "size_rules.hpp"
#include "word_rules.hpp"

namespace jurymast::tidy {
namespace {

namespace fs = std::filesystem;

bool is_searched(const fs::path& path) {
  static const std::set<std::string> kKinds{".cpp", ".hpp", ".mjs", ".ts", ".md", ".txt", ".cmake", ".toml", ".sh", ""};
  return kKinds.contains(path.extension().string()) && path.filename() != "LICENSE";
}

bool is_left_out(const fs::path& path) {
  static const std::set<std::string> kFolders{"build", ".git", "node_modules", "corpus", "var"};
  return kFolders.contains(path.filename().string());
}

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::vector<SourceText> read_repository(const fs::path& root) {
  std::vector<SourceText> sources;
  fs::recursive_directory_iterator entries(root);
  for (const fs::directory_entry& entry : entries) {
    const bool left_out = is_left_out(entry.path());
    if (left_out && entry.is_directory()) entries.disable_recursion_pending();
    // In a second work tree `.git` is a file.
    if (left_out || !entry.is_regular_file() || !is_searched(entry.path())) continue;
    sources.push_back(read_source(fs::relative(entry.path(), root).generic_string(), read_file(entry.path())));
  }
  return sources;
}

void append(Findings& all, const Findings& more) { all.insert(all.end(), more.begin(), more.end()); }

Findings check(const std::vector<SourceText>& sources) {
  Findings findings;
  for (const SourceText& source : sources) {
    append(findings, check_includes(source));
    append(findings, check_sizes(source));
    // The rules' own tests hold an example of everything that is forbidden.
    if (!source.path.starts_with("tests/tidy/") && !source.path.starts_with("tools/tidy/"))
      append(findings, check_words(source));
    append(findings, check_coroutines(source));
    if (source.path == "docs/promises.md") append(findings, check_promises(source, sources));
  }
  return findings;
}

int run(const char* root) {
  const std::vector<SourceText> sources = read_repository(root);
  const Findings findings = check(sources);
  for (const Finding& finding : findings) {
    std::printf("%s:%zu: %s\n", finding.path.c_str(), finding.line, finding.message.c_str());
  }
  std::printf("tidy: %zu files, %zu findings\n", sources.size(), findings.size());
  return findings.empty() && !sources.empty() ? 0 : 1;
}

}  // namespace
}  // namespace jurymast::tidy

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: jurymast_tidy REPOSITORY\n");
    return 2;
  }
  try {
    return jurymast::tidy::run(argv[1]);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "jurymast_tidy: %s\n", error.what());
    return 2;
  }
}
