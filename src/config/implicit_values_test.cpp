#include "config/implicit_values.hpp"

#include <gtest/gtest.h>

#include <string>

#include "config/fake_secrets.hpp"

namespace jurymast::config {
namespace {

constexpr std::string_view kExplicit = R"([server]
environment = "production"
labels = { service = "chat" }
trace = false

[targets."eu.main"]
base_url = "https://api.example.com/v1"
families = ["chat_completions"]
model = "model-a"
timeouts.connect = "3s"
timeouts.first_token = "30s"
timeouts.stall = "30s"

[targets.spare]
base_url = "https://api.example.net/v1"
families = ["chat_completions"]
model = "model-b"
timeouts.connect = "3s"
timeouts.first_token = "30s"
timeouts.stall = "30s"

[routes.assistant]
family = "chat_completions"
primary = "eu.main"
fallback = ["spare"]
mode = "automatic"
commit = "first_content"
deadline = "2m"
token_limit = 4096
side_effects = "none"
retry.attempts = 3
retry.attempts_per_target = 2
retry.backoff_base = "250ms"
retry.backoff_cap = "4s"
)";

LoadedConfig strictly(std::string_view text) {
  FakeSecrets secrets;
  return without_implicit_values(load_config(text, "x.toml", secrets));
}

TEST(ImplicitValues, AreNoneWhereAllIsSaid) {
  const LoadedConfig loaded = strictly(kExplicit);
  EXPECT_TRUE(loaded.ok()) << loaded.problem_text();
}

TEST(ImplicitValues, EachThatIsTakenOutIsAnErrorByItsName) {
  const std::vector<std::pair<std::string, std::string>> lines{
      {"environment = \"production\"\n", "server.environment"},
      {"labels = { service = \"chat\" }\n", "server.labels"},
      {"trace = false\n", "server.trace"},
      {"model = \"model-b\"\n", "targets.spare.model"},
      {"model = \"model-a\"\n", "targets.\"eu.main\".model"},
      {"timeouts.connect = \"3s\"\n", "targets.\"eu.main\".timeouts.connect"},
      {"timeouts.first_token = \"30s\"\n", "targets.\"eu.main\".timeouts.first_token"},
      {"timeouts.stall = \"30s\"\n", "targets.\"eu.main\".timeouts.stall"},
      {"fallback = [\"spare\"]\n", "routes.assistant.fallback"},
      {"mode = \"automatic\"\n", "routes.assistant.mode"},
      {"commit = \"first_content\"\n", "routes.assistant.commit"},
      {"deadline = \"2m\"\n", "routes.assistant.deadline"},
      {"token_limit = 4096\n", "routes.assistant.token_limit"},
      {"side_effects = \"none\"\n", "routes.assistant.side_effects"},
      {"retry.attempts = 3\n", "routes.assistant.retry.attempts"},
      {"retry.attempts_per_target = 2\n", "routes.assistant.retry.attempts_per_target"},
      {"retry.backoff_base = \"250ms\"\n", "routes.assistant.retry.backoff_base"},
      {"retry.backoff_cap = \"4s\"\n", "routes.assistant.retry.backoff_cap"}};
  for (const auto& [line, path] : lines) {
    std::string text(kExplicit);
    text.erase(text.find(line), line.size());
    const LoadedConfig loaded = strictly(text);
    EXPECT_FALSE(loaded.ok()) << path;
    ASSERT_EQ(loaded.errors.size(), 1U) << path << ": " << loaded.problem_text();
    EXPECT_EQ(loaded.errors.front().path, path);
  }
}

TEST(ImplicitValues, LeaveTheErrorsOfAnInvalidFileAsTheyAre) {
  const LoadedConfig loaded = strictly("[routes.a]\nfamily = \"chat_completions\"\n");
  EXPECT_FALSE(loaded.ok());
  EXPECT_EQ(loaded.problem_text().find("left to its default"), std::string::npos);
}

}  // namespace
}  // namespace jurymast::config
