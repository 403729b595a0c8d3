#include "proxy/header_lists.hpp"

#include <array>

#include "wire/http_chars.hpp"

namespace jurymast::proxy {
namespace {

constexpr std::array<std::string_view, 4> kRequestFields{"openai-beta", "traceparent", "tracestate", "user-agent"};
constexpr std::array<std::string_view, 4> kAnswerFields{"openai-model", "openai-processing-ms", "openai-version", "x-ratelimit-*"};

/// What the lines that are passed on usually have room in.
constexpr std::size_t kLinesBytes = 512;

/// Calls `visit` with each option of the `Connection` fields until it says true; says whether it did.
template <class Visit>
bool any_connection_option(const wire::HeaderFields& fields, Visit visit) {
  for (const wire::HeaderField& field : fields) {
    if (!wire::same_header_name(field.name, "connection")) continue;
    std::string_view rest = field.value;
    while (!rest.empty()) {
      if (visit(wire::take_list_item(rest))) return true;
    }
  }
  return false;
}

bool names_a_field(std::string_view option) {
  return !wire::same_header_name(option, "keep-alive") && !wire::same_header_name(option, "close");
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
  // Nearly every name is told apart by its first letter.
  const char first = name.empty() ? '\0' : wire::to_lower(name.front());
  for (const std::string_view entry : list) {
    if (entry.front() != first) continue;
    const bool open = entry.ends_with('*');
    const std::string_view listed = entry.substr(0, entry.size() - (open ? 1 : 0));
    if (open ? name.size() <= listed.size() : name.size() != listed.size()) continue;
    if (wire::same_header_name(name.substr(0, listed.size()), listed)) return true;
  }
  return false;
}

std::string listed_lines(const wire::HeaderFields& fields, std::span<const std::string_view> list) {
  std::string lines;
  const bool some_stay = any_connection_option(fields, names_a_field);
  for (const wire::HeaderField& field : fields) {
    if (!is_listed(list, field.name)) continue;
    const auto is_this = [&field](std::string_view option) { return wire::same_header_name(option, field.name); };
    if (some_stay && any_connection_option(fields, is_this)) continue;
    if (lines.empty()) lines.reserve(kLinesBytes);
    append_line(lines, field);
  }
  return lines;
}

}  // namespace jurymast::proxy
