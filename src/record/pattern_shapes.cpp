#include "record/pattern_shapes.hpp"

#include <algorithm>

namespace jurymast::record {
namespace {

constexpr std::size_t kCredentialBytesMin = 12;
constexpr std::size_t kCredentialBytesMax = 8192;
constexpr std::size_t kPrivateKeyBytesMax = 16 * 1024;
constexpr std::size_t kKeyBodyBytesMin = 16;

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }
constexpr bool is_base64(char c) { return is_letter(c) || is_digit(c) || c == '+' || c == '/' || c == '='; }
constexpr bool is_credential(char c) { return is_base64(c) || c == '-' || c == '.' || c == '_' || c == '~'; }

bool begins_with_word(std::string_view text, std::string_view lower) {
  return text.size() > lower.size() &&
         std::equal(lower.begin(), lower.end(), text.begin(), [](char a, char b) { return a == (b | 0x20); });
}

int base64_value(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (is_digit(c)) return c - '0' + 52;
  return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/// `user:password` in base64: printable, with a colon in it.
bool holds_user_and_password(std::string_view encoded) {
  unsigned bits = 0;
  int held = 0;
  bool colon = false;
  for (const char c : encoded) {
    const int value = base64_value(c);
    if (value < 0) return c == '=' && colon;
    bits = (bits << 6 | static_cast<unsigned>(value)) & 0xffffU;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    const unsigned byte = bits >> held & 0xffU;
    if (byte < 0x20 || byte > 0x7e) return false;
    colon = colon || byte == ':';
  }
  return colon;
}

/// The end of the PEM block whose beginning line ends here: behind its last line, or where its letters end if that line is missing.
std::size_t end_of_key(std::string_view text, std::size_t body) {
  constexpr std::string_view kEnd = "-----END ";
  const std::string_view rest = text.substr(0, std::min(text.size(), body + kPrivateKeyBytesMax));
  // A body has no dashes, so that the next ones decide: a text full of beginnings is read once.
  const std::size_t dashes = rest.find("-----", body);
  if (dashes != std::string_view::npos && rest.substr(dashes).starts_with(kEnd)) {
    const std::size_t close = rest.find("-----", dashes + kEnd.size());
    return close == std::string_view::npos ? rest.size() : close + 5;
  }
  std::size_t end = body;
  const auto belongs = [](char c) { return is_base64(c) || c == '\\' || c == '\r' || c == '\n' || c == ' '; };
  while (end < rest.size() && belongs(rest[end])) ++end;
  return end;
}

bool has_key_body(std::string_view body) {
  std::size_t run = 0;
  for (const char c : body) {
    run = is_base64(c) ? run + 1 : 0;
    if (run >= kKeyBodyBytesMin) return true;
  }
  return false;
}

}  // namespace

std::optional<SecretSpan> authorization_at(const PatternText& in, std::size_t begin) {
  if (is_letter(in.before(begin)) || is_digit(in.before(begin))) return std::nullopt;
  const std::string_view text = in.text.substr(begin);
  const bool bearer = begins_with_word(text, "bearer");
  if (!bearer && !begins_with_word(text, "basic")) return std::nullopt;
  std::size_t from = bearer ? 6 : 5;
  const std::size_t word = from;
  constexpr std::size_t kSpacesMax = 4;
  while (from < text.size() && from - word < kSpacesMax && text[from] == ' ') ++from;
  if (from == word) return std::nullopt;
  if (const auto token = token_at(in, begin + from)) return token;
  std::size_t size = 0;
  while (from + size < text.size() && size < kCredentialBytesMax && is_credential(text[from + size])) ++size;
  const std::string_view credential = text.substr(from, size);
  if (size < kCredentialBytesMin) return std::nullopt;
  if (bearer ? !looks_drawn(credential) : !holds_user_and_password(credential)) return std::nullopt;
  return SecretSpan{begin + from, size, bearer ? SecretRule::Bearer : SecretRule::BasicAuth};
}

std::optional<SecretSpan> private_key_at(const PatternText& in, std::size_t begin) {
  constexpr std::string_view kBegin = "-----BEGIN ";
  constexpr std::size_t kTitleBytesMax = 48;
  const std::string_view text = in.text.substr(begin);
  if (!text.starts_with(kBegin)) return std::nullopt;
  const std::string_view title = text.substr(kBegin.size(), kTitleBytesMax);
  const std::size_t title_end = title.find("-----");
  if (title_end == std::string_view::npos) return std::nullopt;
  if (title.substr(0, title_end).find("PRIVATE KEY") == std::string_view::npos) return std::nullopt;
  const std::size_t body = kBegin.size() + title_end + 5;
  const std::size_t end = end_of_key(text, body);
  if (!has_key_body(text.substr(body, end - body))) return std::nullopt;
  return SecretSpan{begin, end, SecretRule::PrivateKey};
}

}  // namespace jurymast::record
