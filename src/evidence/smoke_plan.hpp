#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/failure_class.hpp"
#include "base/family.hpp"
#include "evidence/check_names.hpp"
#include "record/check_words.hpp"

namespace jurymast::evidence {

/// What a smoke test must know of a route to plan.
struct SmokeRoute {
  std::string name;
  Family family = Family::ChatCompletions;
  std::string primary;
  std::vector<std::string> fallback;
};

/// What part of the plan is wanted.
struct PlanWishes {
  std::string target{};  ///< empty: every target of the route
  std::string check{};   ///< name of the only one that is wanted; empty: all
  bool streamed = true;
  bool buffered = true;
};

/// One check of a run: what is asked of which target.
struct PlannedCheck {
  std::string_view check = kHappyPath;
  std::string target{};
  Family family = Family::ChatCompletions;
  bool streamed = false;
  record::ProbeRouting routing = record::ProbeRouting::Natural;
  record::ProbeFault fault = record::ProbeFault::None;

  record::RequestType request_type() const {
    return check == kHappyPath ? record::RequestType::HappyPath : record::RequestType::ErrorPath;
  }
  friend bool operator==(const PlannedCheck&, const PlannedCheck&) = default;
};

/// The most checks of one target in one plan, so that its probes of one minute suffice.
inline constexpr std::size_t kChecksPerTarget = 8;

/// The checks of a route in the order in which they are made, each in every form that is wanted, since an error of a stream takes another way
/// than one of a whole answer: the happy path naturally at the primary and forced at each fallback, then each error path forced at each target.
/// Empty where the wished target is none of the route's.
std::vector<PlannedCheck> smoke_plan(const SmokeRoute& route, const PlanWishes& wishes);

/// The check of that name alone; nothing where no check is called so.
std::optional<record::ProbeFault> fault_of(std::string_view check);

/// The class that a check's answer must have; what was expected, as the record names it.
FailureClass expected_class(record::ProbeFault fault);
std::string expected_of(const PlannedCheck& check);

/// What an answer of the family calls itself.
std::string_view object_name(Family family, bool streamed);

/// The member of a request that holds what is asked: `messages` or `input`.
constexpr std::string_view content_member(Family family) { return family == Family::ChatCompletions ? "messages" : "input"; }

}  // namespace jurymast::evidence
