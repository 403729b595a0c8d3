#include "config/diff.hpp"

#include <gtest/gtest.h>

#include "config/fake_secrets.hpp"
#include "config/load_config.hpp"

namespace jurymast::config {
namespace {

constexpr std::string_view kText = R"([server]
loops = 1
[clients.web]
key = { env = "WEB_KEY" }
[targets.main]
base_url = "https://api.example.com/v1"
api_key = { env = "MAIN_KEY" }
families = ["chat_completions"]
[targets.spare]
base_url = "https://api.example.net/v1"
families = ["chat_completions"]
[routes.assistant]
family = "chat_completions"
primary = "main"
fallback = ["spare"]
retry = { attempts = 3 }
)";

policy::Snapshot load(std::string text, FakeSecrets secrets = {}) {
  LoadedConfig loaded = load_config(text, "jurymast.toml", secrets);
  EXPECT_TRUE(loaded.ok()) << loaded.problem_text();
  return std::move(loaded.snapshot).value_or(policy::Snapshot());
}

std::string replaced(std::string_view from, std::string_view to) {
  std::string text(kText);
  return text.replace(text.find(from), from.size(), to);
}

std::vector<std::string> summary(const std::vector<Change>& changes) {
  std::vector<std::string> lines;
  for (const Change& change : changes) {
    lines.push_back(std::string(name_of(change.kind)) + " " + change.path + (change.needs_restart ? " (restart)" : ""));
  }
  return lines;
}

std::vector<std::string> changes_to(std::string text, FakeSecrets secrets = {}) {
  return summary(diff(load(std::string(kText)), load(std::move(text), std::move(secrets))));
}

using Lines = std::vector<std::string>;

TEST(ConfigDiff, IsEmptyForTheSameValuesHoweverWritten) {
  EXPECT_EQ(changes_to(std::string(kText) + "# a comment\n"), Lines{});
  EXPECT_EQ(changes_to(replaced("loops = 1\n", "")), Lines{});
}

TEST(ConfigDiff, NamesEachChangedPath) {
  EXPECT_EQ(changes_to(replaced("attempts = 3", "attempts = 4, backoff_cap = \"5s\"")),
            (Lines{"changed routes.assistant.retry.attempts", "changed routes.assistant.retry.backoff_cap"}));
  EXPECT_EQ(changes_to(replaced("retry = {", "rollback_owner = \"platform\"\nuser_budget.total = \"9s\"\nretry = {")),
            (Lines{"changed routes.assistant.rollback_owner", "changed routes.assistant.user_budget.total"}));
  EXPECT_EQ(changes_to(replaced("api.example.com", "api.example.org")), Lines{"changed targets.main.base_url"});
}

TEST(ConfigDiff, FollowsTargetsByNameNotByPosition) {
  const std::string front =
      "[targets.a]\nbase_url = \"https://a.example\"\nfamilies = [\"responses\"]\n" + std::string(kText);
  EXPECT_EQ(changes_to(front), Lines{"added targets.a"});
}

TEST(ConfigDiff, TellsWhatCameAndWhatWent) {
  EXPECT_EQ(changes_to(replaced("[clients.web]", "[clients.mobile]")),
            (Lines{"removed clients.web", "added clients.mobile"}));
  EXPECT_EQ(changes_to(replaced("[routes.assistant]", "[routes.helper]")),
            (Lines{"removed routes.assistant", "added routes.helper"}));
}

TEST(ConfigDiff, SeesASecretThatWasRotatedBehindItsReference) {
  FakeSecrets rotated;
  rotated.variables["MAIN_KEY"] = "planted-new-key";
  rotated.variables["WEB_KEY"] = "planted-new-web-key-0123";
  const Lines changes = changes_to(std::string(kText), rotated);
  EXPECT_EQ(changes, (Lines{"changed clients.web.key", "changed targets.main.api_key"}));
}

TEST(ConfigDiff, MarksWhatARunningProcessCannotTake) {
  const std::string text = replaced("loops = 1", "loops = 2\nlisten = \"127.0.0.1:1\"\nmax_inflight = 5");
  const std::vector<Change> changes = diff(load(std::string(kText)), load(text));
  EXPECT_EQ(summary(changes), (Lines{"changed server.listen (restart)", "changed server.loops (restart)",
                                     "changed server.max_inflight"}));
  const Result<void> allowed = check_reload(changes);
  ASSERT_FALSE(allowed.has_value());
  EXPECT_NE(allowed.error().message.find("server.listen, server.loops"), std::string::npos) << allowed.error().message;
  EXPECT_EQ(allowed.error().message.find("max_inflight"), std::string::npos);
}

TEST(ConfigDiff, AllowsAReloadOfEverythingElse) {
  EXPECT_TRUE(check_reload(diff(load(std::string(kText)), load(replaced("attempts = 3", "attempts = 2")))).has_value());
}

}  // namespace
}  // namespace jurymast::config
