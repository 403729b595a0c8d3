#include "app/contract/contract_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/version.hpp"
#include "review/sarif.hpp"

namespace jurymast::app {
namespace {

using record::Tri;
using Json = nlohmann::ordered_json;

constexpr std::string_view kLiveNote =
    "This asked the target directly, not on the application's path: it does not count as evidence for the gate.\n";

std::string_view word_of(Tri conforms) {
  if (conforms == Tri::Unknown) return "unknown";
  return conforms == Tri::True ? "pass" : "fail";
}

std::string reading_of(const evidence::ContractSource& source) {
  return source.accessed == evidence::kDayUnknown ? "the day it was read is unknown" : "read " + source.accessed;
}

std::string lines_of(const evidence::ContractFinding& finding) {
  return fmt::format("  {} at {}: {}\n    {}\n", finding.id, finding.where, finding.message, remedy_of(finding.id));
}

Json json_of(const evidence::ContractFinding& finding) {
  return {{"id", finding.id}, {"where", finding.where}, {"message", finding.message}, {"remedy", remedy_of(finding.id)}};
}

Json json_of(const CheckedSubject& subject, const evidence::ContractPack& pack) {
  Json findings = Json::array();
  for (const evidence::ContractFinding& finding : subject.findings) findings.push_back(json_of(finding));
  Json json{{"subject", subject.what}, {"result", word_of(subject.conforms())}, {"findings", std::move(findings)}};
  if (!subject.unknown.empty()) json["unknown"] = subject.unknown;
  const evidence::ContractSource* const source = pack.source(subject.source);
  if (source != nullptr) json["source"] = {{"url", source->url}, {"accessed", source->accessed}};
  return json;
}

std::string report_text(const ContractReport& report) {
  std::string text;
  for (const CheckedSubject& subject : report.subjects) {
    if (subject.findings.empty()) {
      text += subject.unknown.empty() ? fmt::format("{}: as documented in {}\n", subject.what, report.pack.name)
                                      : fmt::format("{}: not known: {}\n", subject.what, subject.unknown);
      continue;
    }
    text += fmt::format("{}: differs from what {} documents\n", subject.what, report.pack.name);
    for (const evidence::ContractFinding& finding : subject.findings) text += lines_of(finding);
    if (!subject.unknown.empty()) text += fmt::format("  not known: {}\n", subject.unknown);
    const evidence::ContractSource* const source = report.pack.source(subject.source);
    if (source != nullptr) text += fmt::format("  documented at {} ({})\n", source->url, reading_of(*source));
  }
  return report.live ? text + std::string(kLiveNote) : text;
}

std::string report_json(const ContractReport& report) {
  Json subjects = Json::array();
  for (const CheckedSubject& subject : report.subjects) subjects.push_back(json_of(subject, report.pack));
  return Json{{"pack", report.pack.name},
              {"result", word_of(report.conforms())},
              {"counts_for_gate", false},
              {"path", report.live ? "direct" : "file"},
              {"checked", std::move(subjects)}}
             .dump(2) +
         "\n";
}

std::string reason_of(const CheckedSubject& subject) {
  std::string reason = subject.unknown.empty() ? std::string() : "not known: " + subject.unknown;
  for (const evidence::ContractFinding& finding : subject.findings) {
    reason += fmt::format("{}{} at {}: {}", reason.empty() ? "" : "; ", finding.id, finding.where, finding.message);
  }
  return reason;
}

BuildResult build_result(Tri conforms) {
  if (conforms == Tri::Unknown) return BuildResult::Skipped;
  return conforms == Tri::True ? BuildResult::Pass : BuildResult::Fail;
}

BuildReport build_report_of(const ContractReport& report) {
  BuildReport build{.name = "contract verify " + report.pack.name};
  for (const CheckedSubject& subject : report.subjects) {
    build.cases.push_back({"jurymast.contract." + report.pack.name, subject.what, build_result(subject.conforms()),
                           std::string(word_of(subject.conforms())), reason_of(subject)});
  }
  return build;
}

std::string report_markdown(const ContractReport& report) {
  return fmt::format("# Contract {}\n\n{}{}", report.pack.name, build_table(build_report_of(report)),
                     report.live ? "\n" + std::string(kLiveNote) : std::string());
}

std::string report_sarif(const ContractReport& report) {
  const auto& rows = evidence::deviations();
  std::vector<review::SarifRule> rules;
  for (const evidence::DeviationRow& row : rows) rules.push_back({row.id, review::Severity::Error, row.means, {}, row.remedy});
  std::vector<review::SarifResult> results;
  for (const CheckedSubject& subject : report.subjects) {
    for (const evidence::ContractFinding& finding : subject.findings) {
      const auto* const row = std::find_if(rows.begin(), rows.end(), [&](const auto& one) { return one.id == finding.id; });
      results.push_back({.rule = static_cast<std::size_t>(row - rows.begin()),
                         .message = fmt::format("{} at {}: {}", subject.what, finding.where, finding.message),
                         .file = subject.file,
                         .subject = subject.what});
    }
  }
  return review::sarif_text("jurymast contract verify", kVersion, rules, results);
}

}  // namespace

Tri CheckedSubject::conforms() const {
  if (!findings.empty()) return Tri::False;
  return unknown.empty() ? Tri::True : Tri::Unknown;
}

Tri ContractReport::conforms() const {
  const auto any = [&](Tri wanted) {
    return std::any_of(subjects.begin(), subjects.end(), [&](const CheckedSubject& one) { return one.conforms() == wanted; });
  };
  if (any(Tri::False)) return Tri::False;
  return any(Tri::Unknown) ? Tri::Unknown : Tri::True;
}

std::string_view remedy_of(std::string_view id) {
  const auto& rows = evidence::deviations();
  const auto* const found = std::find_if(rows.begin(), rows.end(), [&](const evidence::DeviationRow& row) { return row.id == id; });
  return found == rows.end() ? std::string_view() : found->remedy;
}

std::string contract_report(const ContractReport& report, PrintFormat format) {
  switch (format) {
    case PrintFormat::Json:
      return report_json(report);
    case PrintFormat::Junit:
      return build_junit(build_report_of(report));
    case PrintFormat::Tap:
      return build_tap(build_report_of(report));
    case PrintFormat::Markdown:
      return report_markdown(report);
    case PrintFormat::Sarif:
      return report_sarif(report);
    case PrintFormat::Text:
      break;
  }
  return report_text(report);
}

}  // namespace jurymast::app
