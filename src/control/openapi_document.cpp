#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <set>

#include "control/admin_endpoint.hpp"

namespace jurymast::control {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kOneMore = "/*";
constexpr const char* kTextContent = "text/plain";

/// `/rollouts/{route}`
std::string described_path(const AdminEndpoint& endpoint) {
  if (!endpoint.path.ends_with(kOneMore)) return std::string(endpoint.path);
  return fmt::format("{}/{{{}}}", endpoint.path.substr(0, endpoint.path.size() - kOneMore.size()), endpoint.segment);
}

Json error_schema() {
  const ApiType said = object_of({{"message", a_text(), "what is wrong and what to do"},
                                  {"type", a_text()},
                                  {"param", or_null(a_text())},
                                  {"code", a_text(), "stable, for programs"},
                                  optional("retry_after_s", a_whole())});
  return schema_of(object_of({{"error", said}}));
}

Json content(std::string_view type, Json schema) { return {{type, {{"schema", std::move(schema)}}}}; }

Json refusal(std::string_view says) {
  return {{"description", says}, {"content", content(kJsonContent, {{"$ref", "#/components/schemas/Error"}})}};
}

std::string_view words_for(int status) {
  switch (status) {
    case 401:
      return "no token, or none that is known";
    case 403:
      return "a token whose role is not enough, or a request of a browser from elsewhere";
    case 404:
      return "there is no such thing";
    case 409:
      return "what stands now is against it";
    case 422:
      return "what was asked breaks a rule";
    case 429:
      return "too many; ask again later";
    default:
      return "not now";
  }
}

Json responses(const AdminEndpoint& endpoint) {
  const bool json = endpoint.content_type == kJsonContent;
  const Json schema = json ? schema_of(endpoint.answered) : schema_of(a_text());
  Json all{{"200", {{"description", "done"}, {"content", content(endpoint.content_type, schema)}}}};
  std::set<int> refusals(endpoint.refusals.begin(), endpoint.refusals.end());
  refusals.insert(403);
  if (endpoint.role != Role::Anyone) refusals.insert({401, 429});
  for (const int status : refusals) {
    // A balancer asks for a status and reads no more.
    const bool plain = endpoint.content_type == kTextContent && endpoint.role == Role::Anyone && status != 403;
    all[std::to_string(status)] =
        plain ? Json{{"description", words_for(status)}, {"content", content(kTextContent, schema)}} : refusal(words_for(status));
  }
  return all;
}

Json parameters(const AdminEndpoint& endpoint) {
  Json list = Json::array();
  if (!endpoint.segment.empty()) {
    list.push_back({{"name", endpoint.segment}, {"in", "path"}, {"required", true}, {"schema", schema_of(a_text())}});
  }
  for (const ApiMember& one : endpoint.query) {
    list.push_back({{"name", one.name},
                    {"in", "query"},
                    {"description", one.meaning},
                    {"required", one.always},
                    {"schema", schema_of(one.type)}});
  }
  return list;
}

Json operation(const AdminEndpoint& endpoint) {
  Json told{{"summary", endpoint.summary}, {"x-jurymast-role", name_of(endpoint.role)}};
  if (endpoint.role == Role::Anyone) told["security"] = Json::array();
  if (Json list = parameters(endpoint); !list.empty()) told["parameters"] = std::move(list);
  if (endpoint.asked) told["requestBody"] = {{"required", true}, {"content", content(kJsonContent, schema_of(*endpoint.asked))}};
  told["responses"] = responses(endpoint);
  return told;
}

std::string lower(std::string_view method) {
  std::string word(method);
  for (char& c : word) c = static_cast<char>(c - 'A' + 'a');
  return word;
}

}  // namespace

std::string openapi_document(const AdminEndpoints& endpoints) {
  Json paths = Json::object();
  for (const AdminEndpoint& endpoint : endpoints) paths[described_path(endpoint)][lower(endpoint.method)] = operation(endpoint);
  const Json scheme{{"type", "http"}, {"scheme", "bearer"}, {"description", "`jurymast token create` makes one, with a role"}};
  const Json document{{"openapi", "3.1.0"},
                      {"info", {{"title", "Jurymast admin API"}, {"version", kAdminApiVersion}}},
                      {"security", Json::array({Json{{"token", Json::array()}}})},
                      {"paths", std::move(paths)},
                      {"components", {{"securitySchemes", {{"token", scheme}}}, {"schemas", {{"Error", error_schema()}}}}}};
  return document.dump(2) + "\n";
}

}  // namespace jurymast::control
