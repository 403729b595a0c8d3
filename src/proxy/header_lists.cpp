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

}  // namespace

std::span<const std::string_view> forwarded_request_fields() { return kRequestFields; }
std::span<const std::string_view> forwarded_answer_fields() { return kAnswerFields; }

bool is_listed(std::span<const std::string_view> list, std::string_view name) {
  for (const std::string_view entry : list) {
    if (!entry.ends_with('*')) {
      if (wire::same_header_name(entry, name)) return true;
      continue;
    }
    const std::string_view prefix = entry.substr(0, entry.size() - 1);
    if (name.size() > prefix.size() && wire::same_header_name(name.substr(0, prefix.size()), prefix)) return true;
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
    lines.append(field.name).append(": ").append(field.value).append("\r\n");
  }
  return lines;
}

}  // namespace jurymast::proxy
