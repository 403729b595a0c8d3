#include "config/load_config.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/random.hpp"
#include "config/fake_secrets.hpp"
#include "config/sections.hpp"
#include "crypto/digest.hpp"

namespace jurymast::config {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kMinimal = R"([clients.web]
key = { env = "WEB_KEY" }
[targets.main]
base_url = "https://API.example.com/v1/"
api_key = { file = "/secrets/private" }
model = "gpt-5.1"
families = ["chat_completions"]
[targets.spare]
base_url = "http://127.0.0.1:9000"
families = ["chat_completions", "responses"]
[routes.assistant]
family = "chat_completions"
primary = "main"
fallback = ["spare"]
)";

LoadedConfig load(std::string_view text) {
  FakeSecrets secrets;
  return load_config(text, "jurymast.toml", secrets);
}

bool has_error(const LoadedConfig& loaded, std::string_view path, std::string_view part) {
  for (const Problem& problem : loaded.errors) {
    if (problem.path == path && problem.message.find(part) != std::string::npos) return true;
  }
  return false;
}

TEST(LoadConfig, FillsTheSnapshotFromTheText) {
  const LoadedConfig loaded = load(kMinimal);
  ASSERT_TRUE(loaded.ok()) << loaded.problem_text();
  const policy::Snapshot& snapshot = *loaded.snapshot;
  EXPECT_EQ(snapshot.digest, crypto::sha256(kMinimal));
  EXPECT_EQ(snapshot.version, 0U);
  ASSERT_EQ(snapshot.targets.size(), 2U);
  const policy::Target& main = snapshot.targets[0];
  EXPECT_EQ(main.name, "main");
  EXPECT_EQ(main.base_url, "https://API.example.com/v1/");
  EXPECT_TRUE(main.origin.tls);
  EXPECT_EQ(main.origin.host, "api.example.com");
  EXPECT_EQ(main.origin.port, 443);
  EXPECT_EQ(main.origin.path_prefix, "/v1");
  EXPECT_EQ(main.credential, "file:/secrets/private");
  ASSERT_NE(main.api_key, nullptr);
  EXPECT_EQ(main.api_key->reveal(), "planted-file-key") << "one line break at the end is no part of the key";
  EXPECT_TRUE(main.serves(Family::ChatCompletions));
  EXPECT_FALSE(main.serves(Family::Responses));
  const policy::Target& spare = snapshot.targets[1];
  EXPECT_FALSE(spare.origin.tls);
  EXPECT_EQ(spare.origin.port, 9000);
  EXPECT_EQ(spare.api_key, nullptr);
  EXPECT_EQ(spare.credential, "");
  ASSERT_EQ(snapshot.routes.size(), 1U);
  EXPECT_EQ(snapshot.routes[0].match, std::vector<std::string>{"assistant"});
  EXPECT_EQ(snapshot.routes[0].primary, TargetIndex{0});
  EXPECT_EQ(snapshot.routes[0].fallback, std::vector<TargetIndex>{TargetIndex{1}});
  ASSERT_EQ(snapshot.clients.size(), 1U);
  EXPECT_EQ(snapshot.clients[0].sha256, crypto::sha256("planted-web-key-0123456789"));
}

TEST(LoadConfig, LeavesEveryUnsaidValueAtTheDefaultOfItsStruct) {
  const LoadedConfig loaded = load(kMinimal);
  ASSERT_TRUE(loaded.ok());
  const policy::Route& route = loaded.snapshot->routes[0];
  EXPECT_EQ(route.mode, policy::Mode::Automatic);
  EXPECT_EQ(route.retry.attempts, 3U);
  EXPECT_EQ(route.deadline_for(true), 600s);
  EXPECT_EQ(route.deadline_for(false), 290s);
  EXPECT_EQ(loaded.snapshot->targets[0].budget.capacity_milli, 10'000U);
  EXPECT_EQ(loaded.snapshot->targets[0].breaker.open_cap, 12s);
  EXPECT_EQ(loaded.snapshot->server.loops, 1U);
  EXPECT_EQ(loaded.snapshot->server.listen, "127.0.0.1:8080");
}

TEST(LoadConfig, EverySettingOfTheStructsCanBeSaid) {
  const LoadedConfig loaded = load(std::string(kMinimal) + R"(mode = "manual"
commit = "complete"
evidence = "require"
side_effects = "possible"
resend_stored = "allow"
malformed_event = "skip_and_flag"
priority = "batch"
risk = "high"
deadline = "1.5s"
evidence_max_age = "30d"
token_limit = 77
[routes.assistant.retry]
attempts = 6
attempts_per_target = 6
backoff_base = "1ms"
backoff_cap = "24h"
retry_after_max = "2s"
[targets.third]
base_url = "https://localhost:7"
families = ["responses"]
[targets.third.budget]
capacity = 12.5
per_success = 0.125
per_second = 1
)");
  ASSERT_TRUE(loaded.ok()) << loaded.problem_text();
  const policy::Route& route = loaded.snapshot->routes[0];
  EXPECT_EQ(route.mode, policy::Mode::Manual);
  EXPECT_EQ(route.commit, policy::CommitRule::Complete);
  EXPECT_EQ(route.evidence, policy::EvidenceRule::Require);
  EXPECT_EQ(route.side_effects, policy::SideEffects::Possible);
  EXPECT_EQ(route.resend_stored, policy::ResendStored::Allow);
  EXPECT_EQ(route.malformed_event, policy::MalformedEvent::SkipAndFlag);
  EXPECT_EQ(route.priority, policy::Priority::Batch);
  EXPECT_EQ(route.risk, policy::Risk::High);
  EXPECT_EQ(route.deadline, 1500ms);
  EXPECT_EQ(route.evidence_max_age, 720h);
  EXPECT_EQ(route.token_limit, 77U);
  EXPECT_EQ(route.retry.attempts, 6U);
  EXPECT_EQ(route.retry.backoff_cap, 24h);
  const policy::BudgetSettings& budget = loaded.snapshot->targets[2].budget;
  EXPECT_EQ(budget.capacity_milli, 12'500U);
  EXPECT_EQ(budget.per_success_milli, 125U);
  EXPECT_EQ(budget.per_second_milli, 1'000U);
}

TEST(LoadConfig, OneAttemptInAllMeansOnePerTarget) {
  const LoadedConfig loaded = load(std::string(kMinimal) + "retry = { attempts = 1 }\n");
  ASSERT_TRUE(loaded.ok()) << loaded.problem_text();
  EXPECT_EQ(loaded.snapshot->routes[0].retry.attempts_per_target, 1U);
}

TEST(LoadConfig, ReportsAllProblemsInTheOrderOfTheText) {
  const LoadedConfig loaded = load("a = 1\nb = 2\n[targets.x]\nc = 3\n[routes.y]\nd = 4\n");
  ASSERT_GE(loaded.errors.size(), 8U);
  for (std::size_t i = 1; i < loaded.errors.size(); ++i) EXPECT_LE(loaded.errors[i - 1].at, loaded.errors[i].at);
}

TEST(LoadConfig, NamesFileLineColumnPathProblemAndRemedy) {
  std::string text(kMinimal);
  text.replace(text.find("[\"spare\"]"), 9, "[\"reserve\"]");
  const LoadedConfig loaded = load(text);
  ASSERT_EQ(loaded.errors.size(), 1U);
  EXPECT_EQ(loaded.problem_text(),
            "jurymast.toml:14:13: routes.assistant.fallback[0]: no target is called \"reserve\" — define "
            "[targets.reserve] or "
            "name one of: main, spare\n");
}

TEST(LoadConfig, AMatchIsTakenOnlyWithinItsFamily) {
  const std::string other =
      std::string(kMinimal) + "[routes.second]\nmatch = [\"assistant\"]\nprimary = \"spare\"\nmode = \"off\"\n";
  EXPECT_TRUE(load(other + "family = \"responses\"\n").ok());
  EXPECT_TRUE(has_error(load(other + "family = \"chat_completions\"\n"), "routes.second.match[0]", "assistant"));
}

std::string with_routes(std::size_t count) {
  std::string text(kMinimal);
  for (std::size_t i = 1; i < count; ++i) {
    text += fmt::format("[routes.r{}]\nfamily = \"chat_completions\"\nprimary = \"main\"\nmode = \"off\"\n", i);
  }
  return text;
}

TEST(LoadConfig, CountsAreBounded) {
  EXPECT_TRUE(load(with_routes(kRoutesMax)).ok());
  EXPECT_TRUE(has_error(load(with_routes(kRoutesMax + 1)), "routes", "1025 of them"));
  std::string targets(kMinimal);
  for (std::size_t i = 2; i < kTargetsMax; ++i) {
    targets += fmt::format("[targets.t{}]\nbase_url = \"https://a.example\"\nfamilies = [\"responses\"]\n", i);
  }
  EXPECT_TRUE(load(targets).ok());
  EXPECT_TRUE(
      has_error(load(targets + "[targets.last]\nbase_url = \"https://a.example\"\n"), "targets", "257 of them"));
  std::string clients(kMinimal);
  for (std::size_t i = 1; i <= kClientsMax; ++i)
    clients += fmt::format("[clients.c{}]\nkey = {{ env = \"WEB_KEY\" }}\n", i);
  EXPECT_TRUE(has_error(load(clients), "clients", "4097 of them"));
}

TEST(LoadConfig, TextIsBounded) {
  const LoadedConfig loaded = load("# " + std::string(1 << 20, 'x'));
  ASSERT_EQ(loaded.errors.size(), 1U);
  EXPECT_NE(loaded.errors[0].message.find("1 MiB"), std::string::npos);
}

TEST(LoadConfig, AUnixSocketIsASafeAdminAddress) {
  EXPECT_TRUE(load(std::string(kMinimal) + "[server]\nadmin = \"unix:/run/jurymast/admin.sock\"\n").ok());
}

TEST(LoadConfig, AnOpenListenerIsFineWithClientKeys) {
  const LoadedConfig loaded = load(std::string(kMinimal) + "[server]\nlisten = \"0.0.0.0:8080\"\n");
  EXPECT_TRUE(loaded.ok()) << loaded.problem_text();
}

TEST(LoadConfig, AnOpenAdminNeedsBothTlsAndToken) {
  const std::string open = std::string(kMinimal) + "[server]\nadmin = \"0.0.0.0:8081\"\n";
  const std::string tls = "admin_tls = { certificate = \"/certificates/server.pem\", key = \"/secrets/private\" }\n";
  const std::string token = "admin_token = { env = \"SECOND_KEY\" }\n";
  EXPECT_TRUE(has_error(load(open), "server.admin", "without TLS"));
  EXPECT_TRUE(has_error(load(open), "server.admin", "without a token"));
  EXPECT_FALSE(load(open + tls).ok());
  EXPECT_FALSE(load(open + token).ok());
  EXPECT_TRUE(load(open + tls + token).ok());
}

TEST(LoadConfig, AHeaderWithoutANameIsAnError) {
  for (const char* text :
       {"[=]", "[[=]]", "[.a]", "[", "[[", "[a.", "[a.=]", "{", "=", "a.=1", "a={=}", "a=[=]", "'", "\""}) {
    EXPECT_FALSE(load(text).errors.empty()) << text;
  }
}

/// Cuts and changes one byte at a time: the loader must answer each with a snapshot or with errors, never with neither.
TEST(LoadConfig, SurvivesEveryCutAndRandomDamage) {
  const std::string text(kMinimal);
  for (std::size_t cut = 0; cut < text.size(); ++cut) {
    const LoadedConfig loaded = load(std::string_view(text).substr(0, cut));
    EXPECT_NE(loaded.ok(), !loaded.errors.empty()) << cut;
  }
  Random random(20'260'705);
  for (int round = 0; round < 3'000; ++round) {
    std::string damaged = text;
    damaged[random.below(damaged.size())] = static_cast<char>(random.below(256));
    damaged[random.below(damaged.size())] = "[]{}\"=.,\n#\\x0"[random.below(13)];
    const LoadedConfig loaded = load(damaged);
    EXPECT_NE(loaded.ok(), !loaded.errors.empty()) << damaged;
    EXPECT_EQ(loaded.problem_text().find("planted"), std::string::npos);
  }
}

}  // namespace
}  // namespace jurymast::config
