#include <array>

#include "mock/json_text.hpp"
#include "mock/rules.hpp"

namespace jurymast::mock {
namespace {

tl::unexpected<Error> wrong(std::string_view member, std::string_view accepted) {
  return fail(Code::Invalid, "`{}` takes {}", member, accepted);
}

/// The value as the text that set_fault_member takes; numbers and booleans keep their spelling.
std::string spelled(const Json& value) { return value.is_string() ? value.get<std::string>() : printed(value); }

Result<void> set_headers(Fault& fault, const Json& headers) {
  if (!headers.is_object()) return wrong("headers", "an object of names and values");
  for (const auto& [name, value] : headers.items()) {
    if (auto set = set_fault_member(fault, "header", name + ": " + spelled(value)); !set) return set;
  }
  return {};
}

Result<void> set_member(Fault& fault, const std::string& name, const Json& value) {
  if (value.is_null()) return {};
  if (name == "headers") return set_headers(fault, value);
  if (!value.is_array()) return set_fault_member(fault, name, spelled(value));
  for (const Json& entry : value) {
    if (auto set = set_fault_member(fault, name, spelled(entry)); !set) return set;
  }
  return {};
}

Result<Fault> read_fault(const Json& json) {
  if (json.is_string()) return parse_fault(json.get<std::string>());
  if (!json.is_object()) return wrong("fault", "a text or an object");
  Fault fault;
  for (const auto& [name, value] : json.items()) {
    if (auto set = set_member(fault, name, value); !set) return tl::unexpected<Error>(set.error());
  }
  return fault;
}

Result<void> read_family(const Json& value, FaultRule& rule) {
  rule.family = value.is_string() ? family_named(value.get<std::string>()) : std::nullopt;
  if (!rule.family) return wrong("family", "chat_completions or responses");
  return {};
}

Result<void> read_text(const Json& value, std::string& into, std::string_view member) {
  if (!value.is_string()) return wrong(member, "a pattern");
  into = value.get<std::string>();
  return {};
}

Result<std::uint64_t> read_count(const Json& value, std::string_view member) {
  if (!value.is_number_unsigned()) return wrong(member, "a number that is not negative");
  return value.get<std::uint64_t>();
}

Result<void> read_counts(const std::string& name, const Json& value, FaultRule& rule) {
  const auto count = read_count(value, name);
  if (!count) return tl::unexpected<Error>(count.error());
  if (*count > kFaultCountMax) return wrong(name, fmt::format("at most {}", kFaultCountMax));
  if (name == "skip") rule.skip = *count;
  if (name == "for_next") rule.for_next = *count;
  if (name == "for_ms") rule.for_time = std::chrono::milliseconds(*count);
  return {};
}

Result<void> read_rule_member(const std::string& name, const Json& value, FaultRule& rule) {
  if (name == "model") return read_text(value, rule.model, name);
  if (name == "path") return read_text(value, rule.path, name);
  if (name == "family") return read_family(value, rule);
  if (name == "skip" || name == "for_next" || name == "for_ms") return read_counts(name, value, rule);
  if (name == "stream") {
    if (!value.is_boolean()) return wrong(name, "true or false");
    rule.stream = value.get<bool>();
    return {};
  }
  if (name != "fault") return fail(Code::Invalid, "unknown member `{}`", name);
  auto fault = read_fault(value);
  if (!fault) return tl::unexpected<Error>(fault.error());
  rule.fault = std::move(*fault);
  return {};
}

Result<FaultRule> read_rule(const Json& json) {
  if (!json.is_object() || !json.contains("fault")) return fail(Code::Invalid, "a rule is an object with a `fault`");
  FaultRule rule;
  for (const auto& [name, value] : json.items()) {
    if (auto read = read_rule_member(name, value, rule); !read) return tl::unexpected<Error>(read.error());
  }
  if (rule.fault.early && rule.model != "*") return wrong("early", "no model: it answers before the body is read");
  return rule;
}

Json fault_json(const Fault& fault) {
  Json json = Json::object();
  for (const auto& [name, value] : fault_members(fault)) {
    if (name == "header" || name == "omit") {
      json[name].push_back(value);
    } else {
      json[name] = value;
    }
  }
  return json;
}

}  // namespace

Result<std::vector<FaultRule>> read_rules(std::string_view text) {
  const auto json = read_json(text);
  if (!json) return tl::unexpected<Error>(json.error());
  if (!json->is_object() || json->size() != 1 || !json->contains("rules") || !json->at("rules").is_array()) {
    return fail(Code::Invalid, "expected one object with one member: {{\"rules\":[…]}}");
  }
  const Json& list = json->at("rules");
  if (list.size() > kRulesMax) return fail(Code::Exhausted, "{} rules; at most {} are taken", list.size(), kRulesMax);
  std::vector<FaultRule> rules;
  for (const Json& entry : list) {
    auto rule = read_rule(entry);
    if (!rule) return fail(Code::Invalid, "rules[{}]: {}", rules.size(), rule.error().message);
    rules.push_back(std::move(*rule));
  }
  return rules;
}

std::string write_rules(const std::vector<FaultRule>& rules) {
  Json list = Json::array();
  for (const FaultRule& rule : rules) {
    Json json{{"model", rule.model}};
    if (!rule.path.empty()) json["path"] = rule.path;
    if (rule.family) json["family"] = name_of(*rule.family);
    if (rule.stream) json["stream"] = *rule.stream;
    if (rule.skip != 0) json["skip"] = rule.skip;
    if (rule.for_next) json["for_next"] = *rule.for_next;
    if (rule.for_time) json["for_ms"] = to_ms(*rule.for_time);
    json["fault"] = fault_json(rule.fault);
    list.push_back(std::move(json));
  }
  return printed(Json{{"rules", std::move(list)}});
}

}  // namespace jurymast::mock
