#include "app/demo/demo_story.hpp"

#include <algorithm>
#include <numeric>
#include <thread>
#include <utility>

#include "app/demo/demo_config.hpp"
#include "app/demo/demo_show.hpp"
#include "app/exit_code.hpp"

namespace jurymast::app {
namespace {

constexpr unsigned kHealthyRequests = 44;
constexpr unsigned kOutageRequests = 30;
constexpr unsigned kStreamEvery = 6;
/// A dead primary that sees more than this was not spared.
constexpr std::uint64_t kDeadAttemptsMax = 20;
/// Of what a command says; the second run of smoke tests says what the first did, and a verdict begins with what matters.
constexpr std::size_t kLinesShown = 20;
constexpr std::size_t kLinesShownAgain = 1;
constexpr std::size_t kLinesOfVerdict = 6;
/// So many answers in a row by the primary mean that traffic is back.
constexpr unsigned kStraightAnswers = 12;
constexpr Duration kHealthyGap = std::chrono::milliseconds(10);
constexpr Duration kOutageGap = std::chrono::milliseconds(50);
constexpr Duration kRecoveryGap = std::chrono::milliseconds(40);
constexpr Duration kRecoveryTimeMax = std::chrono::seconds(12);

constexpr std::string_view kHealthyRules = R"({"rules":[]})";
constexpr std::string_view kOverloadedRules = R"({"rules":[{"fault":"503"}]})";
constexpr std::string_view kSilentRules = R"({"rules":[{"fault":"silent"}]})";
constexpr std::string_view kCutRules = R"({"rules":[{"for_next":1,"fault":"cut-event=4,cut=reset"}]})";

/// By how much the sum over all series of one counter grew.
std::uint64_t growth(std::string_view metric, std::string_view before, std::string_view after) {
  const auto sum = [&](std::string_view page) {
    std::uint64_t total = 0;
    for (const auto& [series, value] : read_counters(page)) total += series.substr(0, series.find('{')) == metric ? value : 0;
    return total;
  };
  return sum(after) - sum(before);
}

std::string in_seconds(Duration time) { return fmt::format("{}.{} s", to_ms(time) / 1000, to_ms(time) % 1000 / 100); }

}  // namespace

DemoStory::DemoStory(DemoStage& stage, const DemoTeller& teller)
    : stage_(stage), teller_(teller), client_(stage.gateway_url().substr(std::string_view("http://").size()), teller.clock) {}

Result<bool> DemoStory::tell() {
  introduce();
  const auto played = prove()
                          .and_then([&] { return healthy(); })
                          .and_then([&] { return outage(); })
                          .and_then([&] { return broken_stream(); })
                          .and_then([&] { return recovery(); })
                          .and_then([&] { return judge(); })
                          .and_then([&] { return look_at_record(); })
                          .and_then([&] { return look_at_metrics(); });
  if (!played) return tl::unexpected(played.error());
  sum_up();
  return std::all_of(expectations_.begin(), expectations_.end(), [](const DemoExpectation& one) { return one.held; });
}

void DemoStory::introduce() {
  teller_.say(
      fmt::format("Two upstreams, a gateway and a client, all on this machine. No key is needed, nothing leaves it.\n\n"
                  "  {:<9}{}   the primary (a mock)\n"
                  "  {:<9}{}   its fallback (a mock)\n"
                  "  {:<9}{}   what the client talks to\n\n",
                  kDemoPrimary, stage_.url_of(DemoUpstream::Primary), kDemoSpare, stage_.url_of(DemoUpstream::Spare), "gateway",
                  stage_.gateway_url()));
}

void DemoStory::title(std::string_view text) { teller_.say(teller_.paint.bold(text) + "\n"); }

void DemoStory::expect(bool held, std::string text) { expectations_.push_back({std::move(text), held}); }

unsigned DemoStory::sent() const {
  return std::accumulate(phases_.begin(), phases_.end(), lone_sent_,
                         [](unsigned sum, const DemoPhase& phase) { return sum + phase.sent; });
}

Result<void> DemoStory::begin_phase(const char* name) {
  DemoPhase phase;
  phase.name = name;
  phases_.push_back(std::move(phase));
  return count_upstream_requests().map([&](const UpstreamCounts& counts) { before_phase_ = counts; });
}

Result<DemoStory::UpstreamCounts> DemoStory::count_upstream_requests() {
  const auto primary = stage_.requests_at(DemoUpstream::Primary);
  if (!primary) return tl::unexpected(primary.error());
  const auto spare = stage_.requests_at(DemoUpstream::Spare);
  if (!spare) return tl::unexpected(spare.error());
  return UpstreamCounts{*primary, *spare};
}

Result<void> DemoStory::end_phase() {
  const auto counts = count_upstream_requests();
  if (!counts) return tl::unexpected(counts.error());
  DemoPhase& phase = phases_.back();
  phase.primary_saw = counts->primary - before_phase_.primary;
  phase.spare_saw = counts->spare - before_phase_.spare;
  teller_.say(fmt::format("  {} of {} answered: {} by {}, {} by {}.\n", phase.answered, phase.sent, phase.by_primary, kDemoPrimary,
                          phase.by_spare, kDemoSpare));
  if (phase.lost_status)
    teller_.say(fmt::format("  The first that was not: status {} (0: no answer at all).\n", *phase.lost_status));
  return {};
}

Result<void> DemoStory::ask(DemoPhase& phase) {
  if (teller_.interrupted()) return fail(Code::Unavailable, "interrupted");
  if (!stage_.running()) return fail(Code::Unavailable, "the gateway or an upstream ended by itself");
  const DemoSeen seen = client_.ask({.model = kDemoRoute, .stream = ++asked_ % kStreamEvery == 0});
  phase.add(seen);
  remember(seen);
  return {};
}

void DemoStory::remember(const DemoSeen& seen) {
  if (seen.answered && !seen.fallback.empty() && seen.attempts > rescued_.attempts) rescued_ = seen;
}

Result<void> DemoStory::play(const Traffic& traffic) {
  if (auto begun = begin_phase(traffic.name); !begun) return begun;
  for (unsigned i = 0; i < traffic.requests; ++i) {
    if (auto asked = ask(phases_.back()); !asked) return asked;
    std::this_thread::sleep_for(traffic.gap);
  }
  return end_phase();
}

Result<bool> DemoStory::show(std::vector<std::string> command, std::size_t lines_max) {
  const auto said = show_command(stage_, teller_, std::move(command), lines_max);
  if (!said) return tl::unexpected(said.error());
  return said->exit_code == kPass;
}

Result<void> DemoStory::prove() {
  title(
      "1. Before it is needed: is the fallback fit? Its documentation is looked at, and good and bad\n   requests go the way of "
      "the application's.");
  const auto read = show({"contract", "snapshot", "--route", kDemoRoute}, kLinesShown);
  if (!read) return tl::unexpected(read.error());
  const auto smoked = show({"smoke", kDemoRoute}, kLinesShown);
  if (!smoked) return tl::unexpected(smoked.error());
  expect(*read, "documentation: every page was there");
  expect(*smoked, "smoke tests: every check of primary and fallback passed");
  return {};
}

Result<void> DemoStory::judge() {
  title("\n6. The verdict: tested once more, and judged by all that is in the record.");
  const auto smoked = show({"smoke", kDemoRoute, "--check", "happy_path"}, kLinesShownAgain);
  if (!smoked) return tl::unexpected(smoked.error());
  const auto judged = show({"gate", kDemoRoute, "--ticket", "DEMO-1"}, kLinesOfVerdict);
  if (!judged) return tl::unexpected(judged.error());
  expect(*smoked && *judged, "gate: the verdict is promote");
  return {};
}

Result<void> DemoStory::healthy() {
  title(fmt::format("\n2. Healthy: {} requests, every sixth of them streamed.", kHealthyRequests));
  auto metrics = stage_.metrics();
  if (!metrics) return tl::unexpected(metrics.error());
  metrics_before_ = std::move(*metrics);
  if (auto played = play({"healthy", kHealthyRequests, kHealthyGap}); !played) return played;
  expect(phases_.back().by_primary == kHealthyRequests, "healthy: the primary answered every request");
  return {};
}

Result<void> DemoStory::outage() {
  title("\n3. The primary dies: first it answers 503, then it takes requests and says nothing.");
  outage_began_ = teller_.clock.wall_now();
  const auto played = stage_.set_faults(DemoUpstream::Primary, kOverloadedRules)
                          .and_then([&] { return play({"primary answers 503", kOutageRequests, kOutageGap}); })
                          .and_then([&] { return stage_.set_faults(DemoUpstream::Primary, kSilentRules); })
                          .and_then([&] { return play({"primary is silent", kOutageRequests, kOutageGap}); });
  if (!played) return played;
  const DemoPhase& refusing = phases_[phases_.size() - 2];
  const DemoPhase& silent = phases_.back();
  const std::uint64_t attempts = refusing.primary_saw + silent.primary_saw;
  teller_.say(indented(naive_comparison(2 * kOutageRequests, attempts)));
  expect(refusing.by_spare + silent.by_spare == 2 * kOutageRequests, "outage: the fallback answered every request");
  expect(attempts <= kDeadAttemptsMax, fmt::format("outage: the dead primary saw {} attempts for {} requests (at most {})",
                                                   attempts, 2 * kOutageRequests, kDeadAttemptsMax));
  return {};
}

Result<void> DemoStory::broken_stream() {
  title("\n4. A stream breaks in the middle, on a route that has no fallback.");
  if (auto set = stage_.set_faults(DemoUpstream::Spare, kCutRules); !set) return set;
  const DemoSeen seen = client_.ask({.model = kDemoLoneRoute, .stream = true});
  ++lone_sent_;
  const bool visible = seen.some_content && seen.error_event && !seen.clean_end;
  teller_.say(fmt::format("  The client got {}, {}, {} end-of-answer mark.\n", seen.some_content ? "the first words" : "no words",
                          seen.error_event ? "then an error event" : "no error event", seen.clean_end ? "and an" : "and no"));
  expect(visible, "broken stream: the client got an error event, not an end that looks complete");
  return stage_.set_faults(DemoUpstream::Spare, kHealthyRules);
}

Result<void> DemoStory::recovery() {
  title("\n5. The primary recovers; nobody tells the gateway.");
  if (auto set = stage_.set_faults(DemoUpstream::Primary, kHealthyRules); !set) return set;
  if (auto begun = begin_phase("primary recovers"); !begun) return begun;
  const MonotonicTime began = teller_.clock.now();
  unsigned straight = 0;
  while (straight < kStraightAnswers && teller_.clock.now() - began < kRecoveryTimeMax) {
    DemoPhase& phase = phases_.back();
    const unsigned before = phase.by_primary;
    if (auto asked = ask(phase); !asked) return asked;
    straight = phase.by_primary > before ? straight + 1 : 0;
    std::this_thread::sleep_for(kRecoveryGap);
  }
  const Duration took = teller_.clock.now() - began;
  outage_ended_ = teller_.clock.wall_now();
  if (auto ended = end_phase(); !ended) return ended;
  const bool back = straight == kStraightAnswers;
  teller_.say(
      back ? fmt::format("  Probes found it, one request at a time; then its share grew until all traffic was\n  back, after {}.\n",
                         in_seconds(took))
           : fmt::format("  After {} not all traffic was back.\n", in_seconds(took)));
  expect(back, fmt::format("recovery: the primary answered {} requests in a row again", kStraightAnswers));
  expect(phases_.back().answered == phases_.back().sent, "recovery: every request was answered meanwhile");
  return {};
}

Result<void> DemoStory::look_at_record() {
  title("\n7. The record: what happened to one rescued request.");
  expect(!rescued_.request_id.empty(), "record: a rescued answer names its request in `x-request-id`");
  if (!rescued_.request_id.empty()) {
    const auto explained = stage_.explain(rescued_.request_id);
    teller_.say(teller_.paint.dim(fmt::format("  $ jurymast log explain {}\n", rescued_.request_id)) +
                indented(explained ? *explained : explained.error().message));
    expect(explained && explained->find(kDemoSpare) != std::string::npos,
           "record: `jurymast log explain` names the fallback that served it");
    expect(rescued_.unproven.empty(), "record: the fallback that served it was proved before");
  }
  const auto records = stage_.records(sent());
  if (!records) return tl::unexpected(records.error());
  teller_.say(fmt::format("  In the record: {}.\n", record_line(*records)));
  expect(records->operations == sent() && records->damaged_lines == 0,
         fmt::format("record: one operation for each of the {} requests sent", sent()));
  return {};
}

Result<void> DemoStory::look_at_metrics() {
  title("\n8. The metrics that moved.");
  const auto after = stage_.metrics();
  if (!after) return tl::unexpected(after.error());
  teller_.say(moved_metrics(metrics_before_, *after));
  const unsigned rescued =
      std::accumulate(phases_.begin(), phases_.end(), 0U, [](unsigned sum, const DemoPhase& phase) { return sum + phase.rescued; });
  expect(growth("jurymast_rescued_total", metrics_before_, *after) == rescued,
         fmt::format("metrics: jurymast_rescued_total moved by the {} rescues the client counted", rescued));
  return {};
}

void DemoStory::sum_up() {
  title("\nIn all");
  teller_.say(phase_table(phases_) + "\n" + demo_summary(phases_, rescued_.unproven) +
              "The stream that was broken on purpose is not among them; its client was told.\n\n" +
              expectation_lines(expectations_, teller_.paint) + "\n");
}

}  // namespace jurymast::app
