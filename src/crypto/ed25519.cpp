#include "crypto/ed25519.hpp"

#include <openssl/evp.h>

#include <memory>

#include "base/assert.hpp"

namespace jurymast::crypto {
namespace {

struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Key = std::unique_ptr<EVP_PKEY, FreeKey>;
using Context = std::unique_ptr<EVP_MD_CTX, FreeContext>;

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

Key private_key(const Secret& seed) {
  JURYMAST_ASSERT(seed.reveal().size() == kEd25519SeedBytes);
  Key key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, bytes_of(seed.reveal()), seed.reveal().size()));
  JURYMAST_ASSERT(key != nullptr);
  return key;
}

}  // namespace

Ed25519PublicKey ed25519_public_key(const Secret& seed) {
  Ed25519PublicKey key{};
  std::size_t size = key.size();
  const int read = EVP_PKEY_get_raw_public_key(private_key(seed).get(), key.data(), &size);
  JURYMAST_ASSERT(read == 1 && size == key.size());
  return key;
}

Ed25519Signature ed25519_sign(const Secret& seed, std::string_view message) {
  const Key key = private_key(seed);
  const Context context(EVP_MD_CTX_new());
  JURYMAST_ASSERT(context != nullptr);
  Ed25519Signature signature{};
  std::size_t size = signature.size();
  const bool made = EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
                    EVP_DigestSign(context.get(), signature.data(), &size, bytes_of(message), message.size()) == 1;
  JURYMAST_ASSERT(made && size == signature.size());
  return signature;
}

bool ed25519_verify(const Ed25519PublicKey& key, std::string_view message, const Ed25519Signature& signature) {
  const Key public_key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, key.data(), key.size()));
  const Context context(EVP_MD_CTX_new());
  if (!public_key || !context) return false;
  return EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, public_key.get()) == 1 &&
         EVP_DigestVerify(context.get(), signature.data(), signature.size(), bytes_of(message), message.size()) == 1;
}

}  // namespace jurymast::crypto
