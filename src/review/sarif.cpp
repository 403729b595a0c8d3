#include "review/sarif.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace jurymast::review {
namespace {

using Json = nlohmann::ordered_json;

/// A file's name as the path of a URI.
std::string uri_of(std::string_view name) {
  std::string uri;
  for (const char c : name) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    const bool plain = letter || std::string_view("-._~/").find(c) != std::string_view::npos;
    uri += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return uri;
}

Json json_of(const SarifRule& rule) {
  const std::string whole = rule.why.empty() ? std::string(rule.what) : fmt::format("{}: {}", rule.what, rule.why);
  return {{"id", rule.id},
          {"shortDescription", {{"text", rule.what}}},
          {"fullDescription", {{"text", whole}}},
          {"help", {{"text", rule.instead}}},
          {"defaultConfiguration", {{"level", name_of(rule.severity)}}}};
}

Json location_of(const SarifResult& result) {
  if (result.file.empty()) return {{"logicalLocations", Json::array({{{"fullyQualifiedName", result.subject}}})}};
  const Json region{{"startLine", result.place.line}, {"startColumn", result.place.column}};
  return {{"physicalLocation", {{"artifactLocation", {{"uri", uri_of(result.file)}}}, {"region", region}}}};
}

Json json_of(const SarifResult& result, const SarifRule& rule) {
  return {{"ruleId", rule.id},
          {"ruleIndex", result.rule},
          {"level", name_of(rule.severity)},
          {"message", {{"text", result.message}}},
          {"locations", Json::array({location_of(result)})}};
}

}  // namespace

std::string sarif_text(std::string_view tool, std::string_view version, const std::vector<SarifRule>& rules,
                       const std::vector<SarifResult>& results) {
  Json told = Json::array();
  for (const SarifRule& rule : rules) told.push_back(json_of(rule));
  Json found = Json::array();
  for (const SarifResult& result : results) found.push_back(json_of(result, rules[result.rule]));
  const Json driver{{"name", tool}, {"version", version}, {"rules", std::move(told)}};
  const Json run{{"tool", {{"driver", driver}}}, {"columnKind", "unicodeCodePoints"}, {"results", std::move(found)}};
  const Json whole{
      {"$schema", "https://json.schemastore.org/sarif-2.1.0.json"}, {"version", "2.1.0"}, {"runs", Json::array({run})}};
  return whole.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace jurymast::review
