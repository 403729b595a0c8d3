#include <algorithm>
#include <array>
#include <string>

#include "record/pattern_shapes.hpp"

namespace jurymast::record {
namespace {

constexpr std::size_t kNameBytesMax = 64;
constexpr std::size_t kBetweenBytesMax = 4;
constexpr std::size_t kValueBytesMin = 12;
constexpr std::size_t kValueBytesMax = 512;

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }
constexpr bool is_quote_or_space(char c) { return c == ' ' || c == '"' || c == '\'' || c == '\\' || c == '`'; }
constexpr bool is_value(char c) {
  return is_letter(c) || is_digit(c) || c == '+' || c == '/' || c == '_' || c == '-' || c == '.' || c == '~' || c == '!' ||
         c == '@' || c == '#' || c == '$' || c == '%' || c == '^' || c == '*';
}

constexpr std::array<std::string_view, 12> kSecretEndings{"key",         "token",         "secret",     "password",
                                                          "passwd",      "pwd",           "passphrase", "credential",
                                                          "credentials", "authorization", "cookie",     "signature"};
/// Names that end like a secret's and are none: of ids, places and public parts.
constexpr std::array<std::string_view, 9> kHarmless{"public",  "cache",     "idempotency", "primary",    "sort",
                                                    "routing", "partition", "foreign",     "fingerprint"};

bool is_harmless(std::string_view name) {
  return std::any_of(kHarmless.begin(), kHarmless.end(),
                     [name](std::string_view word) { return name.find(word) != std::string_view::npos; });
}

/// True for `api_key`, `OPENAI_API_KEY`, `clientSecret`, `x-auth-token` and their like.
bool speaks_of_secret(std::string_view name) {
  std::string plain;
  for (const char c : name) {
    if (is_letter(c)) plain += static_cast<char>(c | 0x20);
  }
  const bool ends_so = std::any_of(kSecretEndings.begin(), kSecretEndings.end(),
                                   [&plain](std::string_view ending) { return plain.ends_with(ending); });
  return ends_so && !is_harmless(plain);
}

/// The name before the sign, over quotes and spaces between them.
std::string_view name_before(const PatternText& in, std::size_t sign) {
  std::size_t end = sign;
  while (end > in.floor && sign - end < kBetweenBytesMax && is_quote_or_space(in.text[end - 1])) --end;
  std::size_t begin = end;
  const auto is_name = [](char c) { return is_letter(c) || is_digit(c) || c == '_' || c == '-' || c == '.'; };
  while (begin > in.floor && end - begin < kNameBytesMax && is_name(in.text[begin - 1])) --begin;
  return in.text.substr(begin, end - begin);
}

/// A place where a secret is kept, a path, a variable or a call of a program is not the secret.
bool is_reference(std::string_view value, char behind) {
  constexpr std::array<std::string_view, 9> kBeginnings{"env", "file", "/", "./", "~", "$", "http", "*", "%"};
  const bool begins_so = std::any_of(kBeginnings.begin(), kBeginnings.end(),
                                     [value](std::string_view beginning) { return value.starts_with(beginning); });
  return begins_so || behind == '(' || behind == '<' || behind == '[' || behind == ':';
}

}  // namespace

std::optional<SecretSpan> assigned_secret(const PatternText& in, std::size_t sign) {
  const std::string_view name = name_before(in, sign);
  if (name.empty() || !speaks_of_secret(name)) return std::nullopt;
  std::size_t begin = sign + 1;
  while (begin - sign <= kBetweenBytesMax && is_quote_or_space(in.at(begin))) ++begin;
  if (const auto token = token_at(in, begin)) return token;
  std::size_t end = begin;
  while (end - begin < kValueBytesMax && is_value(in.at(end))) ++end;
  const std::string_view value = in.text.substr(std::min(begin, in.text.size()), end - begin);
  if (value.size() < kValueBytesMin || is_reference(value, in.at(end))) return std::nullopt;
  if (std::none_of(value.begin(), value.end(), is_digit) || !has_high_entropy(value)) return std::nullopt;
  while (in.at(end) == '=' && end - begin < kValueBytesMax) ++end;
  return SecretSpan{begin, end - begin, SecretRule::Assignment};
}

}  // namespace jurymast::record
