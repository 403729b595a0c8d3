#include "record/redaction.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "record/line.hpp"
#include "record/operation.hpp"
#include "record/pattern_scrub.hpp"

namespace jurymast::record {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kDepthMax = 16;
constexpr std::string_view kKindHead = R"({"v":1,"kind":")";
constexpr std::array<std::string_view, 6> kKindsOfPeople{"note", "handoff", "probe", "gate", "alert", "incident"};

std::string_view kind_of(std::string_view record) {
  if (!record.starts_with(kKindHead)) return {};
  const std::string_view rest = record.substr(kKindHead.size());
  return rest.substr(0, std::min(rest.find('"'), rest.size()));
}

bool holds_texts_of_people(std::string_view record) {
  return std::find(kKindsOfPeople.begin(), kKindsOfPeople.end(), kind_of(record)) != kKindsOfPeople.end();
}

/// A member's name as a part of a JSON pointer (RFC 6901).
std::string pointer_part(std::string_view name) {
  std::string part = "/";
  for (const char c : name) {
    if (c == '~' || c == '/') {
      part += c == '~' ? "~0" : "~1";
    } else {
      part += c;
    }
  }
  return part;
}

/// Goes through a record's values and masks them in place.
class Masking {
 public:
  Masking(const KnownSecrets& known, bool free_text) : known_(known), free_text_(free_text) {
    result_.status = free_text ? RedactionStatus::Masked : RedactionStatus::Quarantined;
  }

  void walk(Json& value, const std::string& pointer, std::size_t depth) {
    if (depth > kDepthMax) {
      result_.erased = true;
    } else if (value.is_string()) {
      mask(value.get_ref<std::string&>(), pointer);
    } else if (value.is_object()) {
      for (const auto& [name, member] : value.items()) {
        look_at_name(name);
        walk(member, pointer + pointer_part(name), depth + 1);
      }
    } else if (value.is_array()) {
      for (std::size_t i = 0; i < value.size(); ++i) walk(value[i], pointer + "/" + std::to_string(i), depth + 1);
    }
  }
  Redaction& result() { return result_; }

 private:
  /// A name, or a place put together from names, would tell in `redaction` what was taken out elsewhere.
  void look_at_name(std::string_view name) {
    const auto spans = free_text_ ? find_secrets(name) : std::vector<SecretSpan>();
    const bool known = known_.found_in(name);
    if (!known && spans.empty()) return;
    result_.erased = true;
    ++result_.hits[std::string(known ? kKnownSecretRule : name_of(spans.front().rule))];
  }

  void mask(std::string& text, const std::string& pointer) {
    if (!(free_text_ ? mask_parts(text) : mask_whole(text))) return;
    look_at_name(pointer);
    if (result_.masked.size() < Redaction::kPointersMax) {
      result_.masked.push_back(pointer);
    } else {
      ++result_.more;
    }
  }

  bool mask_whole(std::string& text) {
    if (!known_.found_in(text)) return false;
    text = mark_of(kKnownSecretRule);
    ++result_.hits[std::string(kKnownSecretRule)];
    return true;
  }

  bool mask_parts(std::string& text) {
    const auto masked = known_.masked(text);
    if (masked) {
      text = *masked;
      ++result_.hits[std::string(kKnownSecretRule)];
    }
    const auto spans = find_secrets(text);
    for (const SecretSpan& span : spans) ++result_.hits[std::string(name_of(span.rule))];
    if (!spans.empty()) text = scrub(text);
    return masked.has_value() || !spans.empty();
  }

  const KnownSecrets& known_;
  bool free_text_;
  Redaction result_;
};

Json block_of(const Redaction& redaction) {
  Json block{{"status", name_of(redaction.status)}};
  if (redaction.erased) {
    block["erased"] = Json::array({""});
  } else {
    block["masked"] = redaction.masked;
  }
  if (redaction.more > 0 && !redaction.erased) block["more"] = redaction.more;
  block["hits"] = redaction.hits;
  return block;
}

std::string dumped(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

std::string erased(std::string_view record, const Redaction& redaction) {
  Json left{{"v", 1}, {"kind", kind_of(record)}};
  if (const auto id = operation_id_of(record)) left["id"] = id->to_string();
  left["redaction"] = block_of(redaction);
  return dumped(left);
}

}  // namespace

std::optional<RedactedRecord> redact(std::string_view record, const KnownSecrets& known) {
  const bool free_text = holds_texts_of_people(record);
  if (!free_text && !known.found_in(record)) return std::nullopt;
  Masking masking(known, free_text);
  Json json = Json::parse(record, nullptr, false);
  Redaction& redaction = masking.result();
  if (json.is_object()) {
    masking.walk(json, "", 0);
  } else {
    redaction.erased = true;
  }
  if (!redaction.erased && redaction.masked.empty()) {
    // The digits of a number are no secret; but of a member that stands twice only one was looked at.
    if (!known.found_in(record) || dumped(json) == record) return std::nullopt;
    redaction.erased = true;
    ++redaction.hits[std::string(kKnownSecretRule)];
  }
  if (!redaction.erased) {
    json["redaction"] = block_of(redaction);
    std::string text = dumped(json);
    // A member that stands twice may have become another one's value.
    if (text.size() <= kRecordBytesMax && is_record(text)) return RedactedRecord{std::move(text), std::move(redaction)};
    redaction.erased = true;
  }
  std::string text = erased(record, redaction);
  return RedactedRecord{std::move(text), std::move(redaction)};
}

}  // namespace jurymast::record
