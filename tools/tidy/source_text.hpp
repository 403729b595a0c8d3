#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace jurymast::tidy {

/// A file of the repository, by line, as it was written and as the compiler sees it.
struct SourceText {
  std::string path;                ///< from the root of the repository: "src/wire/splice.cpp"
  std::vector<std::string> lines;  ///< as written
  std::vector<std::string> code;   ///< C++ only: comments, texts and characters blanked out, lines kept

  bool is_cpp() const { return path.ends_with(".cpp") || path.ends_with(".hpp"); }
  /// Tests, and the helpers of tests that stand beside the code (`x_probe.hpp`).
  bool is_test() const {
    return path.ends_with("_test.cpp") || path.ends_with("_probe.hpp") || path.starts_with("tests/");
  }
  /// The directory below src/ that the file lies in; empty outside src/.
  std::string_view room() const;
};

/// Reads a file's text; never fails, since what cannot be told apart is left as code.
SourceText read_source(std::string path, std::string_view text);

/// True if the line holds `word` with no letter, digit or underscore on either side.
bool has_word(std::string_view line, std::string_view word);

/// The path between the quotes or angle brackets of an include line; empty where the line is none.
std::string_view included_path(const SourceText& source, std::size_t line);

}  // namespace jurymast::tidy
