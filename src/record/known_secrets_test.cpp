#include "record/known_secrets.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/random.hpp"
#include "crypto/hex.hpp"
#include "record/secret_forms.hpp"
#include "record/test_secret_forms.hpp"

namespace jurymast::record {
namespace {

using testing::Form;

const std::string kSecret = "s3cr3t/\"Qx+81L\\m~9Zk4Wv7Tn2Rb6Yc";

KnownSecrets set_of(const std::vector<std::string_view>& secrets) { return KnownSecrets(secrets); }

TEST(KnownSecrets, FindsEachForm_AndMasksIt) {
  const KnownSecrets known = set_of({kSecret});
  for (const Form& form : testing::forms_of(kSecret)) {
    const std::string text = "before " + form.text + " after";
    EXPECT_TRUE(known.found_in(text)) << form.name;
    const auto masked = known.masked(text);
    ASSERT_TRUE(masked) << form.name;
    EXPECT_EQ(*masked, "before " + form.lead + "[REDACTED:known_secret]" + form.rest + " after") << form.name;
    EXPECT_FALSE(known.found_in(*masked)) << form.name;
  }
}

TEST(KnownSecrets, FindsASecretInsideEncodedJson_AtEveryAlignment) {
  const KnownSecrets known = set_of({kSecret});
  for (std::size_t before = 0; before < 12; ++before) {
    const std::string whole = std::string(before, 'x') + kSecret + "tail";
    EXPECT_TRUE(known.found_in(testing::base64(whole, testing::kStandard))) << before;
    EXPECT_TRUE(known.found_in(testing::base64(whole, testing::kUrl))) << before;
    EXPECT_TRUE(known.found_in(crypto::to_hex({reinterpret_cast<const unsigned char*>(whole.data()), whole.size()}))) << before;
  }
}

TEST(KnownSecrets, NothingFound_IsNothingMasked) {
  const KnownSecrets known = set_of({kSecret, "another-Secret-0001"});
  for (const std::string_view text :
       {"", "s", "s3cr3t", "{\"v\":1,\"kind\":\"operation\"}", "an0ther-Secret-0001", "REDACTED:known_secret"}) {
    EXPECT_FALSE(known.found_in(text)) << text;
    EXPECT_FALSE(known.masked(text)) << text;
  }
  EXPECT_FALSE(KnownSecrets().found_in("anything at all"));
}

TEST(KnownSecrets, APieceOfALongSecretIsFound_WhereTheRestWasCutOff) {
  const std::string secret = "k-" + testing::drawn(200);
  const KnownSecrets known = set_of({secret});
  const auto masked = known.masked("\"" + secret.substr(0, 64) + "\"");
  ASSERT_TRUE(masked);
  EXPECT_EQ(*masked, "\"[REDACTED:known_secret]\"");
}

TEST(KnownSecrets, LastEightCharactersCountAsAWordAlone) {
  const std::string secret = "k-0123456789-abcdefgh-Qx81LmZk";
  const KnownSecrets known = set_of({secret});
  EXPECT_EQ(known.masked("key ****Qx81LmZk was refused"), "key [REDACTED:known_secret] was refused");
  EXPECT_FALSE(known.found_in("req_aQx81LmZk"));
  EXPECT_FALSE(known.found_in("Qx81LmZk0"));
  // Of a short secret, and of one that ends in a word, they would be found by chance.
  EXPECT_FALSE(set_of({"k-0123-Qx81LmZk"}).found_in("key Qx81LmZk"));
  EXPECT_FALSE(set_of({"k-0123456789-abcdefgh-assembly"}).found_in("an assembly"));
}

TEST(KnownSecrets, WhatIsShortOrAWordIsLeftOut_AndCounted) {
  const KnownSecrets known = set_of({"short1", "password", "assistant-main", "dr4wnKey"});
  EXPECT_EQ(known.left_out(), 3U);
  EXPECT_FALSE(known.found_in("the password of assistant-main is short1"));
  EXPECT_TRUE(known.found_in("x dr4wnKey x"));
}

TEST(KnownSecrets, HitsThatOverlapAreOneMark) {
  const KnownSecrets known = set_of({"abcdef123456Xyz-abcdef123456Xyz", "123456Xyz-abcdef"});
  EXPECT_EQ(known.masked("1 abcdef123456Xyz-abcdef123456Xyz 2 123456Xyz-abcdef 3"),
            "1 [REDACTED:known_secret] 2 [REDACTED:known_secret] 3");
}

/// The automaton against a search for each form by itself.
TEST(KnownSecrets, AgreesWithSearchingForEachFormByItself) {
  Random random(20251121);
  constexpr std::string_view kFew = "ab1-Z\"/";
  for (int round = 0; round < 300; ++round) {
    std::vector<std::string> secrets;
    for (int i = 0; i < 3; ++i) secrets.push_back(testing::letters(random, kFew, 8 + random.below(30)));
    const KnownSecrets known(std::vector<std::string_view>(secrets.begin(), secrets.end()));
    for (int i = 0; i < 20; ++i) {
      std::string text = testing::letters(random, kFew, random.below(60));
      if (i % 2 == 0) text += secrets[random.below(3)].substr(random.below(2)) + testing::letters(random, kFew, 5);
      EXPECT_EQ(known.found_in(text), testing::found_by_search(secrets, text)) << text;
    }
  }
}

TEST(KnownSecrets, WhatGoesBeyondTheBoundIsLeftOut) {
  std::vector<std::string> secrets;
  for (int i = 0; i < 300; ++i) secrets.push_back(testing::drawn(600, static_cast<std::uint64_t>(i)));
  const KnownSecrets known(std::vector<std::string_view>(secrets.begin(), secrets.end()));
  EXPECT_GT(known.left_out(), 0U);
  EXPECT_LT(known.left_out(), 300U);
  EXPECT_TRUE(known.found_in(secrets.front()));
}

}  // namespace
}  // namespace jurymast::record
