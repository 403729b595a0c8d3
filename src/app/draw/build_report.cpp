#include "app/draw/build_report.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "app/draw/markup.hpp"
#include "record/plain_text.hpp"

namespace jurymast::app {
namespace {

std::size_t count_of(const BuildReport& report, BuildResult result) {
  return static_cast<std::size_t>(
      std::count_if(report.cases.begin(), report.cases.end(), [&](const BuildCase& one) { return one.result == result; }));
}

/// What stands within a test case; empty where it passed.
std::string junit_outcome(const BuildCase& one) {
  if (one.result == BuildResult::Pass) return {};
  if (one.result == BuildResult::Skipped) return fmt::format("<skipped message=\"{}\"/>", escaped(one.reason));
  return fmt::format("<{} type=\"{}\" message=\"{}\"/>", one.result == BuildResult::Blocked ? "error" : "failure",
                     escaped(one.word), escaped(one.reason));
}

/// One line without what would end or begin a directive.
std::string one_line(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  std::replace(text.begin(), text.end(), '#', ' ');
  return text;
}

std::string tap_line(const BuildCase& one, std::size_t number) {
  const bool passes = one.result == BuildResult::Pass || one.result == BuildResult::Skipped;
  const std::string line = fmt::format("{} {} - {}", passes ? "ok" : "not ok", number, one_line(one.name));
  if (one.result == BuildResult::Pass) return line + "\n";
  if (one.result == BuildResult::Skipped) return fmt::format("{} # SKIP {}\n", line, one_line(one.reason));
  return fmt::format("{}\n  ---\n  result: {}\n  reason: \"{}\"\n  ...\n", line, one.word,
                     record::json_escaped(one_line(one.reason)));
}

}  // namespace

Result<PrintFormat> asked_format(std::string_view name, std::size_t formats) {
  const auto* const end = kPrintFormatNames.begin() + formats;
  const auto* const found = std::find(kPrintFormatNames.begin(), end, name);
  if (found != end) return static_cast<PrintFormat>(found - kPrintFormatNames.begin());
  return fail(Code::Invalid, "there is no format {}; --format takes {}", name, fmt::join(kPrintFormatNames.begin(), end, ", "));
}

std::string build_junit(const BuildReport& report) {
  std::string text = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" "
      "skipped=\"{}\"{}>\n",
      escaped(report.name), report.cases.size(), count_of(report, BuildResult::Fail), count_of(report, BuildResult::Blocked),
      count_of(report, BuildResult::Skipped),
      report.timestamp.empty() ? "" : fmt::format(" timestamp=\"{}\"", escaped(report.timestamp)));
  for (const BuildCase& one : report.cases) {
    text += fmt::format("  <testcase classname=\"{}\" name=\"{}\">{}</testcase>\n", escaped(one.group), escaped(one.name),
                        junit_outcome(one));
  }
  return text + "</testsuite>\n";
}

std::string build_tap(const BuildReport& report) {
  std::string text = fmt::format("TAP version 14\n1..{}\n", report.cases.size());
  if (!report.headline.empty()) text += fmt::format("# {}\n", one_line(report.headline));
  std::size_t number = 0;
  for (const BuildCase& one : report.cases) text += tap_line(one, ++number);
  if (!report.next.empty()) text += fmt::format("# {}\n", one_line(report.next));
  return text;
}

std::string build_table(const BuildReport& report) {
  std::string text = "| result | check | reason |\n|---|---|---|\n";
  for (const BuildCase& one : report.cases) {
    text += fmt::format("| {} | {} | {} |\n", one.word, table_cell(one.name), table_cell(one.reason));
  }
  return text;
}

std::string table_cell(std::string_view text) {
  std::string cell(text);
  for (char& c : cell) {
    if (c == '|' || c == '\n') c = ' ';
  }
  return cell;
}

}  // namespace jurymast::app
