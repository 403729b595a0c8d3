#include "config/evidence_areas.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "config/fake_secrets.hpp"
#include "config/load_config.hpp"
#include "config/sections.hpp"

namespace jurymast::config {
namespace {

/// A setting, written in two ways, and the area of the evidence for route `assistant` and target `spare` that then changes.
struct Change {
  const char* table;
  const char* key;
  const char* before;
  const char* after;
  const char* area = "";
};

constexpr Change kChanges[] = {
    {"server", "listen", R"("127.0.0.1:1")", R"("127.0.0.1:2")"},
    {"server", "tls.certificate", R"("/certificates/server.pem")", R"("/secrets/private")"},
    {"server", "tls.key", R"("/secrets/private")", R"("/secrets/web-again")"},
    {"server", "admin", R"("127.0.0.1:3")", R"("127.0.0.1:4")"},
    {"server", "admin_tls.certificate", R"("/certificates/server.pem")", R"("/secrets/private")"},
    {"server", "admin_tls.key", R"("/secrets/private")", R"("/secrets/web-again")"},
    {"server", "admin_token", R"({ file = "/secrets/private" })", R"({ file = "/secrets/web-again" })"},
    {"server", "admin_hosts", R"(["a.example"])", R"(["b.example"])"},
    {"server", "state", R"("a")", R"("b")"},
    {"server", "environment", R"("staging")", R"("canary")"},
    {"server", "labels", R"({ service = "a" })", R"({ service = "b" })"},
    {"server", "loops", "1", "2"},
    {"server", "max_inflight", "10", "11"},
    {"server", "memory_max", R"("1GiB")", R"("2GiB")"},
    {"server", "connections_max", "100", "101"},
    {"server", "connections_per_address_max", "10", "11"},
    {"server", "drain", R"("10s")", R"("11s")"},
    {"server", "keepalive_comment", R"("10s")", R"("11s")"},
    {"server", "durability", R"("process")", R"("strict")"},
    {"server", "journal_queue_max", R"("64MiB")", R"("65MiB")"},
    {"server", "trace", "false", "true"},
    {"server", "minutes_kept", R"("1d")", R"("2d")"},
    {"server", "log_compressed", "true", "false"},
    {"webhooks", "url", R"("https://a.example/1")", R"("https://a.example/2")"},
    {"webhooks", "secret", R"({ env = "WEB_KEY" })", R"({ env = "SECOND_KEY" })"},
    {"webhooks", "events", R"(["evidence_stale"])", R"(["kill_switch_set"])"},
    {"webhooks", "ca", R"("/certificates/server.pem")", R"("/secrets/private")"},
    {"clients", "key", R"({ env = "WEB_KEY" })", R"({ env = "SECOND_KEY" })"},
    {"clients", "priority", R"("batch")", R"("default")"},
    {"targets", "base_url", R"("https://a.example/v1")", R"("https://a.example/v2")", "family"},
    {"targets", "api_key", R"({ env = "MAIN_KEY" })", R"({ env = "SPARE_KEY" })", "family"},
    {"targets", "model", R"("m-1")", R"("m-2")", "family"},
    {"targets", "families", R"(["chat_completions"])", R"(["chat_completions", "responses"])"},
    {"targets", "contract", R"("openai")", R"("cometapi")"},
    {"targets", "context_window", "1000", "2000", "retry"},
    {"targets", "token_limit", "100", "200", "request"},
    {"targets", "max_inflight", "10", "20"},
    {"targets", "plaintext", "false", "true"},
    {"targets", "allow_private", "false", "true"},
    {"targets", "request_usage", "false", "true", "request"},
    {"targets", "key_field", R"("authorization")", R"("api-key")", "family"},
    {"targets", "headers", R"({ x-tenant = "a" })", R"({ x-tenant = "b" })", "request"},
    {"targets", "query", R"({ api-version = "1" })", R"({ api-version = "2" })", "request"},
    {"targets", "token_limit_member", R"("max_tokens")", R"("max_completion_tokens")", "request"},
    {"targets", "set", R"({ top_k = "1" })", R"({ top_k = "2" })", "request"},
    {"targets", "remove", R"(["seed"])", R"(["user"])", "request"},
    {"targets", "tls.ca_file", R"("/certificates/server.pem")", R"("/secrets/private")"},
    {"targets", "timeouts.connect", R"("1s")", R"("2s")", "retry"},
    {"targets", "timeouts.tls", R"("1s")", R"("2s")", "retry"},
    {"targets", "timeouts.first_token", R"("1s")", R"("2s")", "retry"},
    {"targets", "timeouts.stall", R"("1s")", R"("2s")", "retry"},
    {"targets", "timeouts.total", R"("1s")", R"("2s")", "retry"},
    {"targets", "breaker.enabled", "true", "false", "retry"},
    {"targets", "breaker.consecutive", "1", "2", "retry"},
    {"targets", "breaker.ratio_percent", "1", "2", "retry"},
    {"targets", "breaker.ratio_attempts_min", "1", "2", "retry"},
    {"targets", "breaker.slow_percent", "1", "2", "retry"},
    {"targets", "breaker.slow_streams_min", "1", "2", "retry"},
    {"targets", "breaker.window", R"("1s")", R"("2s")", "retry"},
    {"targets", "breaker.open_base", R"("1s")", R"("2s")", "retry"},
    {"targets", "breaker.open_cap", R"("8s")", R"("9s")", "retry"},
    {"targets", "breaker.probes_to_close", "1", "2", "retry"},
    {"targets", "breaker.ramp", R"("1s")", R"("2s")", "retry"},
    {"targets", "budget.enabled", "true", "false", "retry"},
    {"targets", "budget.capacity", "1", "2", "retry"},
    {"targets", "budget.per_success", "0.1", "0.2", "retry"},
    {"targets", "budget.per_second", "0.1", "0.2", "retry"},
    {"prompts", "text", R"("one")", R"("two")", "request"},
    {"routes", "match", R"(["a"])", R"(["b"])"},
    {"routes", "primary", R"("main")", R"("second")", "retry"},
    {"routes", "fallback", R"(["spare"])", R"(["spare", "third"])", "retry"},
    {"routes", "mode", R"("automatic")", R"("manual")", "retry"},
    {"routes", "commit", R"("first_content")", R"("complete")", "retry"},
    {"routes", "deadline", R"("1m")", R"("2m")", "retry"},
    {"routes", "retry.attempts", "3", "4", "retry"},
    {"routes", "retry.attempts_per_target", "1", "2", "retry"},
    {"routes", "retry.backoff_base", R"("1s")", R"("2s")", "retry"},
    {"routes", "retry.backoff_cap", R"("8s")", R"("9s")", "retry"},
    {"routes", "retry.retry_after_max", R"("1s")", R"("2s")", "retry"},
    {"routes", "evidence", R"("warn")", R"("require")"},
    {"routes", "evidence_max_age", R"("1d")", R"("2d")"},
    {"routes", "side_effects", R"("none")", R"("possible")", "retry"},
    {"routes", "resend_stored", R"("deny")", R"("allow")", "retry"},
    {"routes", "malformed_event", R"("abort")", R"("skip_and_flag")", "request"},
    {"routes", "priority", R"("batch")", R"("default")"},
    {"routes", "risk", R"("low")", R"("high")"},
    {"routes", "rollback_owner", R"("a")", R"("b")", "escalation"},
    {"routes", "stop_condition", R"("a")", R"("b")", "escalation"},
    {"routes", "user_budget.first_content", R"("1s")", R"("2s")", "retry"},
    {"routes", "user_budget.total", R"("8s")", R"("9s")", "retry"},
    {"routes", "token_limit", "1", "2", "request"},
    {"routes", "depends_on", R"(["/id"])", R"(["/usage"])", "request"},
    {"routes", "validate.schema", R"('{"type":"object"}')", R"('{"type":"array"}')", "request"},
    {"routes", "validate.schema_from_request", "true", "false", "request"},
    {"routes", "validate.non_empty", "true", "false", "request"},
    {"routes", "validate.pattern", R"("a")", R"("b")", "request"},
    {"routes", "validate.tool_arguments", "true", "false", "request"},
    {"routes", "corrective", R"("tried")", R"("second")", "request"},
    {"routes", "prompt_variants", R"({ spare = "tried" })", R"({ spare = "second" })", "request"},
    {"routes", "degrade.version", R"("a")", R"("b")", "request"},
    {"routes", "degrade.turns_max", "1", "2", "request"},
    {"routes", "degrade.input_tokens_max", "1", "2", "request"},
    {"routes", "degrade.drop_optional_tools", "true", "false", "request"},
    {"routes", "degrade.token_limit", "1", "2", "request"},
    {"routes", "rollout.purpose", R"("mitigation")", R"("planned")"},
    {"routes", "rollout.stages", R"(["0 %", "10 %"])", R"(["0 %", "20%"])"},
    {"routes", "rollout.low_risk_until", R"("1 %")", R"("2 %")"},
    {"routes", "rollout.manual", R"(true)", R"(false)"},
    {"routes", "rollout.ticket_required", R"(true)", R"(false)"},
    {"routes", "rollout.rule", R"("e_process")", R"("two_windows")"},
    {"routes", "rollout.burn_rates", R"(true)", R"(false)"},
    {"routes", "rollout.sticky_header", R"("x-user")", R"("x-session")"},
    {"routes", "shadow.share", R"("1 %")", R"("2 %")"},
    {"routes", "shadow.tokens_per_minute", R"(1000)", R"(2000)"},
    {"routes", "rollout.error_alpha", R"("1 %")", R"("2 %")"},
    {"routes", "rollout.invalid_alpha", R"("1 %")", R"("2 %")"},
    {"routes", "rollout.latency_alpha", R"("1 %")", R"("2 %")"},
    {"routes", "rollout.downstream_alpha", R"("1 %")", R"("2 %")"},
    {"routes", "rollout.freeze_alpha", R"("1 %")", R"("2 %")"},
    {"routes", "rollout.promote_alpha", R"("1 %")", R"("2 %")"},
    {"routes", "rollout.margin", R"(1.1)", R"(1.2)"},
    {"routes", "rollout.difference_min", R"("1 %")", R"("2 %")"},
    {"routes", "rollout.failure_ceiling", R"("1 %")", R"("2 %")"},
    {"routes", "rollout.ceiling", R"("50 %")", R"("60 %")"},
    {"routes", "rollout.dwell", R"("1m")", R"("2m")"},
    {"routes", "rollout.hold", R"("1h")", R"("2h")"},
    {"routes", "rollout.post_recovery", R"("1m")", R"("2m")"},
};

/// Settings that one configuration cannot hold in two ways: the one needs a route of its own, the other a target on loopback.
const std::set<std::string> kTriedApart{"routes.family", "targets.tls.verify"};

std::string table_text(std::string_view header, std::string_view table, const Change* changed) {
  std::string text = fmt::format("[{}]\n", header);
  for (const Change& change : kChanges) {
    if (change.table == table) text += fmt::format("{} = {}\n", change.key, &change == changed ? change.after : change.before);
  }
  return text;
}

/// Every setting as before, but for the changed one; null: none.
std::string configuration(const Change* changed) {
  constexpr std::string_view kOther = "base_url = \"https://other.example/v1\"\nfamilies = [\"chat_completions\"]\n";
  std::string text = table_text("server", "server", changed) + table_text("clients.web", "clients", changed) +
                     table_text("targets.spare", "targets", changed) + table_text("prompts.tried", "prompts", changed) +
                     table_text("routes.assistant", "routes", changed) + "family = \"chat_completions\"\n";
  for (const char* name : {"main", "second", "third"}) text += fmt::format("[targets.{}]\n{}", name, kOther);
  return text + "[prompts.second]\ntext = \"one\"\n" + table_text("webhooks.pager", "webhooks", changed);
}

policy::Snapshot load(const std::string& text) {
  FakeSecrets secrets;
  LoadedConfig loaded = load_config(text, "jurymast.toml", secrets);
  EXPECT_TRUE(loaded.ok()) << loaded.problem_text() << text;
  return std::move(loaded.snapshot).value_or(policy::Snapshot());
}

const policy::Target& target_named(const policy::Snapshot& snapshot, std::string_view name) {
  return *std::find_if(snapshot.targets.begin(), snapshot.targets.end(), [&](const auto& target) { return target.name == name; });
}

std::string areas_in(const policy::Snapshot& snapshot, std::string_view target = "spare", std::string_view documentation = "pack") {
  return evidence::join(evidence_areas(snapshot, snapshot.routes.front(), target_named(snapshot, target), documentation));
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  return text.replace(text.find(from), from.size(), to);
}

std::vector<std::string_view> changed(const std::string& text) {
  return evidence::changed_areas(areas_in(load(configuration(nullptr))), areas_in(load(text)));
}

TEST(EvidenceAreas, AChangeOfAnyOneSettingChangesItsAreaOrNone) {
  for (const Change& change : kChanges) {
    const std::vector<std::string_view> expected(*change.area == '\0' ? 0 : 1, change.area);
    EXPECT_EQ(changed(configuration(&change)), expected) << change.table << "." << change.key;
  }
}

template <class Section>
void add_keys(std::string_view table, std::span<const Setting<Section>> settings, std::set<std::string>& keys) {
  for (const Setting<Section>& setting : settings) keys.insert(fmt::format("{}.{}", table, setting.facts.key));
}

TEST(EvidenceAreas, EverySettingOfTheSchemaIsAssignedAndTried) {
  std::set<std::string> schema;
  add_keys("server", server_settings(), schema);
  add_keys("clients", client_settings(), schema);
  add_keys("targets", target_settings(), schema);
  add_keys("prompts", prompt_settings(), schema);
  add_keys("routes", route_settings(), schema);
  add_keys("webhooks", webhook_settings(), schema);
  std::set<std::string> assigned;
  for (const AssignedSetting& setting : assigned_settings()) {
    EXPECT_TRUE(assigned.insert(fmt::format("{}.{}", setting.table, setting.key)).second) << setting.key << " is assigned twice";
  }
  std::set<std::string> tried = kTriedApart;
  for (const Change& change : kChanges) tried.insert(fmt::format("{}.{}", change.table, change.key));
  EXPECT_EQ(assigned, schema) << "say in config/evidence_areas.cpp which evidence the setting supersedes";
  EXPECT_EQ(tried, schema) << "change the setting in this test";
}

TEST(EvidenceAreas, OfAnotherFamilyDiffer) {
  constexpr std::string_view kText =
      "[clients.web]\nkey = { env = \"WEB_KEY\" }\n[targets.spare]\nbase_url = \"https://a.example\"\nfamilies = [\"responses\", "
      "\"chat_completions\"]\n[routes.assistant]\nfamily = \"responses\"\nprimary = \"spare\"\nmode = \"off\"\n";
  const std::string chat = areas_in(load(replaced(std::string(kText), "family = \"responses\"", "family = \"chat_completions\"")));
  EXPECT_EQ(evidence::changed_areas(areas_in(load(std::string(kText))), chat), std::vector<std::string_view>{"family"});
}

TEST(EvidenceAreas, DoNotDependOnHowACertificateIsChecked) {
  constexpr std::string_view kText =
      "[clients.web]\nkey = { env = \"WEB_KEY\" }\n[targets.spare]\nbase_url = \"https://localhost\"\nfamilies = [\"responses\"]\n"
      "tls.verify = true\n[routes.assistant]\nfamily = \"responses\"\nprimary = \"spare\"\nmode = \"off\"\n";
  const std::string unchecked = areas_in(load(replaced(std::string(kText), "verify = true", "verify = false")));
  EXPECT_EQ(areas_in(load(std::string(kText))), unchecked);
}

TEST(EvidenceAreas, ChangeWithTheDocumentationTheyAreHeldAgainst) {
  const policy::Snapshot snapshot = load(configuration(nullptr));
  EXPECT_EQ(evidence::changed_areas(areas_in(snapshot), areas_in(snapshot, "spare", "another pack")),
            std::vector<std::string_view>{"documentation"});
}

TEST(EvidenceAreas, OfOneTargetAreNotChangedByAnothersSettings) {
  const std::string text = replaced(configuration(nullptr), "[targets.third]\n", "[targets.third]\nmodel = \"m-3\"\n");
  EXPECT_TRUE(changed(text).empty());
  EXPECT_NE(areas_in(load(text), "third"), areas_in(load(text), "spare"));
}

TEST(EvidenceAreas, ChangeWithTheTextOfEachPromptThatTheTargetIsTold_AndWithNoOthers) {
  const auto areas_with = [](std::string_view corrective, std::string_view variants, std::string_view second) {
    std::string text = replaced(configuration(nullptr), "corrective = \"tried\"", fmt::format("corrective = \"{}\"", corrective));
    text = replaced(text, "prompt_variants = { spare = \"tried\" }", fmt::format("prompt_variants = {{ {} }}", variants));
    return areas_in(
        load(replaced(text, "[prompts.second]\ntext = \"one\"", fmt::format("[prompts.second]\ntext = \"{}\"", second))));
  };
  const std::vector<std::string_view> request{"request"};
  constexpr std::string_view kOwn = "spare = \"tried\"";
  EXPECT_EQ(evidence::changed_areas(areas_with("second", kOwn, "one"), areas_with("second", kOwn, "two")), request) << "corrective";
  constexpr std::string_view kSecond = "spare = \"second\"";
  EXPECT_EQ(evidence::changed_areas(areas_with("tried", kSecond, "one"), areas_with("tried", kSecond, "two")), request)
      << "variant";
  constexpr std::string_view kOthers = "spare = \"tried\", main = \"second\"";
  EXPECT_EQ(areas_with("tried", kOthers, "one"), areas_with("tried", kOthers, "two")) << "of another target, its text";
  EXPECT_EQ(areas_with("tried", kOthers, "one"), areas_with("tried", kOwn, "one")) << "of another target, its name";
}

TEST(EvidenceAreas, AreTheSameForARotatedKeyAndForWhatIsOnlyWrittenOtherwise) {
  EXPECT_TRUE(changed("# a comment\n" + configuration(nullptr)).empty());
  FakeSecrets rotated;
  rotated.variables["MAIN_KEY"] = "planted-rotated-key";
  const LoadedConfig loaded = load_config(configuration(nullptr), "jurymast.toml", rotated);
  ASSERT_TRUE(loaded.ok()) << loaded.problem_text();
  EXPECT_EQ(areas_in(*loaded.snapshot), areas_in(load(configuration(nullptr))));
}

}  // namespace
}  // namespace jurymast::config
