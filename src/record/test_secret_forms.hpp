#pragma once
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.hpp"
#include "record/secret_forms.hpp"

/// Secrets drawn by lot, and the texts under which one may come to light, made in other ways than the code under test makes them.
namespace jurymast::record::testing {

inline constexpr std::string_view kStandard = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
inline constexpr std::string_view kUrl = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Base64 as RFC 4648 tells it, three bytes at a time.
inline std::string base64(std::string_view bytes, std::string_view alphabet) {
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    unsigned group = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      const unsigned byte = i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U;
      group = group << 8U | byte;
    }
    for (std::size_t k = 0; k < 4; ++k) {
      const bool padding = i + k > bytes.size();
      out += padding ? '=' : alphabet[group >> (18U - 6U * k) & 63U];
    }
  }
  return out;
}

inline std::string letters(Random& random, std::string_view alphabet, std::uint64_t count) {
  std::string text;
  for (std::uint64_t i = 0; i < count; ++i) text += alphabet[random.below(alphabet.size())];
  return text;
}

inline std::string drawn(std::size_t count, std::uint64_t seed = 1) {
  Random random(seed);
  return letters(random, kStandard.substr(0, 62), count);
}

inline std::string replaced(std::string_view text, std::string_view characters, std::string_view lead) {
  std::string out;
  for (const char c : text) {
    if (characters.find(c) != std::string_view::npos) out += lead;
    out += c;
  }
  return out;
}

inline std::string in_url(std::string_view text) {
  constexpr std::string_view kReserved = "/\"+\\";
  constexpr std::string_view kCodes[] = {"%2F", "%22", "%2B", "%5C"};
  std::string out;
  for (const char c : text) {
    const std::size_t reserved = kReserved.find(c);
    reserved == std::string_view::npos ? out += c : out += kCodes[reserved];
  }
  return out;
}

/// A text that holds a secret, and what of it stays before and behind the mark.
struct Form {
  std::string name;
  std::string text;
  std::string lead;
  std::string rest;
};

/// For secrets of letters, digits and `"` `\` `/` `+` `~`.
inline std::vector<Form> forms_of(std::string_view secret) {
  std::string hex;
  for (const char c : secret) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    hex += kDigits[static_cast<unsigned char>(c) >> 4U];
    hex += kDigits[static_cast<unsigned char>(c) & 15U];
  }
  std::string capital_hex = hex;
  for (char& c : capital_hex) c = c >= 'a' ? static_cast<char>(c - 32) : c;
  std::string small_url = in_url(secret);
  for (std::size_t i = 0; i + 2 < small_url.size(); ++i) {
    if (small_url[i] != '%') continue;
    for (const std::size_t k : {i + 1, i + 2})
      small_url[k] = small_url[k] >= 'A' ? static_cast<char>(small_url[k] | 0x20) : small_url[k];
  }
  std::string identifier(secret);
  for (char& c : identifier) c = c == '"' || c == '\\' || c == '~' ? '_' : c;
  std::vector<Form> forms{{"raw", std::string(secret), "", ""},
                          {"bearer", "Bearer " + std::string(secret), "Bearer ", ""},
                          {"url", in_url(secret), "", ""},
                          {"small url", small_url, "", ""},
                          {"json", replaced(secret, "\"\\", "\\"), "", ""},
                          {"json with slashes", replaced(secret, "\"\\/", "\\"), "", ""},
                          {"identifier", identifier, "", ""},
                          {"hex", hex, "", ""},
                          {"capital hex", capital_hex, "", ""}};
  for (const std::string_view alphabet : {kStandard, kUrl}) {
    for (std::size_t before = 0; before < 3; ++before) {
      std::string text = base64(std::string(before, 'x') + std::string(secret), alphabet);
      const std::string padding = text.substr(std::min(text.find('='), text.size()));
      forms.push_back({"base64", text, "", padding});
    }
  }
  return forms;
}

inline bool found_by_search(const std::vector<std::string>& secrets, std::string_view text) {
  const auto is_word_letter = [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); };
  for (const std::string& secret : secrets) {
    if (!is_worth_looking_for(secret)) continue;
    const SecretForms forms(secret);
    for (const SecretForm& form : forms.all()) {
      const std::string_view looked_for = forms.text_of(form);
      for (std::size_t at = text.find(looked_for); at != std::string_view::npos; at = text.find(looked_for, at + 1)) {
        const std::size_t end = at + looked_for.size();
        const bool joined = (at > 0 && is_word_letter(text[at - 1])) || (end < text.size() && is_word_letter(text[end]));
        if (!form.whole_word || !joined) return true;
      }
    }
  }
  return false;
}

}  // namespace jurymast::record::testing
