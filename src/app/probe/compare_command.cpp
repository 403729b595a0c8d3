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

/// Another gateway is told by the model's name alone whom it shall ask.
Result<void> check_names(const policy::Snapshot& snapshot, const ComparedSides& sides) {
  const policy::Target* const primary = target_named(snapshot, sides.primary.target);
  const policy::Target* const fallback = target_named(snapshot, sides.fallback.target);
  if (primary != nullptr && fallback != nullptr && primary->model != fallback->model) return {};
  return fail(
      Code::Invalid,
      "{} and {} have the same model name, and that is all another gateway is told: set targets.*.model to the names that it "
      "knows them by",
      sides.primary.target, sides.fallback.target);
}

/// Rows of which nothing can be seen from outside of another gateway.
void leave_open(evidence::Comparison& comparison) {
  for (evidence::ComparedRow& row : comparison.rows) {
    if (row.name != "retries" && row.name != "request id") continue;
    row = {row.name,
           row.unit,
           std::nullopt,
           std::nullopt,
           evidence::ComparedVerdict::Unknown,
           "not seen from outside of that gateway"};
  }
}

void announce(const CompareOptions& options, std::FILE* complaints) {
  const Duration least = (options.samples - 1) / kProbesPerMinute * std::chrono::seconds(60);
  const bool paced = options.via.address.empty() && least > Duration(0);
  if (!paced) return fmt::print(complaints, "jurymast compare: {} requests to each side\n", options.samples);
  fmt::print(complaints, "jurymast compare: {} requests to each side; {} a minute are allowed, so it takes at least {} s\n",
             options.samples, kProbesPerMinute, to_ms(least) / 1000);
}

/// What a comparison needs beside the route, after everything that may refuse it.
struct ComparePlan {
  ComparedSides sides;
  std::string model;
  std::optional<OtherGateway> via;
};

Result<ComparePlan> plan_for(const CompareOptions& options, const policy::Snapshot& snapshot, const policy::Route& route) {
  const evidence::SmokeRoute shape = smoke_route(snapshot, route);
  const auto fallback = fallback_of(options, shape);
  if (!fallback) return tl::unexpected(fallback.error());
  auto via = gateway_named(options.via, snapshot);
  if (!via) return tl::unexpected(via.error());
  auto model = *via ? Result<std::string>(options.model) : asked_model(snapshot, route, options.model);
  if (!model) return tl::unexpected(model.error());
  ComparedSides sides{shape.name, evidence::default_fixture().id, {shape.primary, {}, {}}, {*fallback, {}, {}}};
  if (const auto told_apart = *via ? check_names(snapshot, sides) : Result<void>(); !told_apart) {
    return tl::unexpected(told_apart.error());
  }
  return ComparePlan{std::move(sides), *std::move(model), *std::move(via)};
}

}  // namespace

int run_compare(const CompareOptions& options, const policy::Snapshot& snapshot, CommandMeans means, CommandStreams streams) {
  // OpenSSL writes without MSG_NOSIGNAL.
  std::signal(SIGPIPE, SIG_IGN);
  if (options.samples == 0 || options.samples > kComparedSamplesMax) {
    return refuse({Code::Invalid, fmt::format("--samples is 1 to {}", kComparedSamplesMax)}, streams.complaints);
  }
  const auto format = asked_format(options.format);
  if (!format) return refuse(format.error(), streams.complaints);
  const auto route = testable_route(snapshot, options.route, options.canary_path);
  if (!route) return refuse(route.error(), streams.complaints);
  auto plan = plan_for(options, snapshot, **route);
  if (!plan) return refuse(plan.error(), streams.complaints);
  announce(options, streams.complaints);
  const SmokeSetting setting{.snapshot = snapshot,
                             .route = **route,
                             .fixture = evidence::default_fixture(),
                             .run = run_name("compare", means.clock.wall_now(), means.random),
                             .model = plan->model,
                             .path = plan->via ? record::ProbePath::Via : record::ProbePath::Gateway,
                             .paced = true,
                             .canary_path = options.canary_path,
                             .ticket = {},
                             .person = {},
                             .via = plan->via};
  const SmokeGateway gateway(snapshot.server, means.clock, means.wait);
  ComparedSides& sides = plan->sides;
  Sampling(setting, gateway, sides).run(options.samples);
  evidence::Comparison comparison = evidence::compare(sides.primary.samples, sides.fallback.samples);
  if (plan->via) leave_open(comparison);
  const std::string report = compare_report(sides, comparison, *format);
  std::fwrite(report.data(), 1, report.size(), streams.out);
  if (comparison.verdict == evidence::ComparedVerdict::Worse) return kCheckFailed;
  return comparison.verdict == evidence::ComparedVerdict::Unknown ? kHold : kPass;
}

}  // namespace jurymast::app
