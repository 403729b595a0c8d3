#include "evidence/smoke_plan.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace jurymast::evidence {
namespace {

using record::ProbeFault;
using record::ProbeRouting;

constexpr std::array<std::pair<std::string_view, ProbeFault>, 4> kChecks{{{kHappyPath, ProbeFault::None},
                                                                          {kErrorCredential, ProbeFault::Credential},
                                                                          {kErrorMissingField, ProbeFault::MissingField},
                                                                          {kErrorClientFault, ProbeFault::ClientFault}}};

void add_checks(const SmokeRoute& route, const std::string& target, const PlanWishes& wishes, std::vector<PlannedCheck>& plan) {
  for (const auto& [name, fault] : kChecks) {
    if (!wishes.check.empty() && wishes.check != name) continue;
    const bool natural = fault == ProbeFault::None && target == route.primary;
    for (const bool streamed : {false, true}) {
      const bool wanted = streamed ? wishes.streamed : wishes.buffered;
      if (wanted)
        plan.push_back({name, target, route.family, streamed, natural ? ProbeRouting::Natural : ProbeRouting::Forced, fault});
    }
  }
}

}  // namespace

std::vector<PlannedCheck> smoke_plan(const SmokeRoute& route, const PlanWishes& wishes) {
  std::vector<std::string> targets{route.primary};
  targets.insert(targets.end(), route.fallback.begin(), route.fallback.end());
  std::vector<PlannedCheck> plan;
  for (const std::string& target : targets) {
    if (wishes.target.empty() || wishes.target == target) add_checks(route, target, wishes, plan);
  }
  return plan;
}

std::optional<ProbeFault> fault_of(std::string_view check) {
  for (const auto& [name, fault] : kChecks) {
    if (name == check) return fault;
  }
  return std::nullopt;
}

FailureClass expected_class(ProbeFault fault) {
  switch (fault) {
    case ProbeFault::Credential:
      return FailureClass::Auth;
    case ProbeFault::MissingField:
      return FailureClass::InvalidRequest;
    case ProbeFault::ClientFault:
      return FailureClass::NetworkConnect;
    case ProbeFault::None:
      break;
  }
  return FailureClass::Ok;
}

std::string expected_of(const PlannedCheck& check) {
  if (check.fault != ProbeFault::None) return std::string(name_of(expected_class(check.fault)));
  return fmt::format("2xx:{}", object_name(check.family, check.streamed));
}

std::string_view object_name(Family family, bool streamed) {
  if (family == Family::Responses) return "response";
  return streamed ? "chat.completion.chunk" : "chat.completion";
}

}  // namespace jurymast::evidence
