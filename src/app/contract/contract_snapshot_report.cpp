#include "app/contract/contract_snapshot_report.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/contract/contract_report.hpp"

namespace jurymast::app {
namespace {

using Json = nlohmann::ordered_json;

std::string status_text(const SnapshotPage& page) {
  if (page.supplied && page.reachable == record::Tri::True) return " (as whoever saved it states; nothing was fetched)";
  if (page.supplied) return " (it came out of a file, and nobody states the day: --read-on DAY)";
  return page.status ? fmt::format(" (status {})", *page.status) : std::string();
}

Json json_of(const SnapshotPage& page) {
  Json findings = Json::array();
  for (const evidence::ContractFinding& finding : page.findings) {
    findings.push_back({{"id", finding.id}, {"message", finding.message}, {"remedy", remedy_of(finding.id)}});
  }
  Json json{{"pack", page.pack}, {"source", page.source}, {"url", page.url}, {"reachable", name_of(page.reachable)}};
  if (page.status) json["status"] = *page.status;
  if (page.supplied) json["supplied"] = true;
  if (!page.version.empty()) json["version"] = page.version;
  json["findings"] = std::move(findings);
  json["recorded"] = page.not_recorded.empty();
  if (!page.not_recorded.empty()) json["not_recorded"] = page.not_recorded;
  if (!page.record.empty()) json["record"] = Json::parse(page.record, nullptr, false);
  return json;
}

}  // namespace

std::string snapshot_text(const std::vector<SnapshotPage>& pages) {
  std::string text;
  for (const SnapshotPage& page : pages) {
    text +=
        fmt::format("{} {}: {}\n  reachable: {}{}\n", page.pack, page.source, page.url, name_of(page.reachable), status_text(page));
    if (!page.version.empty()) text += fmt::format("  version: {}\n", page.version);
    for (const evidence::ContractFinding& finding : page.findings) {
      text += fmt::format("  {}: {}\n    {}\n", finding.id, finding.message, remedy_of(finding.id));
    }
    text += page.not_recorded.empty() ? std::string("  recorded\n") : fmt::format("  not recorded: {}\n", page.not_recorded);
    if (!page.not_recorded.empty() && !page.record.empty()) text += fmt::format("  {}\n", page.record);
  }
  return text;
}

std::string snapshot_json(const std::vector<SnapshotPage>& pages) {
  Json rows = Json::array();
  for (const SnapshotPage& page : pages) rows.push_back(json_of(page));
  return Json{{"pages", std::move(rows)}}.dump(2) + "\n";
}

}  // namespace jurymast::app
