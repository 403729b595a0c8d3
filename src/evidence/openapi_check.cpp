#include "evidence/openapi_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>
#include <optional>

#include "evidence/contract_members.hpp"
#include "evidence/openapi_schema.hpp"

namespace jurymast::evidence {
namespace {

using Json = nlohmann::json;

constexpr const char* kJsonContent = "application/json";
constexpr const char* kStreamContent = "text/event-stream";

/// How deep brackets stand within each other, outside of texts.
std::size_t nesting_of(std::string_view text) {
  std::size_t deepest = 0;
  std::size_t depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted && c == '\\') ++i;
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '{' || c == '[') deepest = std::max(deepest, ++depth);
    if ((c == '}' || c == ']') && depth > 0) --depth;
  }
  return deepest;
}

Result<Json> read_document(std::string_view text) {
  if (text.size() > kOpenapiBytesMax) return fail(Code::Invalid, "the document has more than {} bytes", kOpenapiBytesMax);
  if (nesting_of(text) > kOpenapiNestingMax) {
    return fail(Code::Invalid, "the document is nested more than {} deep", kOpenapiNestingMax);
  }
  Json document = Json::parse(text, nullptr, false);
  if (!document.is_object())
    return fail(Code::Invalid, "the document is no JSON object; a YAML document has to be turned into JSON");
  const auto version = document.find("openapi");
  if (version == document.end() || !version->is_string() || !version->get_ref<const std::string&>().starts_with("3.")) {
    return fail(Code::Invalid, "the document does not say `\"openapi\": \"3.…\"`, so it is no OpenAPI document of version 3");
  }
  if (!document.contains("paths") || !document.at("paths").is_object()) {
    return fail(Code::Invalid, "the document has no `paths`");
  }
  return document;
}

/// Holds what a document says of one family against the pack.
class FamilyCheck {
 public:
  FamilyCheck(const Json& document, const FamilyContract& contract)
      : document_(document), schemas_(document), contract_(contract) {}

  DescribedFamily take() && {
    if (const Json* const operation = operation_of()) {
      check_key(*operation);
      check_request(*operation);
      check_answers(*operation);
    }
    return {contract_.family, std::move(findings_).take(), std::move(unknown_)};
  }

 private:
  /// A member of an object, with its reference followed; null where there is none.
  const Json* at(const Json& object, const std::string& name) const {
    if (!object.is_object() || !object.contains(name)) return nullptr;
    const Json* const found = schemas_.resolve(object.at(name));
    return found != nullptr && found->is_object() ? found : nullptr;
  }

  const Json* schema_in(const Json& body, const char* type) const {
    const Json* const content = at(body, "content");
    const Json* const media = content == nullptr ? nullptr : at(*content, type);
    return media == nullptr ? nullptr : at(*media, "schema");
  }

  /// The shortest path that ends as the pack's does, since whatever stands before it belongs to the address; empty: none.
  std::string path_in(const Json& paths) const {
    std::string found;
    for (const auto& [path, item] : paths.items()) {
      if (path.ends_with(contract_.path) && (found.empty() || path.size() < found.size())) found = path;
    }
    return found;
  }

  const Json* operation_of() {
    const Json& paths = document_.at("paths");
    const std::string path = path_in(paths);
    if (path.empty()) {
      findings_.add(Deviation::DocumentPathMissing, "/paths", fmt::format("no path ends with {}", contract_.path));
      return nullptr;
    }
    std::string method = contract_.method;
    std::transform(method.begin(), method.end(), method.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const Json* const item = at(paths, path);
    const Json* const operation = item == nullptr ? nullptr : at(*item, method);
    if (operation == nullptr) {
      findings_.add(Deviation::DocumentMethodMissing, contract_.path, fmt::format("the path has no {}", contract_.method));
    }
    return operation;
  }

  void check_key(const Json& operation) {
    const Json& says = operation.contains("security") ? operation : document_;
    if (!says.contains("security") || !says.at("security").is_array()) return add_unknown("how a key is sent");
    bool told = false;
    for (const Json& requirement : says.at("security")) {
      for (const auto& [name, scopes] : requirement.items()) {
        const auto scheme = scheme_of(name);
        if (!scheme) continue;
        if (*scheme == contract_.auth_scheme) return;
        told = true;
      }
      if (requirement.is_object() && requirement.empty() && contract_.auth_scheme == record::AuthScheme::None) return;
    }
    if (!told) return add_unknown("how a key is sent");
    findings_.add(Deviation::DocumentKeyDiffers, "/security");
  }

  std::optional<record::AuthScheme> scheme_of(const std::string& name) const {
    const Json* const components = at(document_, "components");
    const Json* const schemes = components == nullptr ? nullptr : at(*components, "securitySchemes");
    const Json* const scheme = schemes == nullptr ? nullptr : at(*schemes, name);
    if (scheme == nullptr) return std::nullopt;
    const std::string_view type = text_of(*scheme, "type");
    if (type == "apiKey") return record::AuthScheme::ApiKey;
    const bool bearer = type == "http" && text_of(*scheme, "scheme") == "bearer";
    return bearer ? std::optional(record::AuthScheme::Bearer) : std::nullopt;
  }

  void check_request(const Json& operation) {
    const Json* const body = at(operation, "requestBody");
    const Json* const schema = body == nullptr ? nullptr : schema_in(*body, kJsonContent);
    if (schema == nullptr) return add_unknown("the members of a request");
    for (const std::string& name : contract_.request_required) {
      const Described said = schemas_.member(*schema, "/" + name);
      if (said == Described::Unknown) add_unknown(fmt::format("whether a request has /{}", name));
      if (said == Described::Absent) {
        findings_.add(Deviation::DocumentRequestDiffers, "/" + name, "the document describes no such member of a request");
      } else if (said == Described::Optional) {
        findings_.add(Deviation::DocumentRequestDiffers, "/" + name, "the document does not require it");
      }
    }
    check_further_members(*schema);
    const auto parts = schema->find("allOf");
    if (parts == schema->end() || !parts->is_array()) return;
    for (const Json& part : *parts) {
      const Json* const further = schemas_.resolve(part);
      if (further != nullptr && further->is_object()) check_further_members(*further);
    }
  }

  /// What the document requires at the top of a request and the pack does not know of.
  void check_further_members(const Json& schema) {
    if (!schema.contains("required") || !schema.at("required").is_array()) return;
    const auto& known = contract_.request_required;
    for (const Json& name : schema.at("required")) {
      if (!name.is_string()) continue;
      const auto& text = name.get_ref<const std::string&>();
      if (std::find(known.begin(), known.end(), text) != known.end()) continue;
      findings_.add(Deviation::DocumentRequestDiffers, "/" + text, "the document requires it, and the pack does not");
    }
  }

  void check_answers(const Json& operation) {
    const Json* const responses = at(operation, "responses");
    if (responses == nullptr) return add_unknown("the answers");
    bool good = false;
    bool bad = false;
    for (const auto& [status, ignored] : responses->items()) {
      const Json* const response = at(*responses, status);
      if (response == nullptr) continue;
      if (status.starts_with('2')) {
        good = check_good(*response) || good;
      } else if (status.starts_with('4') || status.starts_with('5') || status == "default") {
        bad = check_bad(*response, status) || bad;
      }
    }
    if (!good) add_unknown("the members of an answer");
    if (!bad) add_unknown("the form of an error");
  }

  bool check_good(const Json& response) {
    if (!contract_.frames.empty() && schema_in(response, kStreamContent) == nullptr) add_unknown("the events of a stream");
    const Json* const schema = schema_in(response, kJsonContent);
    if (schema == nullptr) return false;
    if (schemas_.allows(*schema, "object", contract_.object) == Described::Absent) {
      findings_.add(Deviation::DocumentObjectDiffers, "/object", fmt::format("it is not `{}`", contract_.object));
    }
    for (const std::string& pointer : contract_.required) {
      const Described said = schemas_.member(*schema, pointer);
      if (said == Described::Unknown) add_unknown(fmt::format("whether an answer has {}", pointer));
      if (said == Described::Absent) findings_.add(Deviation::DocumentMemberMissing, pointer);
      if (said == Described::Optional) findings_.add(Deviation::DocumentMemberOptional, pointer);
    }
    return true;
  }

  bool check_bad(const Json& response, const std::string& status) {
    const Json* const schema = schema_in(response, kJsonContent);
    if (schema == nullptr) return false;
    bool told = false;
    for (const std::string& pointer : contract_.error_members) {
      const Described said = schemas_.member(*schema, pointer);
      told = told || said != Described::Unknown;
      if (said == Described::Absent) {
        findings_.add(Deviation::DocumentErrorDiffers, pointer, fmt::format("the answer to {} has no such member", status));
      }
    }
    return told;
  }

  void add_unknown(std::string what) {
    std::string sentence = fmt::format("the document does not tell {}", what);
    if (std::find(unknown_.begin(), unknown_.end(), sentence) == unknown_.end()) unknown_.push_back(std::move(sentence));
  }

  const Json& document_;
  OpenapiSchemas schemas_;
  const FamilyContract& contract_;
  ContractFindings findings_;
  std::vector<std::string> unknown_;
};

}  // namespace

Result<std::vector<DescribedFamily>> check_openapi(const ContractPack& pack, std::string_view text) {
  const auto document = read_document(text);
  if (!document) return tl::unexpected(document.error());
  std::vector<DescribedFamily> families;
  for (const FamilyContract& contract : pack.families) families.push_back(FamilyCheck(*document, contract).take());
  return families;
}

}  // namespace jurymast::evidence
