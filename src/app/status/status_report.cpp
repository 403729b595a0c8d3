#include "app/status/status_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <iterator>

#include "app/status/status_tables.hpp"
#include "app/status/status_verdict.hpp"
#include "app/status/status_words.hpp"
#include "base/units.hpp"
#include "record/vocabulary.hpp"

namespace jurymast::app {
namespace {

constexpr std::size_t kIndent = 2;
constexpr std::size_t kNamesShown = 3;
constexpr std::size_t kNameColumns = 20;
constexpr std::size_t kAlertsShown = 2;
constexpr std::size_t kAlertColumns = 26;
constexpr std::size_t kWebhooksShown = 2;
/// A group commit comes five times a second; bytes that wait for longer are stuck.
constexpr Duration kCommitAgeNormal = std::chrono::seconds(2);

std::string names_text(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), kNamesShown); ++i) {
    text += (i == 0 ? "" : ", ") + clip_middle(names[i], kNameColumns);
  }
  if (names.size() > kNamesShown) text += fmt::format(" and {} more", names.size() - kNamesShown);
  return text;
}

std::string up_text(const LiveFacts& live) {
  return fmt::format("gateway: up {}, version {}, configuration {}, {} of {} in flight{}", span_text(live.uptime), live.version,
                     live.config_version, live.in_flight, live.in_flight_max,
                     live.draining ? ", DRAINING: new requests are refused" : "");
}

std::string journal_text(const JournalFacts& journal) {
  std::string text;
  if (journal.gap_records > 0) text += fmt::format("{} records LOST; ", journal.gap_records);
  if (journal.lanes_in_memory > 0)
    text += fmt::format("{} loops record to memory alone, a crash would lose it; ", journal.lanes_in_memory);
  if (journal.write_errors > 0) text += fmt::format("{} write errors; ", journal.write_errors);
  if (journal.queue_bytes > 0 && journal.last_commit_age > kCommitAgeNormal) {
    text += fmt::format("{} wait to be written since {}; ", size_to_text(journal.queue_bytes), span_text(journal.last_commit_age));
  }
  if (text.empty()) return "record: nothing lost, none waiting";
  return "record: " + text.substr(0, text.size() - 2);
}

std::string last_record_text(const StatusFacts& facts) {
  if (!facts.record.newest) return "record: empty";
  const Duration age = std::max(facts.now - *facts.record.newest, Duration{0});
  std::string text = fmt::format("record: the last line is {} old", span_text(age));
  if (facts.gateway != Gateway::Down || !facts.record.stopped_in_order) return text;
  return text +
         (*facts.record.stopped_in_order ? "; the gateway was stopped in order" : "; the gateway DIED: no stop was recorded");
}

std::string header(const StatusFacts& facts) {
  const std::string record =
      facts.record.problem.empty() ? last_record_text(facts) : "record: NOT READABLE: " + facts.record.problem;
  if (facts.gateway != Gateway::Up) {
    constexpr std::array<std::string_view, 4> kWhat{"up", "not running", "NOT ANSWERING", "its state is NOT KNOWN"};
    const std::string_view what = kWhat[static_cast<std::size_t>(facts.gateway)];
    return wrap(fmt::format("gateway: {} ({}); from the record in {}", what, facts.why, facts.state_dir), kIndent) +
           wrap(record, kIndent);
  }
  const std::string lines = wrap(up_text(facts.live), kIndent) + wrap(journal_text(facts.live.journal), kIndent);
  return facts.record.problem.empty() ? lines : lines + wrap(record, kIndent);
}

/// One line, whatever fires; all of it stands in the JSON.
std::string alerts_line(const StatusFacts& facts) {
  if (facts.alerts.empty()) return {};
  const std::size_t shown = std::min(facts.alerts.size(), kAlertsShown);
  std::string text = "alerts: " + clip_middle(facts.alerts[0], kAlertColumns);
  for (std::size_t i = 1; i < shown; ++i) text += ", " + clip_middle(facts.alerts[i], kAlertColumns);
  if (facts.alerts.size() > shown) text += fmt::format(" and {} more", facts.alerts.size() - shown);
  return wrap(text, kIndent);
}

std::string webhook_text(const WebhookFacts& webhook, WallTime now) {
  std::string text = fmt::format("{} delivered {}", clip_middle(webhook.name, kNameColumns), webhook.delivered);
  if (webhook.waiting > 0) text += fmt::format(", {} waiting", webhook.waiting);
  if (webhook.dropped > 0) text += fmt::format(", {} DROPPED", webhook.dropped);
  if (webhook.failing_since) {
    text += fmt::format(", FAILING for {}", span_text(std::max(now - *webhook.failing_since, Duration{0})));
  }
  return text;
}

bool is_failing(const WebhookFacts& webhook) { return webhook.failing_since.has_value(); }

/// One line, those that fail first; all of it stands in the JSON.
std::string webhooks_line(const StatusFacts& facts) {
  if (!facts.webhooks || facts.webhooks->empty()) return {};
  const std::vector<WebhookFacts>& all = *facts.webhooks;
  std::vector<WebhookFacts> webhooks;
  std::copy_if(all.begin(), all.end(), std::back_inserter(webhooks), is_failing);
  std::copy_if(all.begin(), all.end(), std::back_inserter(webhooks), std::not_fn(is_failing));
  std::string text = "webhooks: ";
  for (std::size_t i = 0; i < std::min(webhooks.size(), kWebhooksShown); ++i) {
    text += (i == 0 ? "" : "; ") + webhook_text(webhooks[i], facts.now);
  }
  if (webhooks.size() > kWebhooksShown) text += fmt::format("; and {} more", webhooks.size() - kWebhooksShown);
  return wrap(text, kIndent);
}

std::string kill_line(const StatusFacts& facts) {
  if (facts.kill.empty()) return {};
  const bool all = std::find(facts.kill.begin(), facts.kill.end(), "all") != facts.kill.end();
  return wrap(fmt::format("KILL SWITCH: no fallback for {}{}", all ? "any route" : names_text(facts.kill),
                          facts.gateway == Gateway::Up ? "" : fmt::format(" (the file {}/kill)", facts.state_dir)),
              kIndent);
}

std::string rollout_lines(const StatusFacts& facts) {
  std::string lines;
  for (const RolloutFacts& rollout : facts.rollouts) {
    std::string line = fmt::format("rollout: {} → {} {} at {}", clip_middle(rollout.route, kNameColumns),
                                   clip_middle(rollout.target, kNameColumns), rollout.state, share_to_text(rollout.weight_ppm));
    if (!rollout.waits_for.empty()) line += ", waits for: " + rollout.waits_for.front();
    lines += wrap(line, kIndent);
  }
  return lines;
}

std::string override_lines(const StatusFacts& facts) {
  std::string lines;
  for (std::size_t i = 0; i < std::min(facts.overrides.size(), kNamesShown); ++i) {
    const OverrideFacts& one = facts.overrides[i];
    lines += wrap(fmt::format("OVERRIDE: {} (by {}, {} left)", one.words, one.author, span_text(one.left)), kIndent);
  }
  if (facts.overrides.size() > kNamesShown) {
    lines += fmt::format("OVERRIDE: {} more, see `jurymast override list`\n", facts.overrides.size() - kNamesShown);
  }
  return lines;
}

/// What nobody has proved of a fallback, and what would prove it.
struct Proof {
  record::Condition condition;
  std::string_view missing;  // of the routes named behind it
};
constexpr std::array kProofs{
    Proof{record::Condition::Window, "No context_window is declared for each fallback of {}"},
    Proof{record::Condition::Evidence, "No `jurymast smoke` has passed for the fallback of {}"},
    Proof{record::Condition::TokenLimit, "No token_limit stands for {}, so only a request that says one is covered"},
};

std::string unproven_line(const StatusFacts& facts, const Proof& proof, policy::EvidenceRule rule) {
  const std::string_view condition = name_of(proof.condition);
  std::vector<std::string> names;
  for (const RouteFacts& route : facts.routes) {
    const bool unproven = std::find(route.unproven.begin(), route.unproven.end(), condition) != route.unproven.end();
    if (unproven && route.evidence == rule) names.push_back(route.name);
  }
  if (names.empty()) return {};
  const std::string_view meaning = rule == policy::EvidenceRule::Warn ? "it would carry traffic all the same (evidence = \"warn\")"
                                                                      : "it would be REFUSED (evidence = \"require\")";
  const std::string missing = fmt::format(fmt::runtime(proof.missing), names_text(names));
  return wrap(fmt::format("unproven: {}. {}; {}", condition, missing, meaning), kIndent);
}

/// A fallback that lost its place: by what its rescues showed, so that a person did not do it and may not know. Who disabled one stands above.
std::string suspended_line(const StatusFacts& facts) {
  std::vector<std::string> names;
  for (const RouteFacts& route : facts.routes) {
    for (const std::string& target : route.suspended) names.push_back(target + " of " + route.name);
  }
  if (names.empty()) return {};
  return wrap(
      fmt::format("SUSPENDED: {}: the rescues did harm. It is back after a passed pair of smoke tests, or by `jurymast target "
                  "clear-suspension TARGET --route ROUTE`",
                  names_text(names)),
      kIndent);
}

/// A fallback that failed its test is refused whatever the rule, until one passes.
std::string failed_line(const StatusFacts& facts) {
  std::vector<std::string> names;
  for (const RouteFacts& route : facts.routes) {
    for (std::size_t i = 0; i < route.fallback.size(); ++i) {
      if (shown_of(route, i) == record::Tri::False) names.push_back(route.fallback[i] + " of " + route.name);
    }
  }
  if (names.empty()) return {};
  return wrap(
      fmt::format("FAILED: evidence. `jurymast smoke` failed for {}, which serves nobody there until it passes", names_text(names)),
      kIndent);
}

std::string unproven_lines(const StatusFacts& facts) {
  std::string lines;
  for (const policy::EvidenceRule rule : {policy::EvidenceRule::Warn, policy::EvidenceRule::Require}) {
    for (const Proof& proof : kProofs) lines += unproven_line(facts, proof, rule);
  }
  return lines;
}

std::string next_step(const StatusFacts& facts) {
  if (!facts.record.problem.empty())
    return wrap("next: make the record readable; what failed in the last 5 minutes is not known", kIndent);
  const auto lead = lead_of(facts);
  if (lead) return wrap(fmt::format("next ({} leads): {}", lead->word, lead->next_step), kIndent);
  if (facts.gateway == Gateway::Up) return "nothing failed in the last 5 minutes\n";
  return wrap(facts.gateway == Gateway::Down
                  ? "nothing failed in the last 5 minutes; next: read the gateway's last words on its stderr, then start it"
                  : "nothing failed in the last 5 minutes; next: make the admin listener answer this command",
              kIndent);
}

std::string screen(const StatusFacts& facts, std::size_t rows_max) {
  std::string text =
      header(facts) + kill_line(facts) + alerts_line(facts) + webhooks_line(facts) + override_lines(facts) + rollout_lines(facts);
  text += '\n' + route_table(facts, rows_max);
  text += suspended_line(facts) + failed_line(facts) + unproven_lines(facts);
  if (facts.gateway == Gateway::Up) text += '\n' + target_table(facts, rows_max);
  if (facts.record.problem.empty()) text += '\n' + failure_table(facts, rows_max);
  return text + '\n' + next_step(facts);
}

}  // namespace

std::string status_text(const StatusFacts& facts) {
  std::size_t rows_max = kTableRowsMax;
  std::string text = screen(facts, rows_max);
  while (rows_max > 1 && std::count(text.begin(), text.end(), '\n') > static_cast<std::ptrdiff_t>(kScreenLines)) {
    text = screen(facts, --rows_max);
  }
  return text;
}

}  // namespace jurymast::app
