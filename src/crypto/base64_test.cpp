#include "crypto/base64.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/random.hpp"

namespace jurymast::crypto {
namespace {

std::string encoded(std::string_view text) { return to_base64({reinterpret_cast<const unsigned char*>(text.data()), text.size()}); }

TEST(Base64, IsThatOfRfc4648) {
  EXPECT_EQ(encoded(""), "");
  EXPECT_EQ(encoded("f"), "Zg==");
  EXPECT_EQ(encoded("fo"), "Zm8=");
  EXPECT_EQ(encoded("foo"), "Zm9v");
  EXPECT_EQ(encoded("foobar"), "Zm9vYmFy");
}

TEST(Base64, GivesBackWhatItWasGiven) {
  Random random(1);
  for (std::size_t size = 0; size < 200; ++size) {
    std::string bytes(size, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random.below(256));
    const auto read = from_base64(encoded(bytes));
    ASSERT_TRUE(read) << size;
    EXPECT_EQ(*read, bytes);
  }
}

TEST(Base64, ReadsNothingElse) {
  for (const char* const wrong : {"Zg", "Zg=", "Zh==", "Zm9=", "Zm9v\n", " Zm9v", "Zm9v====", "Zm_v", "=Zm9", "Zm=v"}) {
    EXPECT_FALSE(from_base64(wrong)) << wrong;
  }
}

}  // namespace
}  // namespace jurymast::crypto
