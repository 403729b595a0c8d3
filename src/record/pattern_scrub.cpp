#include "record/pattern_scrub.hpp"

#include <array>
#include <optional>

#include "record/pattern_shapes.hpp"

namespace jurymast::record {
namespace {

/// Which rules a character may concern; most characters of a text concern none.
enum class Start : unsigned char { None, Token, TokenOrWord, Digit, AtSign, Colon, Equals, Dash };

constexpr std::array<Start, 256> make_starts() {
  std::array<Start, 256> starts{};
  for (const char c : std::string_view("AGSdeghnprswxy")) starts[static_cast<unsigned char>(c)] = Start::Token;
  for (const char c : std::string_view("bB")) starts[static_cast<unsigned char>(c)] = Start::TokenOrWord;
  for (char c = '0'; c <= '9'; ++c) starts[static_cast<unsigned char>(c)] = Start::Digit;
  starts['@'] = Start::AtSign;
  starts[':'] = Start::Colon;
  starts['='] = Start::Equals;
  starts['-'] = Start::Dash;
  return starts;
}
constexpr auto kStarts = make_starts();

std::optional<SecretSpan> secret_at(const PatternText& in, std::size_t at) {
  switch (kStarts[static_cast<unsigned char>(in.text[at])]) {
    case Start::None:
      return std::nullopt;
    case Start::Token:
      return token_at(in, at);
    case Start::TokenOrWord:
      if (const auto found = authorization_at(in, at)) return found;
      return token_at(in, at);
    case Start::Digit:
      return card_at(in, at);
    case Start::AtSign:
      return email_around(in, at);
    case Start::Colon:
      if (const auto found = url_credential_behind(in, at)) return found;
      return assigned_secret(in, at);
    case Start::Equals:
      return assigned_secret(in, at);
    case Start::Dash:
      return private_key_at(in, at);
  }
  return std::nullopt;
}

std::string with_marks(std::string_view text, const std::vector<SecretSpan>& spans) {
  std::string out;
  std::size_t from = 0;
  for (const SecretSpan& span : spans) {
    out.append(text.substr(from, span.offset - from)).append(mark_of(name_of(span.rule)));
    from = span.offset + span.size;
  }
  return out.append(text.substr(from));
}

}  // namespace

std::string mark_of(std::string_view rule) { return std::string("[REDACTED:").append(rule).append("]"); }

std::vector<SecretSpan> find_secrets(std::string_view text) {
  std::vector<SecretSpan> spans;
  PatternText in{text, 0};
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto found = secret_at(in, at);
    if (!found) continue;
    spans.push_back(*found);
    in.floor = found->offset + found->size;
    at = in.floor - 1;
  }
  return spans;
}

std::string scrub(std::string_view text) {
  // What stood beside a secret may look like one once that is gone.
  constexpr int kRoundsMax = 4;
  std::string scrubbed(text);
  std::vector<SecretSpan> spans;
  for (int round = 0; round < kRoundsMax; ++round) {
    spans = find_secrets(scrubbed);
    if (spans.empty()) return scrubbed;
    scrubbed = with_marks(scrubbed, spans);
  }
  spans = find_secrets(scrubbed);
  return spans.empty() ? scrubbed : mark_of(name_of(spans.front().rule));
}

}  // namespace jurymast::record
