#include "config/load_contract_pack.hpp"

#include <gtest/gtest.h>

#include "config/document.hpp"
#include "evidence/answer_check.hpp"

namespace jurymast::config {
namespace {

constexpr std::string_view kSmall = R"([pack]
name = "small"
title = "A small one"

[families.chat_completions]
source = "chat"
path = "/v1/chat/completions"
auth = "bearer"
response.object = "chat.completion"

[sources.chat]
url = "https://docs.example/chat"
accessed = "2026-07-02"
purpose = "Everything."
supports = ["chat_completions", "retry"]

[[details]]
area = "Retries"
topic = "retry"
verify = "Whether they are bounded."
sources = ["chat"]
accessed = "2026-07-02"
wording = "Retries should be bounded."
)";

/// The small pack with one text in another's place.
std::string with(std::string_view before, std::string_view after) {
  std::string text(kSmall);
  return text.replace(text.find(before), before.size(), after);
}

std::string problems_of(const std::string& text) { return load_contract_pack(text, "p.toml").problem_text(); }

TEST(LoadContractPack, ReadsWhatItSays) {
  const LoadedContractPack loaded = load_contract_pack(kSmall, "p.toml");
  ASSERT_TRUE(loaded.pack) << loaded.problem_text();
  EXPECT_EQ(loaded.pack->name, "small");
  ASSERT_NE(loaded.pack->contract_of(Family::ChatCompletions), nullptr);
  EXPECT_EQ(loaded.pack->contract_of(Family::ChatCompletions)->object, "chat.completion");
  EXPECT_EQ(loaded.pack->contract_of(Family::ChatCompletions)->method, "POST");
  EXPECT_EQ(loaded.pack->contract_of(Family::Responses), nullptr);
  EXPECT_EQ(loaded.pack->source("chat")->accessed, "2026-07-02");
  EXPECT_EQ(loaded.pack->details.at(0).wording, "Retries should be bounded.");
}

TEST(LoadContractPack, TellsEachErrorWithItsPlaceAndRemedy) {
  EXPECT_EQ(problems_of(with("title", "titel")),
            "p.toml:1:1: pack: title is missing — add title = … (one line of 1 to 500 bytes)\n"
            "p.toml:3:1: pack.titel: unknown key — did you mean \"title\"?\n");
  EXPECT_EQ(problems_of(with("[families.chat_completions]", "[families.chat]")),
            "p.toml:5:11: families.chat: unknown key — remove it, or write one of: chat_completions, responses\n");
  EXPECT_EQ(
      problems_of(with("accessed = \"2026-07-02\"\npurpose", "accessed = \"2026-02-30\"\npurpose")),
      "p.toml:13:12: sources.chat.accessed: \"2026-02-30\" is not accepted — write a day such as \"2026-07-02\", or \"unknown\"\n");
  EXPECT_EQ(problems_of(with("accessed = \"2026-07-02\"\npurpose", "accessed = \"unknown\"\npurpose")), "");
  EXPECT_EQ(problems_of(with("https://docs.example/chat", "https://user:key@docs.example/chat")),
            "p.toml:12:7: sources.chat.url: \"https://user:key@docs.example/chat\" is not accepted — write an address such as "
            "\"https://docs.example/api/chat\", without query and fragment, of at most 200 bytes\n");
  EXPECT_EQ(problems_of(with("sources = [\"chat\"]", "sources = [\"other\"]")),
            "p.toml:21:12: details[0].sources[0]: there is no source \"other\" — add [sources.other], or name another\n");
}

TEST(LoadContractPack, RefusesASourceThatDoesNotSupportTheArea) {
  EXPECT_EQ(
      problems_of(with("topic = \"retry\"", "topic = \"authentication\"")),
      "p.toml:21:12: details[0].sources[0]: source_does_not_support_area: \"chat\" does not support \"authentication\" — cite a "
      "page that does, or add the topic to [sources.chat] if the page says so\n");
  EXPECT_NE(
      problems_of(with("supports = [\"chat_completions\", \"retry\"]", "supports = [\"retry\"]")).find("families.chat_completions"),
      std::string::npos);
}

TEST(LoadContractPack, IsBounded) {
  std::string many(kSmall);
  for (std::size_t i = 0; i < evidence::kPackDetailsMax; ++i) many += "[[details]]\n";
  EXPECT_NE(problems_of(many).find("65 of them, where at most 64 are accepted"), std::string::npos);
  EXPECT_NE(problems_of(std::string(kConfigBytesMax + 1, '#')), "");
}

TEST(LoadContractPack, NeedsItsTables) {
  const LoadedContractPack empty = load_contract_pack("", "p.toml");
  EXPECT_FALSE(empty.pack);
  EXPECT_EQ(empty.errors.size(), 3U) << empty.problem_text();
}

TEST(ShippedPacks, AreValid_AndBearTheirNames) {
  for (const evidence::ShippedPack& shipped : evidence::shipped_packs()) {
    const LoadedContractPack loaded = load_contract_pack(shipped.text, shipped.name);
    ASSERT_TRUE(loaded.pack) << loaded.problem_text();
    EXPECT_EQ(loaded.pack->name, shipped.name);
    EXPECT_FALSE(loaded.pack->details.empty());
    EXPECT_NE(loaded.pack->contract_of(Family::ChatCompletions), nullptr);
    EXPECT_NE(loaded.pack->contract_of(Family::Responses), nullptr);
  }
}

TEST(ShippedPacks, TakeAPlainAnswerOfEachFamilyForConforming) {
  const std::string chat =
      R"({"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"logprobs":null,"finish_reason":"stop",)"
      R"("message":{"role":"assistant","content":"t","refusal":null}}]})";
  for (const evidence::ShippedPack& shipped : evidence::shipped_packs()) {
    const LoadedContractPack loaded = load_contract_pack(shipped.text, shipped.name);
    const auto findings = evidence::check_answer(
        *loaded.pack, {.family = Family::ChatCompletions, .status = 200, .content_type = "application/json", .body = chat});
    EXPECT_TRUE(findings.empty()) << shipped.name << ": " << findings.front().id << " " << findings.front().where;
  }
}

TEST(ContractName, IsAShippedOneOrAFile) {
  EXPECT_FALSE(check_contract_name("cometapi"));
  EXPECT_FALSE(check_contract_name("packs/mine"));
  EXPECT_FALSE(check_contract_name("mine.toml"));
  const auto problem = check_contract_name("comet_api");
  ASSERT_TRUE(problem);
  EXPECT_EQ(problem->message, "no contract pack is called \"comet_api\"");
  EXPECT_EQ(problem->remedy, "did you mean \"cometapi\"?");
}

}  // namespace
}  // namespace jurymast::config
