#include "record/pattern_scrub.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace jurymast::record {
namespace {

struct Positive {
  SecretRule rule;
  std::string before;
  std::string secret;
  std::string after;
};

/// Put together from parts, so that no tool that looks for keys finds one in this file.
std::string join(std::string_view prefix, std::string_view rest) { return std::string(prefix).append(rest); }

const std::string kDrawn = "a8Fk2Lq9Zx7Wm4Tn6Rv1Yb3Uc5Pd0Se8Gh2Jk";

std::vector<Positive> positives() {
  const std::string body = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC\\nBKcwggSjAgEAAoIBAQ";
  return {
      {SecretRule::PrivateKey, "x ", "-----BEGIN RSA PRIVATE KEY-----\n" + body + "\n-----END RSA PRIVATE KEY-----", " y"},
      {SecretRule::PrivateKey, "\"", "-----BEGIN PRIVATE KEY-----\\n" + body, "\""},
      {SecretRule::JsonWebToken, "got ", join("eyJhbGciOiJIUzI1NiJ9.eyJ", "zdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N"), "."},
      {SecretRule::Bearer, "authorization: Bearer ", "f00dFACE-" + kDrawn, "\r\n"},
      {SecretRule::Bearer, "-H 'AUTHORIZATION: BEARER  ", kDrawn, "'"},
      {SecretRule::BasicAuth, "Authorization: Basic ", join("YWxhZGRpbjpv", "cGVuc2VzYW1l"), ""},
      {SecretRule::AnthropicKey, "key ", join("sk-ant-", "api03-" + kDrawn), ", "},
      {SecretRule::OpenAiKey, "", join("sk-proj-", kDrawn), ""},
      {SecretRule::OpenAiKey, "(", join("sk-svcacct-", kDrawn), ")"},
      {SecretRule::SkKey, "Incorrect API key provided: ", join("sk-", kDrawn), "."},
      {SecretRule::StripeKey, "", join("sk_live_", "4eC39HqLyjWDarjtT1zdp7dc"), ""},
      {SecretRule::AwsKey, "id ", join("AKIA", "IOSFODNN7EXAMPLE"), " "},
      {SecretRule::GoogleKey, "?q=", join("AIza", "SyD-9tSrke72PouQMnMX-a7eZSW0jkFMBWY"), "&"},
      {SecretRule::GithubToken, "", join("ghp_", "16C7e42F292c6912E7710c838347Ae178B4a"), ""},
      {SecretRule::GithubToken, "", join("github_pat_", "11ABCDEFG0_" + kDrawn), ""},
      {SecretRule::GitlabToken, "", join("glpat-", "Zy8xWv6uTs4rQp2oNm0L"), ""},
      {SecretRule::SlackToken, "", join("xoxb-", "123456789012-abcDEF123456"), ""},
      {SecretRule::SlackToken, "https://", join("hooks.slack.com/services/", "T0AB1CD2E/B0FG3HI4J/k5L6m7N8o9P0"), ""},
      {SecretRule::ModelHostKey, "", join("hf_", kDrawn), ""},
      {SecretRule::ModelHostKey, "", join("gsk_", kDrawn), ""},
      {SecretRule::PackageToken, "", join("npm_", "a8Fk2Lq9Zx7Wm4Tn6Rv1Yb3Uc5Pd0Se8Gh2J"), ""},
      {SecretRule::SendgridKey, "", join("SG.", "ngeVfQFYQlKU0ufo8x5d1A.TwL2iGABf9DHoTf-09kqeF8tAmbihYzrnopKc-1s5cr"), ""},
      {SecretRule::UrlCredential, "postgres://", "app:hunter2", "@db.internal/main"},
      {SecretRule::Email, "write to ", "jane.doe+llm@mail.corp-x.co.uk", ", please."},
      {SecretRule::Email, "<", "a@b.de", ">"},
      {SecretRule::Card, "card ", "4111 1111 1111 1111", "."},
      {SecretRule::Card, "", "5500-0000-0000-0004", ""},
      {SecretRule::Card, "n=", "378282246310005", ""},
      {SecretRule::Assignment, "OPENAI_API_KEY=", "f3b1c9d2a7e84b06", "\n"},
      {SecretRule::Assignment, R"({"client_secret": ")", "p4ss-W0rd_Qx81Lm", R"("})"},
      {SecretRule::Assignment, R"(\"apiKey\":\")", "0f9e8d7c6b5a4132", R"(\")"},
      {SecretRule::Assignment, "password = '", "c0rrect-h0rse-Batt3ry_st4ple!", "'"},
  };
}

TEST(PatternScrub, FindsEachShapeWholeAndByItsName) {
  std::array<bool, kSecretRuleNames.size()> shown{};
  for (const Positive& positive : positives()) {
    const std::string text = positive.before + positive.secret + positive.after;
    const auto spans = find_secrets(text);
    ASSERT_EQ(spans.size(), 1U) << text;
    EXPECT_EQ(name_of(spans[0].rule), name_of(positive.rule)) << text;
    EXPECT_EQ(text.substr(spans[0].offset, spans[0].size), positive.secret);
    EXPECT_EQ(scrub(text), positive.before + mark_of(name_of(positive.rule)) + positive.after);
    shown[static_cast<std::size_t>(positive.rule)] = true;
  }
  for (std::size_t i = 0; i < shown.size(); ++i) EXPECT_TRUE(shown[i]) << kSecretRuleNames[i] << " has no example";
}

TEST(PatternScrub, LeavesWhatOnlyLooksLikeOne) {
  const std::vector<std::string> negatives{
      "req_01J9ZQX3T5W7Y9A1B3C5D7E9F1",
      "01JCQK8Z5M3N7P9R1T3V5X7Z9B",
      "chatcmpl-AbCdEf0123456789AbCdEf0123456",
      "resp_68a1f3c2d4e5f60718293a4b5c6d7e8f",
      "550e8400-e29b-41d4-a716-446655440000",
      "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
      R"("digest":"sha256:9f86d081884c7d659a2feaa0c55ad015","crc":"1a2b3c4d")",
      R"({"v":1,"kind":"operation","id":"01JCQK8Z5M3N7P9R1T3V5X7Z9B","ts":"2025-11-21T16:00:00.123456Z","caller_id":"9f86d081884c7d65"})",
      "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
      "idempotency_key=order-4711-a8Fk2Lq9Zx7W",
      "prompt_cache_key: tenant-9-a8Fk2Lq9Zx7Wm4",
      "Authorization: Bearer <API_KEY_PLACEHOLDER>",
      "Authorization: Bearer ${API_KEY}",
      "Bearer {{ token }}",
      "api_key=<API_KEY_PLACEHOLDER>",
      "api_key = \"${OPENAI_API_KEY_2}\"",
      "api_key: {{ vault_key_0123456789 }}",
      R"(api_key = { env = "OPENAI_API_KEY_2" })",
      "api_key = env:OPENAI_API_KEY_2",
      "key_file = /etc/jurymast/keys/tls-2025.pem",
      "sk-xxxxxxxxxxxxxxxxxxxxxxxx",
      "sk-your-key-goes-here-please",
      "sk-...",
      "sk-[REDACTED]",
      "token=[REDACTED:assignment]",
      "the task-specific-prompt-of-tenant-42 ran",
      "risk-based-routing-for-2-targets",
      "Bearer authentication is documented",
      "a basic configuration file",
      "Basic configuration1 of it",
      "npm install pkg@1.2.3",
      "uses: actions/checkout@v4.1",
      "git@github.com:org/repository.git",
      "logo@2x.png",
      "ops@gateway.example",
      "https://user:${PASSWORD}@host/",
      "https://user:<PASSWORD>@host/",
      "https://host:8443/path?x=a@b",
      "4111 1111 1111 1112",
      "seq 4111111111111112",
      "0.4111111111111111",
      "1732204800000000000",
      "0000000000000000",
      "max_tokens=128000",
      "const crypto::SipKey key = derive(record_key2, purpose)",
      "key = std::string_view{text}",
      "-----BEGIN CERTIFICATE-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END CERTIFICATE-----",
      "a file that holds -----BEGIN PRIVATE KEY----- is refused"};
  for (const std::string& text : negatives) {
    const auto spans = find_secrets(text);
    EXPECT_TRUE(spans.empty()) << text << " is told as " << name_of(spans.empty() ? SecretRule::SkKey : spans[0].rule);
    EXPECT_EQ(scrub(text), text);
  }
}

TEST(PatternScrub, FindsEverySecretOfAText_FromLeftToRight) {
  const std::string text = "a@b.de, " + join("sk-", kDrawn) + " and 4111111111111111; a@b.de";
  const auto spans = find_secrets(text);
  ASSERT_EQ(spans.size(), 4U);
  for (std::size_t i = 1; i < spans.size(); ++i) EXPECT_GE(spans[i].offset, spans[i - 1].offset + spans[i - 1].size);
  EXPECT_EQ(scrub(text), "[REDACTED:email], [REDACTED:sk_key] and [REDACTED:card]; [REDACTED:email]");
}

TEST(PatternScrub, DoneTwice_ChangesNothingMore) {
  for (const Positive& first : positives()) {
    for (const Positive& second : positives()) {
      const std::string once = scrub(first.secret + second.before + second.secret + first.before);
      EXPECT_EQ(scrub(once), once) << first.secret << second.secret;
    }
  }
}

TEST(PatternScrub, AScrubbedTextHasABound) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "a@b.de,";
  EXPECT_LE(scrub(text).size(), scrubbed_bytes_max(text.size()));
  EXPECT_GT(scrub(text).size(), text.size());
  for (const std::string_view rule : kSecretRuleNames) EXPECT_LE(mark_of(rule).size(), kMarkBytesMax);
}

TEST(PatternScrub, ThresholdOfEntropyIsThreeAndAHalfBits) {
  // Eleven different characters carry 3.46 bits each, twelve 3.58.
  EXPECT_TRUE(find_secrets("secret=abcdefghijk1abcdefghijk1").size() == 1);
  EXPECT_TRUE(find_secrets("secret=abcdefghij1abcdefghij1").empty());
}

/// The repository's own prose and code speak of keys, tokens, digests and ids on every page and hold no secret but the tests' own.
TEST(PatternScrub, OwnDocumentsHoldNoSecret) {
  std::size_t bytes = 0;
  std::size_t files = 0;
  for (const char* const folder : {"docs", "examples", "src/config", "src/record", "src/policy"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(std::filesystem::path(JURYMAST_SOURCE_DIR) / folder)) {
      const std::string name = entry.path().filename().string();
      if (!entry.is_regular_file() || name.ends_with("_test.cpp")) continue;
      std::ifstream file(entry.path(), std::ios::binary);
      const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
      bytes += text.size();
      ++files;
      for (const SecretSpan& span : find_secrets(text))
        ADD_FAILURE() << entry.path() << ": " << name_of(span.rule) << " " << text.substr(span.offset, span.size);
    }
  }
  EXPECT_GT(files, 50U);
  EXPECT_GT(bytes, 300'000U);
}

}  // namespace
}  // namespace jurymast::record
