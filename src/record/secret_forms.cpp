#include "record/secret_forms.hpp"

#include <cstring>

#include "base/assert.hpp"
#include "record/json_line.hpp"
#include "record/pattern_shapes.hpp"

namespace jurymast::record {
namespace {

constexpr std::string_view kCapitalHex = "0123456789ABCDEF";
constexpr std::string_view kSmallHex = "0123456789abcdef";
constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kBase64Url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// No form of a piece is longer; what is left over at the end is joined to the piece before it.
constexpr std::size_t kPieceBytes = 24;
/// Six characters of JSON for a byte are the most, and all forms together are less than forty.
constexpr std::size_t kFormBytesPerByteMax = 40;

bool is_unreserved(char c) {
  const bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  return letter || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
}

void put_hex(std::string& out, char c, std::string_view digits) {
  const auto byte = static_cast<unsigned char>(c);
  out += digits[byte >> 4U];
  out += digits[byte & 15U];
}

void put_url(std::string& out, std::string_view secret, std::string_view digits) {
  for (const char c : secret) {
    if (is_unreserved(c)) {
      out += c;
    } else {
      out += '%';
      put_hex(out, c, digits);
    }
  }
}

void put_json(std::string& out, std::string_view secret, bool escape_slash) {
  for (const char c : secret) {
    if (c == '"' || c == '\\' || (c == '/' && escape_slash)) out += '\\';
    if (static_cast<unsigned char>(c) >= 0x20) {
      out += c;
    } else {
      out += "\\u00";
      put_hex(out, c, kSmallHex);
    }
  }
}

/// The characters of a base64 text that the secret alone decides where `before` bytes stand before it in their group of three.
void put_base64(std::string& out, std::string_view secret, std::size_t before, std::string_view alphabet) {
  const std::size_t bits = (before + secret.size()) * 8;
  for (std::size_t bit = (before * 8 + 5) / 6 * 6; bit + 6 <= bits; bit += 6) {
    const std::size_t begin = bit - before * 8;
    const auto high = static_cast<unsigned char>(secret[begin / 8]);
    const auto low = begin / 8 + 1 < secret.size() ? static_cast<unsigned char>(secret[begin / 8 + 1]) : 0U;
    const unsigned pair = static_cast<unsigned>(high) << 8U | low;
    out += alphabet[pair >> (10 - begin % 8) & 63U];
  }
}

}  // namespace

bool is_worth_looking_for(std::string_view secret) {
  if (secret.size() < kKnownSecretBytesMin) return false;
  return secret.size() >= kKnownSecretBytesSure || looks_drawn(secret);
}

SecretForms::SecretForms(std::string_view secret) {
  const std::string_view looked_for = secret.substr(0, kSecretBytesLookedFor);
  // One buffer that never moves: a moved one would leave its bytes behind.
  const std::size_t bytes_max = (looked_for.size() + kFragmentBytes) * kFormBytesPerByteMax;
  bytes_.reserve(bytes_max);
  add_texts(looked_for);
  add_base64(looked_for);
  add_fragment(secret);
  JURYMAST_ASSERT(bytes_.size() <= bytes_max);
}

SecretForms::~SecretForms() { explicit_bzero(bytes_.data(), bytes_.size()); }

template <class Encode>
void SecretForms::add(Encode&& encode) {
  const std::size_t begin = bytes_.size();
  encode(bytes_);
  take_form(begin);
}

void SecretForms::take_form(std::size_t begin) {
  std::size_t left = bytes_.size() - begin;
  while (left > 0) {
    const std::size_t size = left < 2 * kPieceBytes ? left : kPieceBytes;
    forms_.push_back({begin, size, false});
    begin += size;
    left -= size;
  }
}

void SecretForms::add_texts(std::string_view secret) {
  add([&](std::string& out) { out += secret; });
  add([&](std::string& out) { put_url(out, secret, kCapitalHex); });
  add([&](std::string& out) { put_url(out, secret, kSmallHex); });
  add([&](std::string& out) { put_json(out, secret, false); });
  add([&](std::string& out) { put_json(out, secret, true); });
  add([&](std::string& out) {
    for (const char c : secret) out += JsonLine::identifier_character(c);
  });
  for (const std::string_view digits : {kSmallHex, kCapitalHex}) {
    add([&](std::string& out) {
      for (const char c : secret) put_hex(out, c, digits);
    });
  }
}

void SecretForms::add_base64(std::string_view secret) {
  constexpr std::size_t kAlignments = 3;
  for (std::size_t before = 0; before < kAlignments; ++before) {
    add([&](std::string& out) { put_base64(out, secret, before, kBase64); });
    add([&](std::string& out) { put_base64(out, secret, before, kBase64Url); });
  }
}

void SecretForms::add_fragment(std::string_view secret) {
  if (secret.size() < kFragmentSecretBytesMin) return;
  const std::string_view fragment = secret.substr(secret.size() - kFragmentBytes);
  if (!looks_drawn(fragment)) return;
  forms_.push_back({bytes_.size(), fragment.size(), true});
  bytes_ += fragment;
}

}  // namespace jurymast::record
