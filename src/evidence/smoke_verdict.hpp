#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "evidence/contract_pack.hpp"
#include "evidence/fixture.hpp"
#include "evidence/smoke_answer.hpp"
#include "evidence/smoke_plan.hpp"
#include "record/parsed_line.hpp"
#include "record/probe.hpp"

namespace jurymast::evidence {

/// How a target's key is sent, as configured.
struct Authentication {
  std::string credential;  ///< the kind of the key's reference: env, file or none
  bool bearer = true;      ///< false: in a field of its own, as a plain key
};

/// What a check is judged by beside the answer itself.
struct CheckTerms {
  AnswerDemands demands;
  std::optional<Duration> time_max;  ///< what users are promised; nothing: nobody said
  Authentication authentication;
  record::ProbePath path = record::ProbePath::Gateway;
  std::string
      model{};  ///< that was asked for, where nobody but the check itself can compare it with the answer's; empty: somebody does
  std::shared_ptr<const ContractPack> contract;  ///< null: nothing to hold it against
};

/// What came of a check's request.
struct CheckSeen {
  SmokeAnswer answer;
  std::string record;                        ///< what the gateway wrote down of it, as it gave it; empty: nothing was found
  std::string ticket;                        ///< that must not be seen again
  std::optional<FailureClass> told_class{};  ///< what the answer alone says, where no gateway of ours wrote anything down
};

/// What the documentation expects of a request that was refused, and where it says so.
struct Expectation {
  std::string member;  ///< JSON pointer of what was left out; empty: the request was whole
  std::string page;
  std::string accessed;  ///< the day that page was read, as the pack says
};

/// What a check showed.
struct CheckVerdict {
  record::ProbeAnswer answer;
  std::vector<record::Assertion> assertions;
  record::OperatorDecision decision = record::OperatorDecision::Investigate;
  std::vector<std::string> contract_findings;  ///< what differs from the documentation, and where
  std::optional<Expectation> expectation;  ///< of a request that was refused as the caller's fault; nothing: nobody documents it
};

/// The operation that a gateway's line tells of, with or without number and checksum; nothing where it is no line of an operation.
std::optional<record::ParsedOperation> read_operation(std::string_view line);

/// Judges one check. Whatever was not seen is missing, neither passed nor failed; an ambiguous class stops at the classification.
CheckVerdict judge_check(const PlannedCheck& check, const Fixture& fixture, const CheckTerms& terms, const CheckSeen& seen);

}  // namespace jurymast::evidence
