#include "crypto/digest.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <cstring>
#include <memory>

#include "base/assert.hpp"

namespace jurymast::crypto {
namespace {

constexpr std::size_t kBlockBytes = 64;

/// Fetched once: libcrypto looks an algorithm up under a lock each time it is asked for by EVP_sha256().
const EVP_MD* sha256_method() {
  static const EVP_MD* const method = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  JURYMAST_ASSERT(method != nullptr);
  return method;
}

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

/// One thread's working memory for digests; every digest starts it afresh.
EVP_MD_CTX* context() {
  thread_local const std::unique_ptr<EVP_MD_CTX, FreeContext> context(EVP_MD_CTX_new());
  JURYMAST_ASSERT(context != nullptr);
  return context.get();
}

std::string_view text_of(std::span<const unsigned char> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

Digest sha256(std::string_view bytes) { return sha256(bytes, {}); }

Digest sha256(std::string_view first, std::string_view second) {
  Digest digest;
  EVP_MD_CTX* const state = context();
  // libcrypto fails here only when memory has run out.
  const bool done = EVP_DigestInit_ex2(state, sha256_method(), nullptr) == 1 &&
                    EVP_DigestUpdate(state, first.data(), first.size()) == 1 &&
                    EVP_DigestUpdate(state, second.data(), second.size()) == 1 &&
                    EVP_DigestFinal_ex(state, digest.data(), nullptr) == 1;
  JURYMAST_ASSERT(done);
  return digest;
}

Digest hmac_sha256(std::string_view key, std::string_view bytes) {
  std::array<unsigned char, kBlockBytes> inner{};
  if (key.size() > kBlockBytes) {
    const Digest shortened = sha256(key);
    std::memcpy(inner.data(), shortened.data(), shortened.size());
  } else if (!key.empty()) {
    std::memcpy(inner.data(), key.data(), key.size());
  }
  std::array<unsigned char, kBlockBytes> outer = inner;
  for (auto& byte : inner) byte ^= 0x36U;
  for (auto& byte : outer) byte ^= 0x5cU;
  const Digest message = sha256(text_of(inner), bytes);
  const Digest digest = sha256(text_of(outer), text_of(message));
  OPENSSL_cleanse(inner.data(), inner.size());
  OPENSSL_cleanse(outer.data(), outer.size());
  return digest;
}

bool equal(std::span<const unsigned char> a, std::span<const unsigned char> b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace jurymast::crypto
