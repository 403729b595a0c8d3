#include "evidence/fixture.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "crypto/digest.hpp"
#include "crypto/hex.hpp"
#include "record/pattern_scrub.hpp"

namespace jurymast::evidence {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kCustomIdDigits = 12;

std::string_view token_limit_member(const FixtureForm& form) {
  if (!form.token_limit_member.empty()) return form.token_limit_member;
  return form.family == Family::ChatCompletions ? "max_tokens" : "max_output_tokens";
}

/// Nothing where the member is not a text that says something.
std::string text_in(const Json& json, const char* name) {
  const auto found = json.find(name);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

Result<unsigned> tokens_in(const Json& json) {
  const auto found = json.find("max_tokens");
  if (found == json.end()) return default_fixture().tokens_max;
  if (found->is_number_unsigned() && *found >= 1U && *found <= kCustomTokensMax) return found->get<unsigned>();
  return fail(Code::Invalid, "`max_tokens` of a custom prompt is a whole number from 1 to {}", kCustomTokensMax);
}

Result<void> check_harmless(std::string_view text) {
  const auto found = record::find_secrets(text);
  if (found.empty()) return {};
  return fail(Code::Denied, "the custom prompt holds what looks like a secret or a person's data ({}, at byte {}): take it out",
              record::name_of(found.front().rule), found.front().offset);
}

}  // namespace

const Fixture& default_fixture() {
  static const Fixture kFixture{"json-ok@1", "Return only a compact JSON object.",
                                R"(Health check. Reply with {"ok":true,"path":"fallback"}.)", 32};
  return kFixture;
}

Result<Fixture> read_custom_fixture(std::string_view text) {
  if (text.size() > kCustomFixtureBytesMax) {
    return fail(Code::Invalid, "a custom prompt has at most {} bytes", kCustomFixtureBytesMax);
  }
  if (const auto harmless = check_harmless(text); !harmless) return tl::unexpected(harmless.error());
  const Json json = Json::parse(text, nullptr, false);
  Fixture fixture;
  if (json.is_object()) {
    fixture.system = text_in(json, "system");
    fixture.user = text_in(json, "user");
  }
  if (fixture.system.empty() || fixture.user.empty()) {
    return fail(Code::Invalid, R"(a custom prompt is a JSON object: {{"system":"…","user":"…","max_tokens":32}})");
  }
  // Escapes in the JSON may have hidden what the check of its text was for.
  if (const auto harmless = check_harmless(fixture.system + "\n" + fixture.user); !harmless)
    return tl::unexpected(harmless.error());
  const auto tokens = tokens_in(json);
  if (!tokens) return tl::unexpected(tokens.error());
  fixture.tokens_max = *tokens;
  const std::string content =
      Json{fixture.system, fixture.user, fixture.tokens_max}.dump(-1, ' ', false, Json::error_handler_t::replace);
  fixture.id = fmt::format("custom-{}@1", crypto::to_hex(crypto::sha256(content)).substr(0, kCustomIdDigits));
  return fixture;
}

std::string fixture_body(const Fixture& fixture, const FixtureForm& form) {
  Json body{{"model", form.model}};
  if (form.family == Family::ChatCompletions) {
    body["messages"] = {{{"role", "system"}, {"content", fixture.system}}, {{"role", "user"}, {"content", fixture.user}}};
  } else {
    body["instructions"] = fixture.system;
    body["input"] = fixture.user;
  }
  body["temperature"] = 0;
  body[std::string(token_limit_member(form))] = fixture.tokens_max;
  if (form.family == Family::Responses) body["store"] = false;
  if (form.streamed) {
    body["stream"] = true;
    if (form.family == Family::ChatCompletions) body["stream_options"] = {{"include_usage", true}};
  }
  return body.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace jurymast::evidence
