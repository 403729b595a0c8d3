#include "evidence/contract_pack.hpp"

#include <gtest/gtest.h>

#include "evidence/test_pack.hpp"

namespace jurymast::evidence {
namespace {

TEST(ContractPack, CitesAPageOnlyForWhatItSupports_UnderEachOfItsAddresses) {
  const ContractPack pack = test_pack();
  EXPECT_TRUE(pack.supports("https://docs.example/chat", "chat_completions"));
  EXPECT_TRUE(pack.supports("https://docs.example/api-1", "chat_completions"));
  EXPECT_FALSE(pack.supports("https://docs.example/retries", "chat_completions"));
  EXPECT_FALSE(pack.supports("https://docs.example/other", "retry"));
}

TEST(ContractPack, PointsAModelToItsDocumentedFamily) {
  const ContractPack pack = test_pack();
  EXPECT_EQ(pack.advised_family("o3-mini"), Family::Responses);
  EXPECT_EQ(pack.advised_family("gpt-5-codex-high"), Family::Responses);
  EXPECT_EQ(pack.advised_family("gpt-5.1"), std::nullopt);
}

TEST(ContractPack, APatternDescribesTheWholeText) {
  EXPECT_TRUE(describes("response.*", "response.output_text.delta"));
  EXPECT_TRUE(describes("*", ""));
  EXPECT_TRUE(describes("a*b*c", "axxbyybzc"));
  EXPECT_TRUE(describes("", ""));
  EXPECT_FALSE(describes("", "x"));
  EXPECT_FALSE(describes("a*b", "axxbc"));
  EXPECT_FALSE(describes("response.*", "resp"));
}

TEST(ShippedPacks, AreThere) {
  EXPECT_EQ(shipped_packs().size(), 4U);
  for (const ShippedPack& pack : shipped_packs())
    EXPECT_NE(pack.text.find("name = \"" + std::string(pack.name) + "\""), std::string::npos);
  EXPECT_NE(shipped_pack("cometapi"), nullptr);
  EXPECT_EQ(shipped_pack("nobody"), nullptr);
}

}  // namespace
}  // namespace jurymast::evidence
