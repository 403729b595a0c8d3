#pragma once
#include <cstddef>
#include <optional>
#include <string_view>

#include "record/pattern_scrub.hpp"

/// What find_secrets() asks at one place of a text; each answer is the secret's own part, without the words that led to it. None looks
/// before `floor`, where the last secret ended, and each reads a bounded number of bytes.
namespace jurymast::record {

/// The text and the place where the last secret ended, before which nothing is read.
struct PatternText {
  std::string_view text;
  std::size_t floor = 0;

  char at(std::size_t i) const { return i < text.size() ? text[i] : '\0'; }
  char before(std::size_t i) const { return i > floor ? text[i - 1] : '\0'; }
};

/// A key of a known vendor that begins here.
std::optional<SecretSpan> token_at(const PatternText& in, std::size_t begin);
/// `Bearer …` or `Basic …` that begins here, in any case.
std::optional<SecretSpan> authorization_at(const PatternText& in, std::size_t begin);
/// The PEM block of a private key that begins here.
std::optional<SecretSpan> private_key_at(const PatternText& in, std::size_t begin);
/// A card's number that begins here.
std::optional<SecretSpan> card_at(const PatternText& in, std::size_t begin);
/// The e-mail address around the `@` that stands here.
std::optional<SecretSpan> email_around(const PatternText& in, std::size_t at_sign);
/// The user and password behind the `://` whose colon stands here.
std::optional<SecretSpan> url_credential_behind(const PatternText& in, std::size_t colon);
/// The value behind the `=` or `:` that stands here, where the name before it speaks of a secret and the value is like one.
std::optional<SecretSpan> assigned_secret(const PatternText& in, std::size_t sign);

/// True if a text looks drawn by lot rather than written: several different characters, and a digit or a capital behind a small letter.
bool looks_drawn(std::string_view text);
/// True if a character carries at least 3.5 bits on average; in integers, so that every machine decides alike.
bool has_high_entropy(std::string_view text);

}  // namespace jurymast::record
