#include "wire/request_extras.hpp"

#include <algorithm>
#include <array>

#include "wire/header_fields.hpp"
#include "wire/http_chars.hpp"

namespace jurymast::wire {
namespace {

struct RefusedField {
  std::string_view name;  // one that ends with '*' stands for all that begin so
  std::string_view why;
};

constexpr std::string_view kFraming = "it says where the message ends or who it is for, which the gateway writes itself";
constexpr std::string_view kHop = "it belongs to one connection and not to the request";
constexpr std::string_view kCredential = "it carries a credential; name the credential in the target's settings";
constexpr std::string_view kOwn = "the gateway writes it itself";
constexpr std::string_view kPassedOn = "it is passed on from the caller, and must not come twice";
constexpr std::string_view kClient = "it speaks of the caller's connection, which a target is not told about";

constexpr std::array kRefused = std::to_array<RefusedField>({
    {"host", kFraming},
    {"content-length", kFraming},
    {"content-type", kFraming},
    {"content-encoding", kFraming},
    {"transfer-encoding", kFraming},
    {"trailer", kFraming},
    {"expect", kFraming},
    {"connection", kHop},
    {"keep-alive", kHop},
    {"te", kHop},
    {"upgrade", kHop},
    {"http2-settings", kHop},
    {"max-forwards", kHop},
    {"authorization", kCredential},
    {"proxy-*", kCredential},
    {"cookie", kCredential},
    {"cookie2", kCredential},
    {"set-cookie", kCredential},
    {"set-cookie2", kCredential},
    {"accept", kOwn},
    {"accept-encoding", kOwn},
    {"x-request-id", kOwn},
    {"x-jurymast-*", kOwn},
    {"user-agent", kPassedOn},
    {"traceparent", kPassedOn},
    {"tracestate", kPassedOn},
    {"forwarded", kClient},
    {"x-forwarded-*", kClient},
    {"x-real-ip", kClient},
    {"via", kClient},
});

bool stands_for(std::string_view pattern, std::string_view name) {
  if (!pattern.ends_with('*')) return same_header_name(pattern, name);
  pattern.remove_suffix(1);
  return same_header_name(pattern, name.substr(0, pattern.size()));
}

bool is_unreserved(char c) {
  const char lower = to_lower(c);
  return (lower >= 'a' && lower <= 'z') || is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

void append_encoded(std::string_view text, std::string& out) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  for (const char c : text) {
    if (is_unreserved(c)) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += kHex[byte >> 4];
    out += kHex[byte & 15];
  }
}

/// What lies beyond ASCII may stand in a field, but no two readers need agree what it means.
bool is_plain(char c) { return is_field_char(c) && static_cast<unsigned char>(c) < 0x80; }

Result<void> check_sizes(std::string_view what, std::string_view name, std::string_view value) {
  if (name.empty()) return fail(Code::Invalid, "a {} has no name; give it one", what);
  if (name.size() > kExtraNameBytesMax) {
    return fail(Code::Invalid, "the name of a {} has {} bytes; at most {}", what, name.size(), kExtraNameBytesMax);
  }
  if (value.size() > kExtraValueBytesMax) {
    return fail(Code::Invalid, "the value of a {} has {} bytes; at most {}", what, value.size(), kExtraValueBytesMax);
  }
  return {};
}

}  // namespace

std::string with_query(std::string_view path, std::span<const QueryParameter> parameters) {
  std::string target(path);
  for (const auto& [name, value] : parameters) {
    if (target.find('?') == std::string::npos) {
      target += '?';
    } else if (!target.ends_with('?') && !target.ends_with('&')) {
      target += '&';
    }
    append_encoded(name, target);
    target += '=';
    append_encoded(value, target);
  }
  return target;
}

Result<void> check_query_parameter(std::string_view name, std::string_view value) {
  return check_sizes("query parameter", name, value);
}

Result<void> check_extra_header(std::string_view name, std::string_view value) {
  if (Result<void> sizes = check_sizes("header field", name, value); !sizes) return sizes;
  if (!std::all_of(name.begin(), name.end(), is_token_char)) {
    return fail(Code::Invalid,
                "the name of a header field holds a character that may not stand there; use letters, digits and `-`");
  }
  const auto* const refused =
      std::find_if(kRefused.begin(), kRefused.end(), [name](const RefusedField& row) { return stands_for(row.name, name); });
  if (refused != kRefused.end()) return fail(Code::Invalid, "the header field `{}` cannot be added: {}", name, refused->why);
  if (value.empty()) return fail(Code::Invalid, "the header field `{}` has no value; give it one or leave it out", name);
  if (!std::all_of(value.begin(), value.end(), is_plain)) {
    return fail(Code::Invalid, "the value of the header field `{}` holds a control character or one beyond ASCII; remove it", name);
  }
  if (trim(value).size() != value.size()) {
    return fail(Code::Invalid, "the value of the header field `{}` begins or ends with white space; remove it", name);
  }
  return {};
}

}  // namespace jurymast::wire
