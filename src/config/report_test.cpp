#include "config/report.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "config/fake_secrets.hpp"

namespace jurymast::config {
namespace {

constexpr std::string_view kText = R"([targets.main]
base_url = "https://api.example.com/v1"
families = ["chat_completions"]
[targets.spare]
base_url = "https://api.example.net/v1"
families = ["chat_completions"]
[routes.assistant]
family = "chat_completions"
primary = "main"
fallback = ["spare"]
deadline = "30s"
)";

LoadedConfig load(std::string_view text) {
  FakeSecrets secrets;
  return load_config(text, "jurymast.toml", secrets);
}

TEST(ConfigReport, SummarisesEachRoute) {
  const std::string text = report_text(load(kText), Detail::Summary);
  EXPECT_NE(text.find("jurymast.toml: ok (0 clients, 2 targets, 1 route)"), std::string::npos) << text;
  EXPECT_NE(text.find("route assistant (chat_completions): main → spare; mode automatic; commit first_content; "
                      "deadline 30s; attempts 3, 2 per target"),
            std::string::npos)
      << text;
}

TEST(ConfigReport, ExplainsWhereEachValueComesFrom) {
  const std::string text = report_text(load(kText), Detail::EveryValue);
  EXPECT_NE(text.find("routes.assistant.deadline"), std::string::npos);
  EXPECT_NE(text.find("= \"30s\"  # jurymast.toml:11"), std::string::npos) << text;
  EXPECT_NE(text.find("= \"3s\"  # default"), std::string::npos) << text;
  EXPECT_EQ(report_text(load(kText), Detail::Summary).find("# default"), std::string::npos);
}

TEST(ConfigReport, JsonHoldsTheSameAsTheText) {
  const auto json = nlohmann::json::parse(report_json(load(kText), Detail::EveryValue));
  EXPECT_TRUE(json.at("ok").get<bool>());
  EXPECT_EQ(json.at("digest").get<std::string>().size(), 7U + 64U);
  EXPECT_EQ(json.at("routes").at(0).at("fallback").at(0), "spare");
  EXPECT_EQ(json.at("routes").at(0).at("deadline_streamed_ms"), 30'000);
  EXPECT_FALSE(json.at("warnings").empty());
  EXPECT_FALSE(json.at("values").empty());
}

TEST(ConfigReport, JsonListsEveryError) {
  const LoadedConfig loaded = load("[targets.main]\nx = 1\n");
  const auto json = nlohmann::json::parse(report_json(loaded, Detail::Summary));
  EXPECT_FALSE(json.at("ok").get<bool>());
  ASSERT_EQ(json.at("errors").size(), loaded.errors.size());
  EXPECT_EQ(json.at("errors").at(0).at("line"), loaded.errors[0].at.line);
  EXPECT_FALSE(json.contains("routes"));
}

}  // namespace
}  // namespace jurymast::config
