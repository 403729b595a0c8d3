#include "evidence/gate_case.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/units.hpp"
#include "crypto/digest.hpp"
#include "record/json_line.hpp"
#include "record/timestamp.hpp"

namespace jurymast::evidence {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kMinor = "minor:";

bool is_identifier(std::string_view text) {
  return !text.empty() && text.size() <= record::JsonLine::kIdentifierBytesMax &&
         std::all_of(text.begin(), text.end(), [](char c) { return record::JsonLine::identifier_character(c) == c; });
}

std::vector<std::string> sorted_lines(const GateCase& asked) {
  std::vector<std::string> lines = asked.lines;
  std::sort(lines.begin(), lines.end());
  return lines;
}

/// Writes or reads the members of a case by one list of them, so that none is ever in the one and not in the other.
class Writer {
 public:
  void text(const char* name, const std::string& value) { json_[name] = value; }
  void count(const char* name, std::uint64_t value) { json_[name] = value; }
  void flag(const char* name, bool value) { json_[name] = value; }
  void time(const char* name, WallTime value) { json_[name] = to_rfc3339(value); }
  void span(const char* name, Duration value) { json_[name] = to_text(value); }
  void family(const char* name, Family value) { json_[name] = name_of(value); }
  Json take() { return std::move(json_); }

 private:
  Json json_ = Json::object();
};

class Reader {
 public:
  explicit Reader(const Json& json) : json_(json) {}
  void text(const char* name, std::string& value) {
    if (const Json* const found = find(name, &Json::is_string)) value = found->get<std::string>();
  }
  void count(const char* name, std::uint64_t& value) {
    if (const Json* const found = find(name, &Json::is_number_unsigned)) value = found->get<std::uint64_t>();
  }
  void flag(const char* name, bool& value) {
    if (const Json* const found = find(name, &Json::is_boolean)) value = found->get<bool>();
  }
  void time(const char* name, WallTime& value) { take(name, record::parse_timestamp(text_of(name)), value); }
  void span(const char* name, Duration& value) {
    const auto read = parse_duration(text_of(name));
    take(name, read ? std::optional(*read) : std::nullopt, value);
  }
  void family(const char* name, Family& value) { take(name, family_named(text_of(name)), value); }
  const std::string& wrong() const { return wrong_; }

 private:
  const Json* find(const char* name, bool (Json::*is_kind)() const noexcept) {
    const auto found = json_.is_object() ? json_.find(name) : json_.end();
    if (found != json_.end() && ((*found).*is_kind)()) return &*found;
    complain(name);
    return nullptr;
  }
  std::string text_of(const char* name) {
    std::string value;
    text(name, value);
    return value;
  }
  template <class Value>
  void take(const char* name, const std::optional<Value>& read, Value& value) {
    if (!read) return complain(name);
    value = *read;
  }
  void complain(const char* name) {
    if (wrong_.empty()) wrong_ = name;
  }

  const Json& json_;
  std::string wrong_;
};

template <class Form, class Question>
void describe(Form& form, Question& question) {
  form.time("at", question.at);
  form.text("route", question.subject.route);
  form.text("target", question.subject.target);
  form.family("family", question.subject.family);
  form.text("model", question.subject.model);
  form.text("areas", question.subject.areas);
  form.text("via", question.subject.via);
  form.text("asked_model", question.asked_model);
  form.text("primary", question.primary);
  form.text("environment", question.environment);
  form.text("config_file", question.config_file);
  form.text("rollback_owner", question.rollback_owner);
  form.text("stop_condition", question.stop_condition);
  form.text("pack", question.pack);
  form.text("pack_digest", question.pack_digest);
  form.flag("pack_names_index", question.pack_names_index);
  form.text("advised_family", question.advised_family);
  form.span("evidence_age_max", question.evidence_age_max);
  form.count("attempts_max", question.attempts_max);
  form.count("attempts_per_target_max", question.attempts_per_target_max);
  form.text("ticket", question.ticket);
  form.text("failing_signal", question.failing_signal);
  form.flag("account_specific", question.account_specific);
  form.text("packet", question.packet);
}

template <class Form, class Look>
void describe_log(Form& form, Look& log) {
  form.count("lines", log.lines);
  form.text("root", log.root);
  form.count("findings", log.findings);
}

template <class Form, class Item>
void describe_item(Form& form, Item& item) {
  form.text("name", item.name);
  form.text("owner", item.owner);
  form.flag("blocking", item.blocking);
}

Json rules_json(const GateRules& rules) {
  Json json = Json::object();
  json["version"] = kGateRulesVersion;
  for (const GateRule& rule : kGateRules) json[std::string(rule.name)] = rules.*rule.value;
  return json;
}

Result<GateRules> read_rules(const Json& json) {
  Reader reader(json);
  std::uint64_t version = 0;
  reader.count("version", version);
  GateRules rules;
  for (const GateRule& rule : kGateRules) reader.count(std::string(rule.name).c_str(), rules.*rule.value);
  if (!reader.wrong().empty()) return fail(Code::Invalid, "rules.{} is missing or of another kind", reader.wrong());
  if (version != kGateRulesVersion) {
    return fail(Code::Invalid, "the rules are of version {}, this build judges by version {}; use the build that wrote the report",
                version, kGateRulesVersion);
  }
  return rules;
}

Result<void> read_unresolved(const Json& json, std::vector<UnresolvedItem>& items) {
  if (!json.is_array() || json.size() > kUnresolvedMax) {
    return fail(Code::Invalid, "unresolved is no list of at most {} items", kUnresolvedMax);
  }
  for (const Json& element : json) {
    Reader reader(element);
    describe_item(reader, items.emplace_back());
    if (!reader.wrong().empty()) return fail(Code::Invalid, "unresolved: {} is missing or of another kind", reader.wrong());
  }
  return {};
}

Result<std::vector<std::string>> read_texts(const Json& json, const char* name) {
  if (!json.is_array()) return fail(Code::Invalid, "{} is no list of lines", name);
  std::vector<std::string> texts;
  for (const Json& element : json) {
    if (!element.is_string()) return fail(Code::Invalid, "{} holds something else than text", name);
    texts.push_back(element.get<std::string>());
  }
  return texts;
}

Json log_json(const LogLook& log) {
  Writer writer;
  describe_log(writer, log);
  Json json = writer.take();
  json["named"] = log.named;
  return json;
}

Result<LogLook> read_log(const Json& json) {
  LogLook log;
  Reader reader(json);
  describe_log(reader, log);
  if (!reader.wrong().empty()) return fail(Code::Invalid, "log.{} is missing or of another kind", reader.wrong());
  auto named = read_texts(json.contains("named") ? json.at("named") : Json(), "log.named");
  if (!named) return tl::unexpected(named.error());
  if (named->size() > kLogLookNamedMax) return fail(Code::Invalid, "log.named has more than {} names", kLogLookNamedMax);
  if (named->empty() != (log.findings == 0)) return fail(Code::Invalid, "log.named does not name what was found");
  log.named = *std::move(named);
  return log;
}

}  // namespace

Result<UnresolvedItem> parse_unresolved(std::string_view text) {
  UnresolvedItem item;
  std::string_view rest = text;
  if (rest.starts_with(kMinor)) {
    item.blocking = false;
    rest.remove_prefix(kMinor.size());
  }
  const std::size_t at = rest.find('@');
  item.name = rest.substr(0, at);
  if (at != std::string_view::npos) item.owner = rest.substr(at + 1);
  if (!is_identifier(item.name) || (at != std::string_view::npos && !is_identifier(item.owner))) {
    return fail(Code::Invalid,
                "`{}` names no item: write ITEM or ITEM@OWNER, each at most {} of letters, digits, `.`, `_`, `:`, `/` and `-`",
                text, record::JsonLine::kIdentifierBytesMax);
  }
  return item;
}

record::DigestBytes evidence_digest(const GateCase& asked) {
  std::string all;
  for (const std::string& line : sorted_lines(asked)) all += line + "\n";
  return crypto::sha256(all + log_json(asked.log).dump(-1, ' ', false, Json::error_handler_t::replace));
}

std::string render_case(const GateRules& rules, const GateCase& asked) {
  Writer question;
  describe(question, asked.question);
  Json json = Json::object();
  json["question"] = question.take();
  json["unresolved"] = Json::array();
  for (const UnresolvedItem& item : asked.question.unresolved) {
    Writer writer;
    describe_item(writer, item);
    json["unresolved"].push_back(writer.take());
  }
  json["rules"] = rules_json(rules);
  json["records_left_out"] = asked.lines_left_out;
  json["log"] = log_json(asked.log);
  json["records"] = sorted_lines(asked);
  // A line that is no UTF-8 is shown with U+FFFD in its place; its checksum fails then, as it should.
  return json.dump(1, ' ', false, Json::error_handler_t::replace);
}

Result<ReadCase> read_case(std::string_view text) {
  if (text.size() > kCaseBytesMax) return fail(Code::Invalid, "it is larger than {}", size_to_text(kCaseBytesMax));
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return fail(Code::Invalid, "it is no JSON object");
  ReadCase read;
  const Json nothing;
  const auto member = [&](const char* name) -> const Json& { return json.contains(name) ? json.at(name) : nothing; };
  const auto rules = read_rules(member("rules"));
  if (!rules) return tl::unexpected(rules.error());
  read.rules = *rules;
  Reader question(member("question"));
  describe(question, read.asked.question);
  if (!question.wrong().empty()) return fail(Code::Invalid, "question.{} is missing or of another kind", question.wrong());
  Reader whole(json);
  whole.count("records_left_out", read.asked.lines_left_out);
  if (!whole.wrong().empty()) return fail(Code::Invalid, "{} is missing or of another kind", whole.wrong());
  if (auto taken = read_unresolved(member("unresolved"), read.asked.question.unresolved); !taken)
    return tl::unexpected(taken.error());
  auto lines = read_texts(member("records"), "records");
  if (!lines) return tl::unexpected(lines.error());
  read.asked.lines = *std::move(lines);
  auto log = read_log(member("log"));
  if (!log) return tl::unexpected(log.error());
  read.asked.log = *std::move(log);
  return read;
}

}  // namespace jurymast::evidence
