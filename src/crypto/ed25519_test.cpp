#include "crypto/ed25519.hpp"

#include <gtest/gtest.h>

#include "crypto/hex.hpp"

namespace jurymast::crypto {
namespace {

Secret seed_of(std::string_view hex) { return Secret(from_hex(hex).value()); }

/// RFC 8032, section 7.1, tests 1 and 2.
TEST(Ed25519, SignsAsRfc8032Says) {
  const Secret first = seed_of("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
  EXPECT_EQ(to_hex(ed25519_public_key(first)), "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  EXPECT_EQ(to_hex(ed25519_sign(first, "")),
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141"
            "438e7a100b");
  const Secret second = seed_of("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
  EXPECT_EQ(to_hex(ed25519_sign(second, "\x72")),
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d29"
            "1612bb0c00");
}

TEST(Ed25519, VerifiesThatMessageUnderThatKeyAlone) {
  const Secret seed(std::string(kEd25519SeedBytes, 'a'));
  const Ed25519PublicKey key = ed25519_public_key(seed);
  const Ed25519Signature signature = ed25519_sign(seed, "the log's head");
  EXPECT_TRUE(ed25519_verify(key, "the log's head", signature));
  EXPECT_FALSE(ed25519_verify(key, "the log's tail", signature));
  EXPECT_FALSE(ed25519_verify(ed25519_public_key(Secret(std::string(kEd25519SeedBytes, 'b'))), "the log's head", signature));
  for (std::size_t bit = 0; bit < signature.size() * 8; ++bit) {
    Ed25519Signature flipped = signature;
    flipped[bit / 8] ^= static_cast<unsigned char>(1U << bit % 8);
    EXPECT_FALSE(ed25519_verify(key, "the log's head", flipped)) << bit;
  }
}

}  // namespace
}  // namespace jurymast::crypto
