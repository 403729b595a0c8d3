#include <algorithm>
#include <array>
#include <string>

#include "record/pattern_shapes.hpp"

namespace jurymast::record {
namespace {

constexpr std::size_t kLocalBytesMax = 64;
constexpr std::size_t kDomainBytesMax = 253;
constexpr std::size_t kUserInfoBytesMax = 256;

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }
constexpr bool is_local(char c) { return is_letter(c) || is_digit(c) || c == '.' || c == '_' || c == '%' || c == '+' || c == '-'; }
constexpr bool is_domain(char c) { return is_letter(c) || is_digit(c) || c == '.' || c == '-'; }

/// Last parts that no address has: of files, of system units, and those kept for documents (RFC 2606).
constexpr std::array<std::string_view, 19> kNoTopLevel{"png",   "jpg",     "jpeg",    "gif",  "svg",      "webp", "js",
                                                       "mjs",   "css",     "html",    "md",   "json",     "toml", "service",
                                                       "timer", "example", "invalid", "test", "localhost"};

bool is_top_level(std::string_view label) {
  constexpr std::size_t kBytesMin = 2;
  constexpr std::size_t kBytesMax = 24;
  if (label.size() < kBytesMin || label.size() > kBytesMax || !std::all_of(label.begin(), label.end(), is_letter)) return false;
  std::string lower(label);
  for (char& c : lower) c = static_cast<char>(c | 0x20);
  return std::find(kNoTopLevel.begin(), kNoTopLevel.end(), lower) == kNoTopLevel.end();
}

/// The length of the domain that begins here, without the full stop of a sentence; zero where it is none.
std::size_t domain_bytes(std::string_view text) {
  std::size_t size = 0;
  while (size < text.size() && size < kDomainBytesMax && is_domain(text[size])) ++size;
  while (size > 0 && (text[size - 1] == '.' || text[size - 1] == '-')) --size;
  const std::string_view domain = text.substr(0, size);
  const std::size_t dot = domain.rfind('.');
  const bool dotted = dot != std::string_view::npos && dot > 0 && domain.front() != '-' && domain.front() != '.';
  return dotted && domain.find("..") == std::string_view::npos && is_top_level(domain.substr(dot + 1)) ? size : 0;
}

constexpr bool ends_user_info(char c) {
  return c <= ' ' || c == '/' || c == '?' || c == '#' || c == '"' || c == '\'' || c == '\\' || c == '`' || c == '>';
}

bool is_placeholder(std::string_view text) {
  constexpr std::string_view kBeginnings = "<${[*%";
  return text.empty() || kBeginnings.find(text.front()) != std::string_view::npos ||
         text.find_first_not_of(".xX*") == std::string_view::npos;
}

}  // namespace

std::optional<SecretSpan> email_around(const PatternText& in, std::size_t at_sign) {
  std::size_t begin = at_sign;
  while (begin > in.floor && at_sign - begin < kLocalBytesMax && is_local(in.text[begin - 1])) --begin;
  while (begin < at_sign && !is_letter(in.text[begin]) && !is_digit(in.text[begin])) ++begin;
  const std::string_view local = in.text.substr(begin, at_sign - begin);
  // `git@host:` is how repositories are named.
  if (local.empty() || local == "git" || local.back() == '.') return std::nullopt;
  const std::size_t domain = domain_bytes(in.text.substr(at_sign + 1));
  if (domain == 0) return std::nullopt;
  return SecretSpan{begin, local.size() + 1 + domain, SecretRule::Email};
}

std::optional<SecretSpan> url_credential_behind(const PatternText& in, std::size_t colon) {
  constexpr std::string_view kBehindScheme = "://";
  if (!in.text.substr(colon).starts_with(kBehindScheme) || !is_letter(in.before(colon))) return std::nullopt;
  const std::size_t begin = colon + kBehindScheme.size();
  std::size_t end = begin;
  while (end < in.text.size() && end - begin < kUserInfoBytesMax && !ends_user_info(in.text[end]) && in.text[end] != '@') ++end;
  if (in.at(end) != '@') return std::nullopt;
  const std::string_view user_info = in.text.substr(begin, end - begin);
  const std::size_t divider = user_info.find(':');
  if (divider == std::string_view::npos || user_info.size() < kSpanBytesMin) return std::nullopt;
  if (user_info.front() == '[' || is_placeholder(user_info.substr(divider + 1))) return std::nullopt;
  return SecretSpan{begin, user_info.size(), SecretRule::UrlCredential};
}

}  // namespace jurymast::record
