#include "evidence/subject.hpp"

#include <algorithm>
#include <span>

#include "evidence/areas.hpp"

namespace jurymast::evidence {
namespace {

using record::CheckResult;
using record::Tri;

/// Without these a check shows nothing of what it is for; the others are asked for by a gate alone.
constexpr std::array<std::string_view, 6> kOfHappyPath{"same_path_as_application", "status_success",
                                                       "expected_family",          "answer_parsed",
                                                       "required_members_present", "served_by_expected_target"};
constexpr std::array<std::string_view, 4> kOfErrorPath{"same_path_as_application", "told_apart_from_success",
                                                       "classified_as_expected", "sent_once"};

bool is_blocked(const record::ProbeRecord& probe) {
  return std::all_of(probe.assertions.begin(), probe.assertions.end(),
                     [](const record::Assertion& made) { return made.result == CheckResult::Missing; });
}

/// The model that a check is evidence of. A target that passes names on was asked for the name in the request.
const std::string& model_of(const record::ProbeRecord& probe, const Subject& subject) {
  const bool passed_on = probe.setting.model.empty() && !subject.model.empty();
  return passed_on ? probe.question.model_alias : probe.setting.model;
}

}  // namespace

Unfit unfit(const record::ProbeRecord& probe, const Subject& subject) {
  const record::ProbeQuestion& question = probe.question;
  if (question.route != subject.route || question.target != subject.target || question.family != subject.family) {
    return Unfit::OtherSubject;
  }
  const record::ProbePath path = subject.via.empty() ? record::ProbePath::Gateway : record::ProbePath::Via;
  if (question.path != path || question.via != subject.via) return Unfit::NotThroughTheGateway;
  if (model_of(probe, subject) != subject.model) return Unfit::OtherModel;
  if (!changed_areas(probe.setting.areas, subject.areas).empty()) return Unfit::Superseded;
  // A check that could not be run has shown nothing, neither good nor bad.
  return is_blocked(probe) ? Unfit::Blocked : Unfit::No;
}

std::size_t check_index(std::string_view name) {
  return static_cast<std::size_t>(std::find(kCheckNames.begin(), kCheckNames.end(), name) - kCheckNames.begin());
}

CheckResult assertion(const record::ProbeRecord& probe, std::string_view name) {
  const auto found = std::find_if(probe.assertions.begin(), probe.assertions.end(),
                                  [&](const record::Assertion& made) { return made.name == name; });
  return found == probe.assertions.end() ? CheckResult::Missing : found->result;
}

Tri result_of(const record::ProbeRecord& probe) {
  const bool any_failed = std::any_of(probe.assertions.begin(), probe.assertions.end(),
                                      [](const record::Assertion& made) { return made.result == CheckResult::Fail; });
  if (any_failed || probe.decision == record::OperatorDecision::Fail) return Tri::False;
  if (probe.decision != record::OperatorDecision::Pass) return Tri::Unknown;
  const bool happy = probe.question.check == kCheckNames[kHappyPathIndex];
  const std::span<const std::string_view> needed = happy ? std::span<const std::string_view>(kOfHappyPath) : kOfErrorPath;
  const bool all_made =
      std::all_of(needed.begin(), needed.end(), [&](std::string_view name) { return assertion(probe, name) == CheckResult::Pass; });
  return all_made ? Tri::True : Tri::Unknown;
}

const record::ProbeRecord* NewestRuns::telling() const {
  for (const Tri result : {Tri::False, Tri::Unknown}) {
    for (const record::ProbeRecord* const run : runs_) {
      if (run != nullptr && result_of(*run) == result) return run;
    }
  }
  if (runs_[0] == nullptr || runs_[1] == nullptr) return runs_[0] == nullptr ? runs_[1] : runs_[0];
  return runs_[0]->at > runs_[1]->at ? runs_[0] : runs_[1];
}

WallTime NewestRuns::last() const {
  WallTime last;
  for (const record::ProbeRecord* const run : runs_) {
    if (run != nullptr) last = std::max(last, run->at);
  }
  return last;
}

}  // namespace jurymast::evidence
