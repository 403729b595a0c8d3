#include <gtest/gtest.h>

#include "config/fake_secrets.hpp"
#include "config/load_config.hpp"
#include "config/load_contract_pack.hpp"

namespace jurymast::config {
namespace {

LoadedConfig load_with(const std::string& target) {
  FakeSecrets secrets;
  return load_config(
      "[clients.web]\nkey = { env = \"WEB_KEY\" }\n[targets.main]\nbase_url = \"https://api.example/v1\"\n"
      "families = [\"chat_completions\"]\n" +
          target +
          "\n[routes.assistant]\nfamily = \"chat_completions\"\nprimary = \"main\"\nmode = \"off\"\n"
          "token_limit = 100\n",
      "c.toml", secrets);
}

TEST(TargetContract, IsAShippedPackByDefault) {
  const LoadedConfig loaded = load_with("");
  ASSERT_TRUE(loaded.ok()) << loaded.problem_text();
  EXPECT_NE(evidence::shipped_pack(loaded.snapshot->targets[0].contract), nullptr);
}

TEST(TargetContract, MayBeAFileThatCanBeRead) {
  EXPECT_TRUE(load_with("contract = \"/certificates/server.pem\"").ok());
  EXPECT_EQ(
      load_with("contract = \"packs/none.toml\"").problem_text(),
      "c.toml:6:12: targets.main.contract: the file \"packs/none.toml\" cannot be read: No such file or directory — create it, or "
      "name another\n");
}

TEST(TargetContract, IsRefusedWhereNoPackHasItsName) {
  EXPECT_EQ(load_with("contract = \"comet\"").problem_text(),
            "c.toml:6:12: targets.main.contract: no contract pack is called \"comet\" — write one of: cometapi, "
            "jurymast_mock, openai, openai_compatible; or the path of a file, with a `/` in it\n");
}

TEST(TargetContract, WarnsOfAModelThatTheDocumentationPointsToTheOtherFamily) {
  const LoadedConfig loaded = load_with("contract = \"cometapi\"\nmodel = \"o3-mini\"");
  ASSERT_TRUE(loaded.ok()) << loaded.problem_text();
  EXPECT_NE(loaded.problem_text().find("targets.main.model: documented_family_differs"), std::string::npos)
      << loaded.problem_text();
  EXPECT_EQ(load_with("contract = \"cometapi\"\nmodel = \"gpt-5.1\"").problem_text().find("documented_family_differs"),
            std::string::npos);
}

}  // namespace
}  // namespace jurymast::config
