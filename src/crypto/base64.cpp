#include "crypto/base64.hpp"

#include <openssl/evp.h>

#include <algorithm>

namespace jurymast::crypto {

std::string to_base64(std::span<const unsigned char> bytes) {
  // libcrypto ends what it writes with a zero byte.
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes.data(), static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(size));
  return text;
}

std::optional<std::string> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::string bytes(text.size() / 4 * 3, '\0');
  const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                   reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
  if (size < 0) return std::nullopt;
  const std::size_t padding = text.ends_with("==") ? 2U : text.ends_with('=') ? 1U : 0U;
  bytes.resize(static_cast<std::size_t>(size) - padding);
  // libcrypto bears with spaces and odd endings; one text alone stands for these bytes.
  const auto* const data = reinterpret_cast<const unsigned char*>(bytes.data());
  if (to_base64({data, bytes.size()}) != text) return std::nullopt;
  return bytes;
}

}  // namespace jurymast::crypto
