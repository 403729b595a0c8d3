#include "app/contract/contract_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace jurymast::app {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kLiveNote =
    "This asked the target directly, not on the application's path: it does not count as evidence for the gate.\n";

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
  Json json{{"subject", subject.what}, {"result", subject.findings.empty() ? "pass" : "fail"}, {"findings", std::move(findings)}};
  const evidence::ContractSource* const source = pack.source(subject.source);
  if (source != nullptr) json["source"] = {{"url", source->url}, {"accessed", source->accessed}};
  return json;
}

}  // namespace

bool ContractReport::conforms() const {
  return std::all_of(subjects.begin(), subjects.end(), [](const CheckedSubject& subject) { return subject.findings.empty(); });
}

std::string_view remedy_of(std::string_view id) {
  const auto& rows = evidence::deviations();
  const auto* const found = std::find_if(rows.begin(), rows.end(), [&](const evidence::DeviationRow& row) { return row.id == id; });
  return found == rows.end() ? std::string_view() : found->remedy;
}

std::string report_text(const ContractReport& report) {
  std::string text;
  for (const CheckedSubject& subject : report.subjects) {
    if (subject.findings.empty()) {
      text += fmt::format("{}: as documented in {}\n", subject.what, report.pack.name);
      continue;
    }
    text += fmt::format("{}: differs from what {} documents\n", subject.what, report.pack.name);
    for (const evidence::ContractFinding& finding : subject.findings) text += lines_of(finding);
    const evidence::ContractSource* const source = report.pack.source(subject.source);
    if (source != nullptr) text += fmt::format("  documented at {} ({})\n", source->url, reading_of(*source));
  }
  return report.live ? text + std::string(kLiveNote) : text;
}

std::string report_json(const ContractReport& report) {
  Json subjects = Json::array();
  for (const CheckedSubject& subject : report.subjects) subjects.push_back(json_of(subject, report.pack));
  return Json{{"pack", report.pack.name},
              {"result", report.conforms() ? "pass" : "fail"},
              {"counts_for_gate", false},
              {"path", report.live ? "direct" : "file"},
              {"checked", std::move(subjects)}}
             .dump(2) +
         "\n";
}

}  // namespace jurymast::app
