#include "proxy/header_lists.hpp"

#include <array>

#include "wire/http_chars.hpp"

namespace jurymast::proxy {
namespace {

constexpr std::array<std::string_view, 4> kRequestFields{"openai-beta", "traceparent", "tracestate", "user-agent"};
constexpr std::array<std::string_view, 4> kAnswerFields{"openai-model", "openai-processing-ms", "openai-version", "x-ratelimit-*"};

/// What the lines that are passed on usually have room in.
constexpr std::size_t kLinesBytes = 512;

/// True if a `Connection` field names `name` as one for this hop alone.
bool named_by_connection(const wire::HeaderFields& fields, std::string_view name) {
  for (const wire::HeaderField& field : fields) {
    if (!wire::same_header_name(field.name, "connection")) continue;
    std::string_view rest = field.value;
    while (!rest.empty()) {
      if (wire::same_header_name(wire::take_list_item(rest), name)) return true;
    }
  }
  return false;
}

void append_line(std::string& lines, const wire::HeaderField& field) {
  constexpr std::string_view kBetween = ": ";
  const std::string_view as_it_came(field.name.data(), field.name.size() + kBetween.size() + field.value.size());
  // Nearly every line came as it goes out.
  if (field.value.data() == field.name.data() + field.name.size() + kBetween.size() &&
      as_it_came.substr(field.name.size()).starts_with(kBetween)) {
    lines.append(as_it_came);
  } else {
    lines.append(field.name).append(kBetween).append(field.value);
  }
  lines.append("\r\n");
}

}  // namespace

std::span<const std::string_view> forwarded_request_fields() { return kRequestFields; }
std::span<const std::string_view> forwarded_answer_fields() { return kAnswerFields; }

bool is_listed(std::span<const std::string_view> list, std::string_view name) {
  for (const std::string_view entry : list) {
    const bool open = entry.ends_with('*');
    const std::size_t bytes = entry.size() - (open ? 1 : 0);
    // Nearly every name is told apart by its length or its first letter.
    if (open ? name.size() <= bytes : name.size() != bytes) continue;
    if (wire::to_lower(name.front()) != wire::to_lower(entry.front())) continue;
    if (wire::same_header_name(name.substr(0, bytes), entry.substr(0, bytes))) return true;
  }
  return false;
}

std::string listed_lines(const wire::HeaderFields& fields, std::span<const std::string_view> list) {
  std::string lines;
  const bool has_connection = fields.find("connection") != nullptr;
  for (const wire::HeaderField& field : fields) {
    if (!is_listed(list, field.name)) continue;
    if (has_connection && named_by_connection(fields, field.name)) continue;
    if (lines.empty()) lines.reserve(kLinesBytes);
    append_line(lines, field);
  }
  return lines;
}

}  // namespace jurymast::proxy
