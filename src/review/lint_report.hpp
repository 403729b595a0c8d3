#pragma once
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "review/rule.hpp"

namespace jurymast::review {

enum class ReportFormat : unsigned char { Text, Json, Sarif };
inline constexpr std::array<std::string_view, 3> kReportFormatNames{"text", "json", "sarif"};

/// What was found in one file.
struct LintedFile {
  std::string name;
  Findings findings;
};

/// What was found in all files, in the order in which they were named.
struct LintReport {
  std::vector<LintedFile> files;
  std::string version;  ///< of the program, for SARIF

  std::size_t count(Severity severity) const;
};

/// `file:line:col: error [rule] what — instead`, one line a finding, and one with the counts.
std::string report_text(const LintReport& report);
/// One JSON object with a final line break.
std::string report_json(const LintReport& report);
/// SARIF 2.1.0: what code hosts and editors read.
std::string report_sarif(const LintReport& report);
std::string render(const LintReport& report, ReportFormat format);

}  // namespace jurymast::review
