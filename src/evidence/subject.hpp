#pragma once
#include <string>

#include "base/family.hpp"
#include "evidence/check_names.hpp"
#include "record/probe.hpp"

namespace jurymast::evidence {

/// What evidence is about: one target on one route, as it is in force. Evidence for one subject says nothing about any other.
struct Subject {
  std::string route;
  std::string target;
  Family family = Family::ChatCompletions;
  std::string model;  ///< as configured; empty: the client's own name is passed through
  std::string areas;  ///< digests of the settings in force, as join() gives them
  std::string via{};  ///< address of another gateway that the application's requests take instead of this one; empty: none
  friend bool operator==(const Subject&, const Subject&) = default;
};

/// Why a check does not count for a subject.
enum class Unfit : unsigned char { No, OtherSubject, NotThroughTheGateway, OtherModel, Superseded, Blocked };

/// Whether a check counts for the subject, or the first reason why not.
Unfit unfit(const record::ProbeRecord& probe, const Subject& subject);

/// The position of a check in kCheckNames; their count where it is none of them.
std::size_t check_index(std::string_view name);

/// Whether a check passed: False where an assertion failed, Unknown where what it is for was not looked at or could not be told.
record::Tri result_of(const record::ProbeRecord& probe);

/// The newest run of one check each way it was asked, streamed and buffered.
class NewestRuns {
 public:
  /// Takes runs in the order of time.
  void take(const record::ProbeRecord& probe) { runs_[probe.question.streamed ? 1 : 0] = &probe; }
  /// The run that says how the check stands: a failure, else one that could not be told, else the newest; null: none. A pass of the one way
  /// covers up no failure of the other.
  const record::ProbeRecord* telling() const;
  /// When the check was run last.
  WallTime last() const;

 private:
  std::array<const record::ProbeRecord*, 2> runs_{};
};

/// How one assertion of a check ended; missing where it was not made.
record::CheckResult assertion(const record::ProbeRecord& probe, std::string_view name);

}  // namespace jurymast::evidence
