#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace jurymast::record {

/// The shape by which a secret or a personal datum was told, in the order in which shapes are asked at one place of a text.
enum class SecretRule : unsigned char {
  PrivateKey,     ///< PEM block of a private key
  JsonWebToken,   ///< three base64url parts, the first an object
  Bearer,         ///< what follows `Bearer `
  BasicAuth,      ///< what follows `Basic `
  AnthropicKey,   ///< sk-ant-…
  OpenAiKey,      ///< sk-proj-…, sk-svcacct-…, sk-admin-…
  SkKey,          ///< any other sk-…
  StripeKey,      ///< sk_live_…, rk_live_…, whsec_…
  AwsKey,         ///< AKIA…, ASIA…
  GoogleKey,      ///< AIza…, ya29.…, GOCSPX-…
  GithubToken,    ///< ghp_…, github_pat_…
  GitlabToken,    ///< glpat-…
  SlackToken,     ///< xoxb-…, xapp-…, a webhook's path
  ModelHostKey,   ///< hf_…, gsk_…, xai-…, pplx-…, nvapi-…, r8_…
  PackageToken,   ///< npm_…, pypi-…, dckr_pat_…
  SendgridKey,    ///< SG.….…
  UrlCredential,  ///< a user and password in a URL
  Email,
  Card,       ///< 13 to 19 digits of a known issuer that pass Luhn's check
  Assignment  ///< a value of high entropy behind a name that speaks of a secret
};
inline constexpr std::array<std::string_view, 20> kSecretRuleNames{
    "private_key",   "jwt",          "bearer",         "basic_auth",   "anthropic_key", "openai_key",  "sk_key",
    "stripe_key",    "aws_key",      "google_key",     "github_token", "gitlab_token",  "slack_token", "model_host_key",
    "package_token", "sendgrid_key", "url_credential", "email",        "card",          "assignment"};
constexpr std::string_view name_of(SecretRule v) { return kSecretRuleNames[static_cast<std::size_t>(v)]; }

/// Where a text holds what a rule tells as a secret.
struct SecretSpan {
  std::size_t offset = 0;
  std::size_t size = 0;
  SecretRule rule = SecretRule::SkKey;
};

/// Every secret and personal datum of the text, from left to right, none overlapping another. Placeholders (`<API_KEY>`, `${…}`,
/// `{{…}}`, `[REDACTED:…]`, stars and dots) are none. The cost is linear in the text's length.
std::vector<SecretSpan> find_secrets(std::string_view text);

/// What stands in a text for something that was taken out: `[REDACTED:<rule>]`.
std::string mark_of(std::string_view rule);

/// The text with `[REDACTED:<rule>]` in place of every span, again until none is left; scrubbing twice changes nothing. Never longer
/// than scrubbed_bytes_max(text.size()).
std::string scrub(std::string_view text);

/// No span is shorter, and no mark longer, so a scrubbed text has a bound.
inline constexpr std::size_t kSpanBytesMin = 3;
inline constexpr std::size_t kMarkBytesMax = 32;
constexpr std::size_t scrubbed_bytes_max(std::size_t bytes) { return (bytes / kSpanBytesMin + 1) * kMarkBytesMax + bytes; }

}  // namespace jurymast::record
