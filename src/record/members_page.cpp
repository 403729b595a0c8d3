#include <fmt/format.h>

#include "record/shape.hpp"

namespace jurymast::record {
namespace {

constexpr std::string_view kHead = R"(# The record: members of each kind

Made from the tables of the code by `make golden`; a test compares. How a line is laid out, and what is promised of the log, is told in
[record-format.md](record-format.md); how a record is told in the templates of reviews, in [renderings.md](renderings.md). The same tables
as JSON Schemas are in [schema/](schema).

Every line has `v`, `kind`, `seq` and, at its end, `prev` (but for a log's first line) and `crc`. A member that stands at its default is left out; readers pass over members they
do not know. Where a secret was taken out, `redaction` says where and by which rule.
)";

std::string_view type_words(MemberType type) {
  switch (type) {
    case MemberType::Time:
      return "time";
    case MemberType::Id:
      return "id";
    case MemberType::Word:
      return "word";
    case MemberType::Identifier:
      return "name";
    case MemberType::Text:
      return "text";
    case MemberType::Link:
      return "link";
    case MemberType::Count:
      return "number";
    case MemberType::Flag:
      return "true or false";
    case MemberType::Hash:
      return "hash";
    case MemberType::Digest:
      return "digest";
    case MemberType::Bytes:
      return "bytes in base 64";
    case MemberType::Words:
      return "words";
    case MemberType::Identifiers:
      return "names";
    case MemberType::Links:
      return "links";
    case MemberType::Labels:
      return "labels";
    case MemberType::Object:
      return "object";
    case MemberType::Objects:
      return "objects";
  }
  return {};
}

std::string meaning_of(const Member& member) {
  std::string text(member.meaning);
  if (member.words.empty()) return text;
  if (!text.empty()) text += ": ";
  for (std::size_t i = 0; i < member.words.size(); ++i) text += fmt::format("{}`{}`", i == 0 ? "" : ", ", member.words[i]);
  return text;
}

void add_rows(std::string& page, const std::vector<Member>& members, const std::string& before) {
  for (const Member& member : members) {
    page += fmt::format("| `{}{}` | {} | {} | {} |\n", before, member.name, type_words(member.type),
                        member.always() ? "never" : member.left_out, meaning_of(member));
    const std::string_view step = member.type == MemberType::Objects ? "[]." : ".";
    add_rows(page, member.members, fmt::format("{}{}{}", before, member.name, step));
  }
}

}  // namespace

std::string members_page() {
  std::string page(kHead);
  for (const KindShape& shape : kind_shapes()) {
    page += fmt::format("\n## `{}`\n\n{}.\n\n| member | holds | left out means | meaning |\n|---|---|---|---|\n", shape.kind,
                        shape.meaning);
    add_rows(page, shape.members, "");
  }
  return page;
}

}  // namespace jurymast::record
