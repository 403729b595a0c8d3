#include "review/record_vocabulary.hpp"

#include <algorithm>
#include <array>

#include "record/rendering.hpp"

namespace jurymast::review {
namespace {

using record::Member;
using record::MemberType;

/// What every line may have besides the members of its kind.
const std::array<Member, 6>& members_of_every_line() {
  static const std::array<Member, 6> kMembers{{{.name = "v", .type = MemberType::Count, .meaning = {}, .left_out = {}},
                                               {.name = "kind", .type = MemberType::Word, .meaning = {}, .left_out = {}},
                                               {.name = "seq", .type = MemberType::Count, .meaning = {}, .left_out = {}},
                                               {.name = "prev", .type = MemberType::Bytes, .meaning = {}, .left_out = {}},
                                               {.name = "crc", .type = MemberType::Hash, .meaning = {}, .left_out = {}},
                                               {.name = "redaction", .type = MemberType::Labels, .meaning = {}, .left_out = {}}}};
  return kMembers;
}

constexpr std::array<std::string_view, 10> kFreeText{"notes",    "operator_notes", "text",   "summary", "stop_condition",
                                                     "expected", "command",        "result", "changed", "uncertainty"};

constexpr std::array kForbidden = std::to_array<std::string_view>(
    {"prompt",      "prompts",  "messages",     "message",       "input",  "content",      "completion", "completions",
     "output_text", "choices",  "choice",       "delta",         "system", "instructions", "tools",      "tool_calls",
     "arguments",   "image",    "images",       "image_url",     "file",   "headers",      "header",     "authorization",
     "cookie",      "api_key",  "apikey",       "key",           "token",  "secret",       "password",   "body",
     "request",     "response", "request_body", "response_body", "raw",    "user_prompt",  "transcript", "screenshot"});

Member member_of(const record::TemplateField& field) {
  const bool open = field.type == record::FieldType::Counts || field.type == record::FieldType::Labels;
  return {.name = field.name, .type = open ? MemberType::Labels : MemberType::Identifier, .meaning = field.meaning, .left_out = {}};
}

const Member* member_named(const auto& members, std::string_view name) {
  const auto found = std::find_if(members.begin(), members.end(), [name](const Member& member) { return member.name == name; });
  return found == members.end() ? nullptr : &*found;
}

}  // namespace

RecordVocabulary::RecordVocabulary() {
  for (record::KindShape& shape : record::kind_shapes()) kinds_.emplace(shape.kind, std::move(shape.members));
  for (std::size_t i = 0; i < record::kTemplateNames.size(); ++i) {
    std::vector<Member>& members = forms_.emplace_back();
    for (const record::TemplateField& field : record::fields_of(static_cast<record::Template>(i)))
      members.push_back(member_of(field));
  }
}

std::optional<RecordVocabulary::Members> RecordVocabulary::of_kind(std::string_view kind) const {
  const auto found = kinds_.find(kind);
  if (found == kinds_.end()) return std::nullopt;
  return &found->second;
}

std::optional<RecordVocabulary::Members> RecordVocabulary::of_form_with(std::string_view member) const {
  std::optional<Members> form;
  for (const std::vector<Member>& members : forms_) {
    if (member_named(members, member) == nullptr) continue;
    if (form) return std::nullopt;
    form = &members;
  }
  return form;
}

const Member* RecordVocabulary::find(Members members, std::string_view name) {
  const Member* const own = member_named(*members, name);
  return own != nullptr ? own : member_named(members_of_every_line(), name);
}

bool is_free_text(std::string_view name) { return std::find(kFreeText.begin(), kFreeText.end(), name) != kFreeText.end(); }

bool is_forbidden_member(std::string_view name) {
  return std::find(kForbidden.begin(), kForbidden.end(), name) != kForbidden.end();
}

}  // namespace jurymast::review
