#include "config/contract_settings.hpp"

#include <algorithm>
#include <chrono>

#include "config/text_forms.hpp"
#include "record/plain_text.hpp"

namespace jurymast::config {
namespace {

using evidence::ContractDetail;
using evidence::ContractPack;
using evidence::ContractSource;
using evidence::FamilyContract;
using evidence::ModelAdvice;

constexpr std::int64_t kListMax = static_cast<std::int64_t>(evidence::kPackListMax);
constexpr std::int64_t kTopicsMax = static_cast<std::int64_t>(evidence::kTopicNames.size());
constexpr std::size_t kSourceIdBytesMax = 64;
constexpr std::size_t kDateBytes = 10;

bool is_source_id(std::string_view text) {
  constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyz0123456789_-";
  return !text.empty() && text.size() <= kSourceIdBytesMax && text.find_first_not_of(kAllowed) == std::string_view::npos;
}

bool is_page(std::string_view text) {
  const auto link = record::Link::make(text);
  return link && link->text() == text;
}

bool is_line(std::string_view text) {
  return text.size() <= evidence::kPackTextBytesMax &&
         std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

bool is_sentence(std::string_view text) { return !text.empty() && is_line(text); }

bool is_topic(std::string_view text) {
  return std::find(evidence::kTopicNames.begin(), evidence::kTopicNames.end(), text) != evidence::kTopicNames.end();
}

/// `digits` of the text at `at` as a number; nothing where another character stands there.
std::optional<int> number_at(std::string_view text, std::size_t at, std::size_t digits) {
  int number = 0;
  for (const char c : text.substr(at, digits)) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return number;
}

bool is_date(std::string_view text) {
  if (text.size() != kDateBytes || text[4] != '-' || text[7] != '-') return false;
  const auto year = number_at(text, 0, 4);
  const auto month = number_at(text, 5, 2);
  const auto day = number_at(text, 8, 2);
  if (!year || !month || !day) return false;
  const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  return date.ok();
}

bool is_api_path(std::string_view text) {
  return text.starts_with('/') && is_line(text) && text.find(' ') == std::string_view::npos;
}

const TextForm kPage{is_page,
                     "an address such as \"https://docs.example/api/chat\", without query and fragment, of at most 200 bytes"};
const TextForm kLine{is_line, "one line of at most 500 bytes"};
const TextForm kSentence{is_sentence, "one line of 1 to 500 bytes"};
const TextForm kTopic{
    is_topic,
    "one of: chat_completions, responses, endpoint_family, authentication, request_body, response_evidence, retry, "
    "escalation, discovery"};
bool is_date_or_unknown(std::string_view text) { return text == evidence::kDayUnknown || is_date(text); }

const TextForm kDate{is_date_or_unknown, "a day such as \"2026-07-02\", or \"unknown\""};
const TextForm kApiPath{is_api_path, "a path such as \"/v1/chat/completions\""};
const TextForm kMethod{[](std::string_view text) { return text == "POST" || text == "GET"; }, "\"POST\" or \"GET\""};

/// A list of names or pointers of the documentation.
constexpr SettingFacts list_of(std::string_view key, std::string_view description, const TextForm& form) {
  return {.key = key, .kind = Kind::TextList, .description = description, .maximum = kListMax, .form = &form, .unset = "[]"};
}
constexpr SettingFacts needed(std::string_view key, std::string_view description, const TextForm& form) {
  return {.key = key, .description = description, .required = true, .form = &form};
}
constexpr SettingFacts topics(std::string_view description) {
  return {.key = "supports",
          .kind = Kind::TextList,
          .description = description,
          .required = true,
          .minimum = 1,
          .maximum = kTopicsMax,
          .form = &kTopic};
}
constexpr SettingFacts family_word() {
  return {.key = "family",
          .kind = Kind::Choice,
          .description = "The family that the documentation points it to.",
          .required = true,
          .allowed = kFamilyNames};
}

constexpr std::array kPackRows = std::to_array<Setting<ContractPack>>({
    {needed("name", "What records call it.", kIdentifier), [](ContractPack& p) -> Field { return &p.name; }},
    {needed("title", "Whose contract it is, in a line.", kSentence), [](ContractPack& p) -> Field { return &p.title; }},
    {{.key = "index", .description = "The source that is the documentation's map.", .form = &kSourceId, .unset = "none"},
     [](ContractPack& p) -> Field { return &p.index; }},
});

constexpr std::array kFamilyRows = std::to_array<Setting<FamilyContract>>({
    {needed("source", "The page that documents the family.", kSourceId), [](FamilyContract& f) -> Field { return &f.source; }},
    {{.key = "method", .description = "The documented method.", .form = &kMethod},
     [](FamilyContract& f) -> Field { return &f.method; }},
    {needed("path", "How the documented path ends.", kApiPath), [](FamilyContract& f) -> Field { return &f.path; }},
    {{.key = "auth",
      .kind = Kind::Choice,
      .description = "How the key is sent.",
      .required = true,
      .allowed = record::kAuthSchemeNames},
     [](FamilyContract& f) -> Field { return choice(f.auth_scheme); }},
    {list_of("request.required", "Members of the body that are required.", kSentence),
     [](FamilyContract& f) -> Field { return &f.request_required; }},
    {needed("response.object", "The answer's object type.", kSentence), [](FamilyContract& f) -> Field { return &f.object; }},
    {list_of("response.required", "Members that every answer has.", kJsonPointer),
     [](FamilyContract& f) -> Field { return &f.required; }},
    {list_of("response.optional", "Members that an answer may have.", kJsonPointer),
     [](FamilyContract& f) -> Field { return &f.optional; }},
    {list_of("stream.frames", "Kinds of a stream's events.", kLine), [](FamilyContract& f) -> Field { return &f.frames; }},
    {list_of("stream.required", "Members that every event has.", kJsonPointer),
     [](FamilyContract& f) -> Field { return &f.frame_required; }},
    {list_of("stream.terminal", "What a whole stream ends with.", kSentence),
     [](FamilyContract& f) -> Field { return &f.terminal; }},
    {list_of("errors.members", "Members that every error has.", kJsonPointer),
     [](FamilyContract& f) -> Field { return &f.error_members; }},
    {list_of("finish_reasons", "The documented words for how an answer ended.", kSentence),
     [](FamilyContract& f) -> Field { return &f.finish_reasons; }},
});

constexpr std::array kSourceRows = std::to_array<Setting<ContractSource>>({
    {needed("url", "Where the page stands.", kPage), [](ContractSource& s) -> Field { return &s.url; }},
    {needed("accessed", "The day it was read.", kDate), [](ContractSource& s) -> Field { return &s.accessed; }},
    {needed("purpose", "What it was read for.", kSentence), [](ContractSource& s) -> Field { return &s.purpose; }},
    {topics("What it may be cited for."), [](ContractSource& s) -> Field { return &s.supports; }},
    {list_of("formerly", "Addresses it had before.", kPage), [](ContractSource& s) -> Field { return &s.formerly; }},
});

constexpr std::array kDetailRows = std::to_array<Setting<ContractDetail>>({
    {needed("area", "What it is about, in a word or two.", kSentence), [](ContractDetail& d) -> Field { return &d.area; }},
    {needed("topic", "The topic that its sources must support.", kTopic), [](ContractDetail& d) -> Field { return &d.topic; }},
    {needed("verify", "What to verify.", kSentence), [](ContractDetail& d) -> Field { return &d.verify; }},
    {{.key = "sources",
      .kind = Kind::TextList,
      .description = "The pages that say it.",
      .required = true,
      .minimum = 1,
      .maximum = kListMax,
      .form = &kSourceId},
     [](ContractDetail& d) -> Field { return &d.sources; }},
    {needed("accessed", "The day it was read there.", kDate), [](ContractDetail& d) -> Field { return &d.accessed; }},
    {needed("wording", "The strongest sentence that a report may use.", kSentence),
     [](ContractDetail& d) -> Field { return &d.wording; }},
});

constexpr std::array kAdviceRows = std::to_array<Setting<ModelAdvice>>({
    {needed("model", "Names of models, with `*` for any text.", kSentence), [](ModelAdvice& a) -> Field { return &a.model; }},
    {family_word(), [](ModelAdvice& a) -> Field { return choice(a.family); }},
    {needed("source", "The page that says so.", kSourceId), [](ModelAdvice& a) -> Field { return &a.source; }},
});

}  // namespace

const TextForm kSourceId{is_source_id, "at most 64 of a-z, 0-9, '_' and '-'"};

std::span<const Setting<ContractPack>> pack_settings() { return kPackRows; }
std::span<const Setting<FamilyContract>> family_settings() { return kFamilyRows; }
std::span<const Setting<ContractSource>> source_settings() { return kSourceRows; }
std::span<const Setting<ContractDetail>> detail_settings() { return kDetailRows; }
std::span<const Setting<ModelAdvice>> advice_settings() { return kAdviceRows; }

}  // namespace jurymast::config
