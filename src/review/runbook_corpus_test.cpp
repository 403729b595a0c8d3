#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "review/content_checks.hpp"
#include "review/lint.hpp"

namespace jurymast::review {
namespace {

namespace fs = std::filesystem;

const fs::path kRunbooks = fs::path(JURYMAST_SOURCE_DIR) / "examples/runbooks";
const LintOptions kOptions{.today = *parse_date("2026-07-10"), .age_days_max = 90};

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// One edit of a good runbook, the one rule that it breaks, and a text on the line where it does; no text: the title's line.
struct Mutation {
  const char* rule;
  const char* file;
  const char* from;
  const char* to;
  const char* at;
};

constexpr const char* kChat = "chat_completions.md";
constexpr const char* kResponses = "responses.md";
constexpr const char* kOutage = "provider_outage.md";

constexpr auto kMutations = std::to_array<Mutation>({
    {"runbook/setup", kChat, "## Set-up assumptions", "## Beginning", ""},
    {"runbook/happy-path", kChat, "## Happy path", "## Check", ""},
    {"runbook/happy-path", kOutage, "## Happy path\n", "## Happy path\n\n## Check\n", "## Happy path"},
    {"runbook/error-path", kResponses, "## Error path", "## Check", ""},
    {"runbook/assertions", kOutage, "## Minimum assertions", "## Look at", ""},
    {"runbook/logging-fields", kChat, "## Logging fields", "## Fields", ""},
    {"runbook/not-asserted", kResponses, "## Do not assert", "## Remarks", ""},
    {"runbook/log-template", kResponses, "## Record template", "## Record", ""},
    {"runbook/log-template", kOutage, "## Log template\n", "## Log template\n\nAs usual.\n\n## Example\n", "## Log template"},
    {"runbook/failure-modes", kChat, "## Failure modes", "## Troubles", ""},
    {"runbook/failure-mode", kChat, "**Evidence gap:**", "**Gap:**", "## Failure modes"},
    {"runbook/failure-mode", kResponses, "| Retry expansion |", "| Retries |", "## Failure modes"},
    {"runbook/rollback", kOutage, "## Rollback", "## Afterwards", ""},
    {"runbook/rollback-owner", kChat, "- **Rollback owner:** platform on-call, first line\n", "", ""},
    {"runbook/rollback-owner", kResponses, "agents team, engineer of the week", "TBD", "| Rollback owner"},
    {"runbook/stop-condition", kOutage, "Stop condition: the fallback", "When to stop: the fallback", ""},
    {"runbook/family", kChat, "chat_completions\n- **Roll", "chat_completions or responses\n- **Roll", "**Endpoint family"},
    {"runbook/last-reviewed", kResponses, "| Last reviewed | 2026-07-06 |", "| Last reviewed | recently |", "| Last reviewed"},
    {"runbook/last-reviewed", kChat, "Last reviewed:** 2026-07-06", "Last reviewed:** 2027-07-06", "Last reviewed"},
    {"runbook/stale", kOutage, "Last reviewed: 2026-07-06", "Last reviewed: 2025-07-06", "Last reviewed"},
    {"runbook/linked-from", kOutage, "Linked from: docs/on-call/index.md", "", ""},
    {"runbook/model-id", kChat, "Targets, models and clocks stand", "Ask for gpt-5.1-mini. Clocks stand", "gpt-5.1-mini"},
    {"runbook/base-url", kResponses, "\"<BASE_URL>/v1/responses\"", "https://api.openai.com/v1/responses", "api.openai.com"},
    {"runbook/placeholders", kChat, "is asked for as `<MODEL_ID>`", "is asked for by name", nullptr},
    {"runbook/placeholder-form", kOutage, "Bearer <API_KEY_PLACEHOLDER>", "Bearer your-api-key-here", "your-api-key-here"},
    {"runbook/to-be-filled", kChat, "platform on-call, first line", "<FILL_IN_ROLLBACK_OWNER>", "<FILL_IN"},
    {"runbook/retry-bound", kResponses, "At most three attempts over all targets, with", "Attempts over all targets come with",
     nullptr},
    {"runbook/retry-backoff", kOutage, "with backoff and jitter, and a budget", "and a budget", nullptr},
    {"runbook/open-ended-retry", kChat, "Record the status class,", "Retry until it answers. Record the status class,",
     "Retry until"},
    {"runbook/sources", kResponses, "## Sources", "## Pages", ""},
    {"source/url", kChat, "| where to escalate |\n", "| where to escalate |\n| the wiki | 2026-07-03 | who is who |\n", "the wiki"},
    {"source/accessed", kResponses, "help-center, accessed 2026-07-03", "help-center, accessed last week", "last week"},
    {"source/accessed", kChat, "| 2026-07-03 | where to escalate |", "| 2027-07-03 | where to escalate |", "2027-07-03"},
    {"source/purpose", kOutage, "; purpose: where to escalate", "", "- https://apidoc.cometapi.com/support"},
    {"source/stale", kOutage, "help-center; accessed: 2026-07-02", "help-center; accessed: 2025-07-02", "2025-07-02"},
    {"contract/table", kResponses, "## Contract details", "## Details", ""},
    {"contract/table", kChat, "| Area | What to verify |", "| Subject | What to verify |", "## Contract details"},
    {"contract/row", kChat, "| that retries are bounded and wait with backoff |", "| |", "| Retry behavior | |"},
    {"contract/accessed", kOutage, "| 2026-07-02 | Choose", "| | Choose", "| Endpoint family"},
    {"contract/stale", kChat, "| 2026-07-03 | Verify", "| 2025-07-03 | Verify", "2025-07-03"},
    {"contract/source", kResponses, "| https://sre.google/sre-book/handling-overload/ |",
     "| https://sre.google/sre-book/addressing-cascading-failures/ |", "cascading"},
    {"contract/support", kChat, "how the client supplies it | https://apidoc.cometapi.com/api/text/chat",
     "how the client supplies it | "
     "https://docs.aws.amazon.com/prescriptive-guidance/latest/cloud-design-patterns/retry-backoff.html",
     "| Authentication"},
    {"contract/support", kChat, "| Chat request path |", "| Responses request path |", "| Responses request path"},
    {"contract/wording", kResponses, "Send the request with a bearer token loaded from a safe secret source.",
     "Keys are bearer tokens.", "Keys are"},
    {"contract/areas", kOutage, "| Escalation context |", "| Path |", "## Contract details"},
    {"secret/credential", kChat, "Bearer <API_KEY_PLACEHOLDER>", "Bearer sk-proj-4fQ9zLmN2pXv7RtKc8WbYhJd5GsA1eUo3iTq6ZxE",
     "sk-proj-"},
    {"secret/personal-data", kOutage, "incident commander, or platform on-call where there is none", "jane.doe@corp-mail.net",
     "Rollback owner"},
    {"content/screenshot", kChat, "Record the status class,", "![the quota page](quota-page.png) Record the status class,",
     "![the"},
    {"content/transcript", kResponses, "\"input\": \"Health check.\"",
     "\"input\": \"Dear support, my name is Erika and my contract number is the one I gave you last week, please tell me why\"",
     "Dear support"},
    {"follow-up/owner", kChat, "; owner: platform on-call", "", "- Let the alert"},
    {"follow-up/due", kOutage, "(owner: platform on-call, due 2026-08-01)", "(owner: platform on-call)", "- Decide whether"},
    {"claim/price", kChat, "Record the status class,", "The spare costs $0.40. Record the status class,", "$0.40"},
    {"claim/quota", kOutage, "Do not raise them now.", "Our quota is 500 rpm.", "500 rpm"},
    {"claim/latency", kResponses, "no outage. The fallback stays inactive.", "no outage. Its p95 latency is 800 ms.", "800 ms"},
    {"claim/availability", kChat, "Record the status class,", "The fallback model is available. Record the status class,",
     "is available"},
    {"claim/uptime", kOutage, "Do not raise them now.", "The provider has 99.9% uptime.", "99.9%"},
    {"claim/quality", kChat, "Record the status class,", "It gives answers of the same quality. Record the status class,",
     "same quality"},
    {"claim/reliability", kResponses, "no outage. The fallback stays inactive.", "no outage. The second provider is more reliable.",
     "more reliable"},
    {"claim/retry-success", kOutage, "Do not raise them now.", "The next attempt will succeed.", "will succeed"},
    {"claim/production-ready", kChat, "Record the status class,", "Then the fallback is production-ready. Record the status class,",
     "is production-ready"},
    {"claim/vendor-retry", kResponses, "A request that may have been executed is not one of them.",
     "The provider recommends five retries.", "recommends"},
});

std::string replaced_everywhere(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

std::string mutated(const Mutation& mutation) {
  std::string text = read_file(kRunbooks / mutation.file);
  EXPECT_NE(text.find(mutation.from), std::string::npos) << mutation.rule << ": the runbook has changed, mend the edit";
  const std::size_t at = text.find(mutation.from);
  text.replace(at, std::string_view(mutation.from).size(), mutation.to);
  // A placeholder is missing where the last of them is gone.
  if (std::string_view(mutation.rule) == "runbook/placeholders") text = replaced_everywhere(text, "<MODEL_ID>", "the-model");
  return text;
}

std::size_t expected_line(const Mutation& mutation, const std::string& text) {
  const std::size_t at = text.find(mutation.at);
  EXPECT_NE(at, std::string::npos) << mutation.rule << " " << mutation.at;
  return static_cast<std::size_t>(
             std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(std::min(at, text.size())), '\n')) +
         1;
}

std::string told(const Findings& findings) {
  std::string text;
  for (const Finding& finding : findings)
    text += std::to_string(finding.place.line) + " " + std::string(finding.rule->id) + " " + finding.what + "\n";
  return text;
}

TEST(RunbookCorpus, TheGoodOnesAreClean) {
  std::size_t count = 0;
  for (const fs::directory_entry& entry : fs::directory_iterator(kRunbooks)) {
    const Result<Findings> findings = lint(TextKind::Runbook, read_file(entry.path()), kOptions);
    ASSERT_TRUE(findings.has_value()) << entry.path() << findings.error().message;
    EXPECT_TRUE(findings->empty()) << entry.path() << "\n" << told(*findings);
    ++count;
  }
  EXPECT_GE(count, 3U);
}

TEST(RunbookCorpus, EachMutationBreaksExactlyItsRuleAtItsLine) {
  for (const Mutation& mutation : kMutations) {
    const std::string text = mutated(mutation);
    const Findings findings = *lint(TextKind::Runbook, text, kOptions);
    EXPECT_EQ(findings.size(), 1U) << mutation.rule << " in " << mutation.file << "\n" << told(findings);
    if (findings.empty()) continue;
    EXPECT_EQ(findings.front().rule->id, mutation.rule);
    if (mutation.at == nullptr) continue;
    EXPECT_EQ(findings.front().place.line, expected_line(mutation, text)) << mutation.rule << "\n" << told(findings);
  }
}

TEST(RunbookCorpus, EveryRuleOfRunbooksHasItsMutation) {
  std::set<std::string_view> mutated_rules;
  for (const Mutation& mutation : kMutations) mutated_rules.insert(mutation.rule);
  for (const Rule* rule : rules_of(TextKind::Runbook)) EXPECT_TRUE(mutated_rules.contains(rule->id)) << rule->id;
}

}  // namespace
}  // namespace jurymast::review
