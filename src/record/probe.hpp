#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/failure_class.hpp"
#include "base/family.hpp"
#include "base/ids.hpp"
#include "base/output_fault.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "record/check_words.hpp"
#include "record/member_types.hpp"
#include "record/shape.hpp"
#include "record/vocabulary.hpp"

namespace jurymast::record {

/// How one named assertion of a check ended.
struct Assertion {
  std::string name;
  CheckResult result = CheckResult::Missing;
  friend bool operator==(const Assertion&, const Assertion&) = default;
};

/// What a check asked, of whom, and for whom.
struct ProbeQuestion {
  std::uint64_t config = 0;
  std::string route;
  std::string target;
  Family family = Family::ChatCompletions;
  bool streamed = false;
  std::string run{};    ///< the run it belongs to; its checks share it
  std::string check{};  ///< name of the check within the run
  RequestType request_type = RequestType::HappyPath;
  ProbePath path = ProbePath::Gateway;
  ProbeRouting routing = ProbeRouting::Natural;
  ProbeFault fault = ProbeFault::None;
  std::string fixture;
  std::string expected;
  std::optional<OperationId> operation{};
  std::optional<OperationId> contract{};
  std::optional<OperationId> gate{};
  std::string model_alias{};  ///< the model's name in the request, by which an application reaches the route
  std::string via{};          ///< address of the other gateway that it went through; empty: none
  friend bool operator==(const ProbeQuestion&, const ProbeQuestion&) = default;
};

/// What the check was made under. Evidence speaks for a target only while its areas are what they were.
struct ProbeSetting {
  std::string environment;
  std::string build;
  std::optional<DigestBytes> config_digest;
  std::string credential;  ///< the kind of the key's reference alone: env, file or none
  std::string
      model;  ///< as configured, or the name that was asked for and passed through; empty: the client's own, by the configuration
  std::string areas{};  ///< digests of kEvidenceAreaNames, 12 digits each, in their order and joined by `-`; empty: not known
  friend bool operator==(const ProbeSetting&, const ProbeSetting&) = default;
};

/// What came of it: categories and presence, never a word of the answer, and no exact time.
struct ProbeAnswer {
  std::uint64_t attempts = 1;
  std::string answered_by;  ///< the target whose answer came back; empty: none
  std::optional<std::uint64_t> status;
  FailureClass failure_class = FailureClass::Ok;
  std::string object_type;
  std::string finish;
  Tri substituted = Tri::Unknown;  ///< whether another model answered than was asked for
  Returned id_present = Returned::NotReturned;
  Returned usage_present = Returned::NotReturned;
  Returned required_present = Returned::NotReturned;
  std::vector<std::string> missing;
  std::vector<std::string> differences{};  ///< from the documentation, each with its place: `object_differs:/object`
  std::optional<ParseResult> parse;
  std::optional<OutputFault> output;
  std::optional<ElapsedBucket> elapsed;
  RetryDecision retry = RetryDecision::NoRetry;
  bool backoff_seen = false;
  bool fallback_taken = false;
  friend bool operator==(const ProbeAnswer&, const ProbeAnswer&) = default;
};

/// A smoke test: one small request of a built-in fixture, and what was seen of its answer.
struct ProbeRecord {
  WallTime at;
  OperationId id;
  ProbeQuestion question;
  ProbeSetting setting;
  ProbeAnswer answer;
  std::vector<Assertion> assertions;
  OperatorDecision decision = OperatorDecision::Investigate;
  DecidedBy decided_by = DecidedBy::Auto;
  std::string person;
  std::string rollback_owner;
  PlainText stop_condition;
  std::string ticket;
  std::vector<Link> links;
  PlainText notes;
  friend bool operator==(const ProbeRecord&, const ProbeRecord&) = default;
};
std::string render(const ProbeRecord& record);
Result<ProbeRecord> read_probe(std::string_view record);
KindShape probe_shape();

}  // namespace jurymast::record
