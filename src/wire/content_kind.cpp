#include "wire/content_kind.hpp"

#include "wire/http_chars.hpp"

namespace jurymast::wire {
namespace {

bool ends_with_json_suffix(std::string_view type) {
  constexpr std::string_view kSuffix = "+json";
  return type.size() > kSuffix.size() && same_header_name(type.substr(type.size() - kSuffix.size()), kSuffix);
}

}  // namespace

ContentKind content_kind_of(const HeaderFields& fields) {
  const std::string_view value = fields.value("content-type");
  const std::string_view type = trim(value.substr(0, value.find(';')));
  if (type.empty()) return ContentKind::None;
  if (same_header_name(type, "application/json") || ends_with_json_suffix(type)) return ContentKind::Json;
  if (same_header_name(type, "text/event-stream")) return ContentKind::EventStream;
  if (same_header_name(type, "text/html") || same_header_name(type, "application/xhtml+xml")) return ContentKind::Html;
  return ContentKind::Other;
}

bool has_foreign_encoding(const HeaderFields& fields) {
  for (const HeaderField& field : fields) {
    if (!same_header_name(field.name, "content-encoding")) continue;
    std::string_view codings = field.value;
    while (!codings.empty()) {
      const std::string_view coding = take_list_item(codings);
      if (!coding.empty() && !same_header_name(coding, "identity")) return true;
    }
  }
  return false;
}

}  // namespace jurymast::wire
