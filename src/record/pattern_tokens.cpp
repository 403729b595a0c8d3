#include <array>
#include <cstdint>

#include "record/pattern_shapes.hpp"

namespace jurymast::record {
namespace {

enum class Letters : unsigned char { Alphanumeric, CapitalsAndDigits, Word, Dashed, Dotted, Path };

/// A vendor's key: what it begins with, and what and how much follows.
struct TokenShape {
  std::string_view prefix;
  SecretRule rule;
  Letters letters;
  std::size_t bytes_min;
  std::size_t bytes_max;
};

constexpr std::size_t kAnyLength = 4096;

/// A longer prefix stands before a shorter one that it begins with.
constexpr std::array kShapes{
    TokenShape{"sk-ant-", SecretRule::AnthropicKey, Letters::Dashed, 16, kAnyLength},
    TokenShape{"sk-proj-", SecretRule::OpenAiKey, Letters::Dashed, 16, kAnyLength},
    TokenShape{"sk-svcacct-", SecretRule::OpenAiKey, Letters::Dashed, 16, kAnyLength},
    TokenShape{"sk-admin-", SecretRule::OpenAiKey, Letters::Dashed, 16, kAnyLength},
    TokenShape{"sk-", SecretRule::SkKey, Letters::Dashed, 16, kAnyLength},
    TokenShape{"sk_live_", SecretRule::StripeKey, Letters::Alphanumeric, 16, kAnyLength},
    TokenShape{"sk_test_", SecretRule::StripeKey, Letters::Alphanumeric, 16, kAnyLength},
    TokenShape{"rk_live_", SecretRule::StripeKey, Letters::Alphanumeric, 16, kAnyLength},
    TokenShape{"whsec_", SecretRule::StripeKey, Letters::Alphanumeric, 24, kAnyLength},
    TokenShape{"AKIA", SecretRule::AwsKey, Letters::CapitalsAndDigits, 16, 16},
    TokenShape{"ASIA", SecretRule::AwsKey, Letters::CapitalsAndDigits, 16, 16},
    TokenShape{"AIza", SecretRule::GoogleKey, Letters::Dashed, 35, 35},
    TokenShape{"ya29.", SecretRule::GoogleKey, Letters::Dashed, 20, kAnyLength},
    TokenShape{"GOCSPX-", SecretRule::GoogleKey, Letters::Dashed, 20, 64},
    TokenShape{"github_pat_", SecretRule::GithubToken, Letters::Word, 22, 255},
    TokenShape{"ghp_", SecretRule::GithubToken, Letters::Alphanumeric, 36, 255},
    TokenShape{"gho_", SecretRule::GithubToken, Letters::Alphanumeric, 36, 255},
    TokenShape{"ghu_", SecretRule::GithubToken, Letters::Alphanumeric, 36, 255},
    TokenShape{"ghs_", SecretRule::GithubToken, Letters::Alphanumeric, 36, 255},
    TokenShape{"ghr_", SecretRule::GithubToken, Letters::Alphanumeric, 36, 255},
    TokenShape{"glpat-", SecretRule::GitlabToken, Letters::Dashed, 20, 64},
    TokenShape{"xoxa-", SecretRule::SlackToken, Letters::Dashed, 16, 255},
    TokenShape{"xoxb-", SecretRule::SlackToken, Letters::Dashed, 16, 255},
    TokenShape{"xoxe-", SecretRule::SlackToken, Letters::Dashed, 16, 255},
    TokenShape{"xoxp-", SecretRule::SlackToken, Letters::Dashed, 16, 255},
    TokenShape{"xoxr-", SecretRule::SlackToken, Letters::Dashed, 16, 255},
    TokenShape{"xoxs-", SecretRule::SlackToken, Letters::Dashed, 16, 255},
    TokenShape{"xapp-", SecretRule::SlackToken, Letters::Dashed, 16, 255},
    TokenShape{"hooks.slack.com/services/", SecretRule::SlackToken, Letters::Path, 20, 128},
    TokenShape{"hf_", SecretRule::ModelHostKey, Letters::Alphanumeric, 30, 64},
    TokenShape{"gsk_", SecretRule::ModelHostKey, Letters::Alphanumeric, 32, 128},
    TokenShape{"xai-", SecretRule::ModelHostKey, Letters::Alphanumeric, 32, 128},
    TokenShape{"pplx-", SecretRule::ModelHostKey, Letters::Alphanumeric, 32, 128},
    TokenShape{"nvapi-", SecretRule::ModelHostKey, Letters::Dashed, 32, 128},
    TokenShape{"r8_", SecretRule::ModelHostKey, Letters::Alphanumeric, 32, 64},
    TokenShape{"npm_", SecretRule::PackageToken, Letters::Alphanumeric, 36, 36},
    TokenShape{"pypi-AgE", SecretRule::PackageToken, Letters::Dashed, 32, kAnyLength},
    TokenShape{"dckr_pat_", SecretRule::PackageToken, Letters::Dashed, 24, 64},
    TokenShape{"SG.", SecretRule::SendgridKey, Letters::Dotted, 48, 96},
};

constexpr std::array<std::uint64_t, 256> make_beginnings() {
  static_assert(kShapes.size() <= 64);
  std::array<std::uint64_t, 256> beginnings{};
  for (std::size_t i = 0; i < kShapes.size(); ++i)
    beginnings[static_cast<unsigned char>(kShapes[i].prefix.front())] |= std::uint64_t{1} << i;
  return beginnings;
}
/// For each first character the shapes that begin with it, as bits.
constexpr auto kBeginnings = make_beginnings();

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool is_alphanumeric(char c) { return is_digit(c) || is_capital(c) || (c >= 'a' && c <= 'z'); }

bool belongs(Letters letters, char c) {
  switch (letters) {
    case Letters::Alphanumeric:
      return is_alphanumeric(c);
    case Letters::CapitalsAndDigits:
      return is_capital(c) || is_digit(c);
    case Letters::Word:
      return is_alphanumeric(c) || c == '_';
    case Letters::Dashed:
      return is_alphanumeric(c) || c == '_' || c == '-';
    case Letters::Dotted:
      return is_alphanumeric(c) || c == '_' || c == '-' || c == '.';
    case Letters::Path:
      return is_alphanumeric(c) || c == '/';
  }
  return false;
}

std::size_t run_of(Letters letters, std::string_view text, std::size_t bytes_max) {
  std::size_t size = 0;
  while (size < text.size() && size < bytes_max && belongs(letters, text[size])) ++size;
  return size;
}

/// Reads only as far as its least length before it looks whether a key is there at all.
std::size_t tail_of(const TokenShape& shape, std::string_view rest) {
  constexpr std::size_t kDecidingBytes = 64;
  const std::size_t deciding = run_of(shape.letters, rest, kDecidingBytes);
  if (deciding < shape.bytes_min || !looks_drawn(rest.substr(0, deciding))) return 0;
  const std::size_t size = run_of(shape.letters, rest, shape.bytes_max);
  if (size < rest.size() && is_alphanumeric(rest[size]) && shape.bytes_max < kAnyLength) return 0;
  return size;
}

/// `eyJ` is how base64 begins an object; a token has one as its head and one as its claims.
std::optional<SecretSpan> json_web_token_at(const PatternText& in, std::size_t begin) {
  constexpr std::size_t kPartBytesMin = 10;
  constexpr std::string_view kObject = "eyJ";
  const std::string_view text = in.text.substr(begin);
  if (!text.starts_with(kObject)) return std::nullopt;
  constexpr std::size_t kDecidingBytes = 512;
  const std::size_t head = run_of(Letters::Dashed, text, kDecidingBytes);
  if (head < kPartBytesMin || !text.substr(head).starts_with(".eyJ")) return std::nullopt;
  const std::size_t claims = run_of(Letters::Dashed, text.substr(head + 1), text.size());
  if (claims < kPartBytesMin) return std::nullopt;
  std::size_t size = head + 1 + claims;
  if (size < text.size() && text[size] == '.') size += 1 + run_of(Letters::Dashed, text.substr(size + 1), text.size());
  return SecretSpan{begin, size, SecretRule::JsonWebToken};
}

}  // namespace

std::optional<SecretSpan> token_at(const PatternText& in, std::size_t begin) {
  if (is_alphanumeric(in.before(begin))) return std::nullopt;
  if (const auto token = json_web_token_at(in, begin)) return token;
  const std::uint64_t beginning = kBeginnings[static_cast<unsigned char>(in.at(begin))];
  if (beginning == 0) return std::nullopt;
  const std::string_view text = in.text.substr(begin);
  for (std::size_t i = 0; i < kShapes.size(); ++i) {
    const TokenShape& shape = kShapes[i];
    if ((beginning >> i & 1U) == 0 || !text.starts_with(shape.prefix)) continue;
    const std::size_t tail = tail_of(shape, text.substr(shape.prefix.size()));
    if (tail > 0) return SecretSpan{begin, shape.prefix.size() + tail, shape.rule};
  }
  return std::nullopt;
}

}  // namespace jurymast::record
