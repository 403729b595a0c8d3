#include <fmt/format.h>

#include "app/draw/build_report.hpp"
#include "app/gate/gate_report.hpp"

namespace jurymast::app {
namespace {

using evidence::Conjunct;
using record::Tri;

/// What a build system is told beside the names: a condition that does not hold is skipped, not failed, since nothing was broken.
std::string skip_reason(const Conjunct& conjunct) {
  return fmt::format("{}: {}{}", conjunct.look.holds == Tri::False ? "does not hold" : "not known", conjunct.look.needed,
                     conjunct.look.command.empty() ? "" : "; run: " + conjunct.look.command);
}

BuildReport build_report_of(const GateReport& report) {
  BuildReport build{.name = headline(report),
                    .timestamp = to_rfc3339(report.asked.question.at),
                    .headline = headline(report),
                    .next = next_step(report)};
  for (const Conjunct& conjunct : report.verdict.conjuncts) {
    const bool holds = conjunct.look.holds == Tri::True;
    build.cases.push_back({fmt::format("gate.{}", name_of(conjunct.group)), std::string(conjunct.name),
                           holds ? BuildResult::Pass : BuildResult::Skipped, std::string(name_of(conjunct.look.holds)),
                           holds ? std::string() : skip_reason(conjunct)});
  }
  for (const evidence::Disagreement& doubt : report.verdict.disagreements) {
    build.cases.push_back({"gate.investigate", std::string(doubt.name), BuildResult::Fail, std::string(kToInvestigate),
                           fmt::format("{}; run: {}", doubt.what, doubt.command)});
  }
  return build;
}

}  // namespace

std::string gate_junit(const GateReport& report) { return build_junit(build_report_of(report)); }

std::string gate_tap(const GateReport& report) { return build_tap(build_report_of(report)); }

}  // namespace jurymast::app
