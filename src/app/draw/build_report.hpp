#pragma once
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace jurymast::app {

/// The forms in which a command that makes checks prints what they came to.
enum class PrintFormat : unsigned char { Text, Json, Junit, Tap, Markdown, Sarif };
inline constexpr std::array<std::string_view, 6> kPrintFormatNames{"text", "json", "junit", "tap", "markdown", "sarif"};
/// The forms of checks that find no places in files.
inline constexpr std::size_t kPlainFormats = 5;

/// The form that a command was asked for, among the first so many; fails with Invalid and their names.
Result<PrintFormat> asked_format(std::string_view name, std::size_t formats = kPlainFormats);

/// How a check stands for a build system: what is not known is skipped with its reason, and what could not run is an error; neither passed nor failed.
enum class BuildResult : unsigned char { Pass, Fail, Blocked, Skipped };

/// One check as a build system is told of it.
struct BuildCase {
  std::string group;  ///< words with dots between: `jurymast.smoke.assistant`
  std::string name;
  BuildResult result = BuildResult::Pass;
  std::string word;    ///< what the command itself calls the result
  std::string reason;  ///< empty where it passed
};

/// What a command found, as a build system is told of it.
struct BuildReport {
  std::string name;
  std::string timestamp{};  ///< empty: none
  std::string headline{};   ///< empty: none
  std::string next{};       ///< what to do next; empty: nothing
  std::vector<BuildCase> cases{};
};

std::string build_junit(const BuildReport& report);
std::string build_tap(const BuildReport& report);
/// A table of results, checks and reasons; the caller's words stand around it.
std::string build_table(const BuildReport& report);

/// A text within a cell of a Markdown table.
std::string table_cell(std::string_view text);

}  // namespace jurymast::app
