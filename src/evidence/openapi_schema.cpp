#include "evidence/openapi_schema.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

namespace jurymast::evidence {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kLocal = "#";
constexpr std::string_view kEveryPosition = "*";

const Json* list_in(const Json& schema, const char* name) {
  const auto found = schema.find(name);
  return found != schema.end() && found->is_array() && !found->empty() ? &*found : nullptr;
}

bool lists(const Json& schema, const char* name, std::string_view text) {
  const Json* const list = list_in(schema, name);
  return list != nullptr && std::any_of(list->begin(), list->end(), [&](const Json& one) { return one == text; });
}

/// Of parts that all hold: the strongest thing that one of them says.
Described strongest(Described a, Described b) {
  if (a == Described::Required || b == Described::Required) return Described::Required;
  if (a == Described::Optional || b == Described::Optional) return Described::Optional;
  return a == Described::Unknown || b == Described::Unknown ? Described::Unknown : Described::Absent;
}

/// Of alternatives: a promise only where all of them make it.
Described weakest(Described a, Described b) {
  if (a == b) return a;
  if (a == Described::Unknown || b == Described::Unknown) return Described::Unknown;
  return Described::Optional;
}

std::vector<std::string_view> tokens_of(std::string_view pointer) {
  std::vector<std::string_view> tokens;
  while (!pointer.empty()) {
    pointer.remove_prefix(1);
    const std::size_t end = std::min(pointer.find('/'), pointer.size());
    tokens.push_back(pointer.substr(0, end));
    pointer.remove_prefix(end);
  }
  return tokens;
}

bool is_pointer(std::string_view text) {
  if (!text.starts_with('/')) return false;
  for (std::size_t at = text.find('~'); at != std::string_view::npos; at = text.find('~', at + 1)) {
    if (at + 1 >= text.size() || (text[at + 1] != '0' && text[at + 1] != '1')) return false;
  }
  return true;
}

/// One walk from a schema to a member.
class Walk {
 public:
  Walk(const OpenapiSchemas& schemas, std::vector<std::string_view> tokens) : schemas_(schemas), tokens_(std::move(tokens)) {}

  /// What the schema says of the member that is left from the token of that position on.
  Described look(const Json& unresolved, std::size_t at, std::size_t depth) {
    if (at == tokens_.size()) return Described::Required;
    const Json* const schema = schemas_.resolve(unresolved);
    if (schema == nullptr || !schema->is_object() || depth >= kSchemaDepthMax || ++steps_ > kSchemaStepsMax) {
      return Described::Unknown;
    }
    Described found = of_itself(*schema, at, depth);
    if (const Json* const parts = list_in(*schema, "allOf")) {
      for (const Json& part : *parts) found = strongest(found, look(part, at, depth + 1));
    }
    for (const char* const name : {"oneOf", "anyOf"}) {
      const Json* const alternatives = list_in(*schema, name);
      if (alternatives != nullptr) found = strongest(found, of_alternatives(*alternatives, at, depth));
    }
    // What a part describes may be promised beside it.
    const bool last = at + 1 == tokens_.size();
    const bool promised = last && found == Described::Optional && lists(*schema, "required", tokens_[at]);
    return promised ? Described::Required : found;
  }

 private:
  static bool is_null(const Json& schema) { return schema.is_object() && schema.contains("type") && schema.at("type") == "null"; }

  Described of_alternatives(const Json& alternatives, std::size_t at, std::size_t depth) {
    std::optional<Described> found;
    for (const Json& one : alternatives) {
      if (is_null(one)) continue;
      const Described said = look(one, at, depth + 1);
      found = found ? weakest(*found, said) : said;
    }
    return found.value_or(Described::Unknown);
  }

  Described of_itself(const Json& schema, std::size_t at, std::size_t depth) {
    if (tokens_[at] == kEveryPosition) {
      if (!schema.contains("items")) return said_nothing(schema);
      return look(schema.at("items"), at + 1, depth + 1);
    }
    const auto properties = schema.find("properties");
    if (properties == schema.end() || !properties->is_object()) return said_nothing(schema);
    const std::string name(tokens_[at]);
    const auto member = properties->find(name);
    if (member == properties->end()) return Described::Absent;
    const Described further = look(*member, at + 1, depth + 1);
    const bool promised = lists(schema, "required", name);
    return further == Described::Required && !promised ? Described::Optional : further;
  }

  /// A schema that leaves everything open says nothing; one that consists of others says it through them.
  static Described said_nothing(const Json& schema) {
    const bool consists = schema.contains("allOf") || schema.contains("oneOf") || schema.contains("anyOf");
    return consists ? Described::Absent : Described::Unknown;
  }

  const OpenapiSchemas& schemas_;
  std::vector<std::string_view> tokens_;
  std::size_t steps_ = 0;
};

}  // namespace

const Json* OpenapiSchemas::resolve(const Json& value) const {
  const Json* found = &value;
  for (std::size_t i = 0; i < kSchemaDepthMax; ++i) {
    const auto reference = found->is_object() ? found->find("$ref") : found->end();
    if (!found->is_object() || reference == found->end()) return found;
    if (!reference->is_string()) return nullptr;
    const auto& text = reference->get_ref<const std::string&>();
    if (!text.starts_with(kLocal)) return nullptr;
    const std::string place = text.substr(kLocal.size());
    // What is no pointer would be told by an exception.
    if (!is_pointer(place)) return nullptr;
    const Json::json_pointer pointer(place);
    if (!document_.contains(pointer)) return nullptr;
    found = &document_.at(pointer);
  }
  return nullptr;
}

Described OpenapiSchemas::member(const Json& schema, std::string_view pointer) const {
  return Walk(*this, tokens_of(pointer)).look(schema, 0, 0);
}

Described OpenapiSchemas::allows(const Json& schema, const std::string& member, const std::string& text) const {
  const Json* const object = resolve(schema);
  if (object == nullptr || !object->is_object()) return Described::Unknown;
  const Json::json_pointer place("/properties/" + member);
  const Json* const described = object->contains(place) ? resolve(object->at(place)) : nullptr;
  if (described == nullptr || !described->is_object()) return Described::Unknown;
  if (described->contains("const")) return described->at("const") == text ? Described::Required : Described::Absent;
  if (list_in(*described, "enum") == nullptr) return Described::Unknown;
  return lists(*described, "enum", text) ? Described::Required : Described::Absent;
}

}  // namespace jurymast::evidence
