#pragma once
#include <cstdio>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "review/lint.hpp"
#include "review/lint_report.hpp"

namespace jurymast::app {

/// What `jurymast lint KIND` was asked.
struct LintOptions {
  review::TextKind kind = review::TextKind::Runbook;
  std::vector<std::string> files;  ///< `-`: standard input
  review::ReportFormat format = review::ReportFormat::Text;
  bool strict = false;
  int age_days_max = review::LintOptions{}.age_days_max;
};

/// Where a command reads and writes.
struct Streams {
  std::FILE* in;
  std::FILE* out;
  std::FILE* complaints;
};

/// Lints every file and reports on `out`; 0 clean, 1 findings, 2 a file that cannot be read or is no text, 5 the report
/// cannot be written.
int run_lint(const LintOptions& options, Clock& clock, const Streams& streams);

}  // namespace jurymast::app
