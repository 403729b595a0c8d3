#include "app/probe/compare_command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>

#include "app/exit_code.hpp"
#include "app/probe/compare_report.hpp"
#include "app/probe/smoke_run.hpp"

namespace jurymast::app {
namespace {

using evidence::ComparedSample;
using evidence::PlannedCheck;

bool passed(const SmokeOutcome& outcome, std::string_view name) {
  for (const record::Assertion& assertion : outcome.verdict->assertions) {
    if (assertion.name == name) return assertion.result == record::CheckResult::Pass;
  }
  return false;
}

bool failed(const SmokeOutcome& outcome, std::string_view name) {
  for (const record::Assertion& assertion : outcome.verdict->assertions) {
    if (assertion.name == name) return assertion.result == record::CheckResult::Fail;
  }
  return false;
}

ComparedSample sample_of(const SmokeOutcome& outcome) {
  ComparedSample sample;
  sample.failure_class = outcome.verdict->answer.failure_class;
  sample.elapsed = outcome.elapsed;
  sample.attempts = outcome.verdict->answer.attempts;
  sample.success = passed(outcome, "status_success");
  sample.shape = passed(outcome, "expected_family") && passed(outcome, "required_members_present");
  sample.usable = passed(outcome, "answer_parsed") && !failed(outcome, "output_valid");
  sample.usage = outcome.verdict->answer.usage_present == record::Returned::True;
  sample.request_id = passed(outcome, "request_id_propagated");
  return sample;
}

/// Both sides in turn, so that whatever changes meanwhile meets both.
class Sampling {
 public:
  Sampling(const SmokeSetting& setting, const SmokeGateway& gateway, ComparedSides& sides)
      : setting_(setting), gateway_(gateway), sides_(sides) {}

  void run(unsigned samples) {
    for (unsigned i = 0; i < samples && in_a_row_ < kBlockedInARowMax; ++i) {
      // Who goes first changes, so that neither side always meets the warmer connection.
      take(i % 2 == 0 ? sides_.primary : sides_.fallback);
      take(i % 2 == 0 ? sides_.fallback : sides_.primary);
    }
  }

 private:
  void take(ComparedSide& side) {
    const PlannedCheck check{.target = side.target, .family = setting_.route.family, .routing = record::ProbeRouting::Forced};
    const SmokeOutcome outcome = ask_once(setting_, check, gateway_);
    in_a_row_ = outcome.verdict ? 0 : in_a_row_ + 1;
    if (outcome.verdict) side.samples.push_back(sample_of(outcome));
    if (!outcome.verdict) side.blocked.push_back(outcome.blocked);
  }

  const SmokeSetting& setting_;
  const SmokeGateway& gateway_;
  ComparedSides& sides_;
  unsigned in_a_row_ = 0;
};

Result<std::string> fallback_of(const CompareOptions& options, const evidence::SmokeRoute& route) {
  if (route.fallback.empty()) return fail(Code::Invalid, "route {} has no fallback to compare with", route.name);
  if (options.target.empty()) return route.fallback.front();
  const auto found = std::find(route.fallback.begin(), route.fallback.end(), options.target);
  if (found != route.fallback.end()) return *found;
  return fail(Code::Invalid, "{} is no fallback of route {}", options.target, route.name);
}

int refuse(const Error& error, std::FILE* complaints) {
  fmt::print(complaints, "jurymast compare: {}\n", error.message);
  return kUsage;
}

void announce(const CompareOptions& options, std::FILE* complaints) {
  const Duration least = (options.samples - 1) / kProbesPerMinute * std::chrono::seconds(60);
  fmt::print(complaints, "jurymast compare: {} requests to each side; {} a minute are allowed, so it takes at least {} s\n",
             options.samples, kProbesPerMinute, to_ms(least) / 1000);
}

}  // namespace

int run_compare(const CompareOptions& options, const policy::Snapshot& snapshot, CommandMeans means, CommandStreams streams) {
  // OpenSSL writes without MSG_NOSIGNAL.
  std::signal(SIGPIPE, SIG_IGN);
  if (options.samples == 0 || options.samples > kComparedSamplesMax) {
    return refuse({Code::Invalid, fmt::format("--samples is 1 to {}", kComparedSamplesMax)}, streams.complaints);
  }
  const auto route = testable_route(snapshot, options.route);
  if (!route) return refuse(route.error(), streams.complaints);
  const evidence::SmokeRoute shape = smoke_route(snapshot, **route);
  const auto fallback = fallback_of(options, shape);
  if (!fallback) return refuse(fallback.error(), streams.complaints);
  announce(options, streams.complaints);
  const SmokeSetting setting{.snapshot = snapshot,
                             .route = **route,
                             .fixture = evidence::default_fixture(),
                             .run = run_name("compare", means.clock.wall_now(), means.random),
                             .paced = true,
                             .ticket = {},
                             .person = {}};
  const SmokeGateway gateway(snapshot.server, means.clock, means.wait);
  ComparedSides sides{shape.name, setting.fixture.id, {shape.primary, {}, {}}, {*fallback, {}, {}}};
  Sampling(setting, gateway, sides).run(options.samples);
  const evidence::Comparison comparison = evidence::compare(sides.primary.samples, sides.fallback.samples);
  const std::string report = options.json ? compare_json(sides, comparison) : compare_text(sides, comparison);
  std::fwrite(report.data(), 1, report.size(), streams.out);
  using Verdict = evidence::ComparedVerdict;
  return comparison.verdict == Verdict::Better || comparison.verdict == Verdict::Equal ? kPass : kCheckFailed;
}

}  // namespace jurymast::app
