#include "config/problem.hpp"

#include <fmt/format.h>

#include <array>

namespace jurymast::config {
namespace {

constexpr std::array<std::string_view, 8> kKeyPrefixes{"sk-", "sk_", "Bearer ", "xai-", "gsk_", "AIza", "hf_", "r8_"};
constexpr std::size_t kKeyBytesMin = 12;

void append_escaped(std::string& out, char c) {
  const auto byte = static_cast<unsigned char>(c);
  if (c == '"' || c == '\\') {
    out += '\\';
    out += c;
  } else if (byte < 0x20 || byte > 0x7e) {
    out += fmt::format("\\x{:02x}", byte);
  } else {
    out += c;
  }
}

}  // namespace

std::string render(std::string_view file_name, const Problem& problem) {
  std::string line(file_name);
  if (problem.at.line != 0) line += fmt::format(":{}:{}", problem.at.line, problem.at.column);
  line += ": ";
  if (!problem.path.empty()) line += problem.path + ": ";
  line += problem.message;
  if (!problem.remedy.empty()) line += " — " + problem.remedy;
  return line;
}

bool looks_like_key(std::string_view text) {
  if (text.size() < kKeyBytesMin) return false;
  for (const std::string_view prefix : kKeyPrefixes) {
    if (text.starts_with(prefix)) return true;
  }
  return false;
}

std::string in_quotes(std::string_view text, std::size_t bytes_max) {
  if (looks_like_key(text)) return "the value (it looks like a key and is not repeated here)";
  std::string out = "\"";
  for (const char c : text.substr(0, bytes_max)) append_escaped(out, c);
  if (text.size() > bytes_max) out += "…";
  return out + "\"";
}

std::string join(const std::vector<std::string>& words) { return fmt::format("{}", fmt::join(words, ", ")); }

}  // namespace jurymast::config
