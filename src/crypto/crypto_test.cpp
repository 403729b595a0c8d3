#include <gtest/gtest.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>

#include <string>
#include <vector>

#include "base/random.hpp"
#include "crypto/digest.hpp"
#include "crypto/hex.hpp"
#include "crypto/siphash.hpp"

namespace jurymast::crypto {
namespace {

/// SipHash as libcrypto computes it, to hold ours against.
std::uint64_t siphash_of_libcrypto(const SipKey& key, std::string_view text) {
  EVP_MAC* const method = EVP_MAC_fetch(nullptr, "SIPHASH", nullptr);
  EVP_MAC_CTX* const context = EVP_MAC_CTX_new(method);
  unsigned size = 8;
  const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_uint(OSSL_MAC_PARAM_SIZE, &size), OSSL_PARAM_construct_end()};
  std::array<unsigned char, 8> out{};
  std::size_t written = 0;
  EXPECT_EQ(EVP_MAC_init(context, key.data(), key.size(), parameters), 1);
  EXPECT_EQ(EVP_MAC_update(context, reinterpret_cast<const unsigned char*>(text.data()), text.size()), 1);
  EXPECT_EQ(EVP_MAC_final(context, out.data(), &written, out.size()), 1);
  EVP_MAC_CTX_free(context);
  EVP_MAC_free(method);
  std::uint64_t hash = 0;
  for (std::size_t i = 8; i-- > 0;) hash = hash << 8 | out[i];
  return hash;
}

TEST(Sha256, GivesThePublishedDigests) {
  EXPECT_EQ(to_hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(to_hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(to_hex(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(to_hex(sha256(std::string(1'000'000, 'a'))),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(HmacSha256, GivesTheDigestsOfRfc4231) {
  EXPECT_EQ(to_hex(hmac_sha256(std::string(20, '\x0b'), "Hi There")),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(to_hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(to_hex(hmac_sha256(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First")),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(SipHash, GivesThePublishedHashes) {
  SipKey key;
  for (std::size_t i = 0; i < key.size(); ++i) key[i] = static_cast<unsigned char>(i);
  std::string text;
  EXPECT_EQ(siphash24(key, text), 0x726fdb47dd0e0e31U);
  for (char c = 0; c < 15; ++c) text += c;
  EXPECT_EQ(siphash24(key, text), 0xa129ca6149be45e5U);
}

TEST(SipHash, AgreesWithLibcryptoAtEveryLength) {
  Random random(7);
  for (std::size_t size = 0; size < 80; ++size) {
    SipKey key;
    for (auto& byte : key) byte = static_cast<unsigned char>(random.below(256));
    std::string text;
    while (text.size() < size) text += static_cast<char>(random.below(256));
    EXPECT_EQ(siphash24(key, text), siphash_of_libcrypto(key, text)) << "length " << size;
  }
}

TEST(Equal, HoldsForTheSameBytesOnly) {
  EXPECT_TRUE(equal(sha256("a"), sha256("a")));
  Digest other = sha256("a");
  other.back() ^= 1U;
  EXPECT_FALSE(equal(sha256("a"), other));
  EXPECT_FALSE(equal(std::vector<unsigned char>{1, 2}, std::vector<unsigned char>{1, 2, 3}));
  EXPECT_TRUE(equal({}, {}));
}

TEST(Hex, RoundTrips_AndTakesNothingElse) {
  EXPECT_EQ(to_hex(std::vector<unsigned char>{0x00, 0xff, 0x1a}), "00ff1a");
  EXPECT_EQ(from_hex("00FF1a"), std::string("\x00\xff\x1a", 3));
  EXPECT_EQ(from_hex(""), "");
  EXPECT_FALSE(from_hex("0"));
  EXPECT_FALSE(from_hex("0g"));
  EXPECT_FALSE(from_hex("0x"));
}

}  // namespace
}  // namespace jurymast::crypto
