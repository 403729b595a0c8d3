#include "review/lint_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "review/lint.hpp"
#include "review/sarif.hpp"

namespace jurymast::review {
namespace {

using Json = nlohmann::ordered_json;

std::string dumped(const Json& json) { return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n"; }

}  // namespace

std::size_t LintReport::count(Severity severity) const {
  std::size_t found = 0;
  for (const LintedFile& file : files) {
    const auto of_this = [severity](const Finding& finding) { return finding.rule->severity == severity; };
    found += static_cast<std::size_t>(std::count_if(file.findings.begin(), file.findings.end(), of_this));
  }
  return found;
}

std::string report_text(const LintReport& report) {
  std::string text;
  for (const LintedFile& file : report.files) {
    for (const Finding& finding : file.findings) {
      text += fmt::format("{}:{}:{}: {} [{}] {} — {}\n", file.name, finding.place.line, finding.place.column,
                          name_of(finding.rule->severity), finding.rule->id, finding.what, finding.rule->instead);
    }
  }
  const std::size_t errors = report.count(Severity::Error);
  const std::size_t warnings = report.count(Severity::Warning);
  const auto counted = [](std::size_t count, const char* name) {
    return fmt::format("{} {}{}", count, name, count == 1 ? "" : "s");
  };
  return text +
         fmt::format("{}: {}, {}\n", counted(report.files.size(), "file"), counted(errors, "error"), counted(warnings, "warning"));
}

std::string report_json(const LintReport& report) {
  Json findings = Json::array();
  for (const LintedFile& file : report.files) {
    for (const Finding& finding : file.findings) {
      findings.push_back({{"file", file.name},
                          {"line", finding.place.line},
                          {"column", finding.place.column},
                          {"severity", name_of(finding.rule->severity)},
                          {"rule", finding.rule->id},
                          {"what", finding.what},
                          {"why", finding.rule->why},
                          {"instead", finding.rule->instead}});
    }
  }
  return dumped({{"files", report.files.size()},
                 {"errors", report.count(Severity::Error)},
                 {"warnings", report.count(Severity::Warning)},
                 {"findings", std::move(findings)}});
}

std::string report_sarif(const LintReport& report) {
  const std::vector<const Rule*> rules = all_rules();
  std::vector<SarifRule> told;
  for (const Rule* rule : rules) told.push_back({rule->id, rule->severity, rule->what, rule->why, rule->instead});
  std::vector<SarifResult> results;
  for (const LintedFile& file : report.files) {
    for (const Finding& finding : file.findings) {
      const auto rule = std::find(rules.begin(), rules.end(), finding.rule);
      results.push_back({static_cast<std::size_t>(rule - rules.begin()),
                         fmt::format("{} — {}", finding.what, finding.rule->instead), file.name, finding.place});
    }
  }
  return sarif_text("jurymast lint", report.version, told, results);
}

std::string render(const LintReport& report, ReportFormat format) {
  switch (format) {
    case ReportFormat::Text:
      return report_text(report);
    case ReportFormat::Json:
      return report_json(report);
    case ReportFormat::Sarif:
      return report_sarif(report);
  }
  return {};
}

}  // namespace jurymast::review
