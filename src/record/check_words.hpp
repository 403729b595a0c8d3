#pragma once
#include <array>
#include <cstddef>
#include <string_view>

#include "base/time.hpp"

namespace jurymast::record {

/// Whether an answer held something; what gave no answer held nothing that could be looked at.
enum class Returned : unsigned char { False, True, NotReturned };
inline constexpr std::array<std::string_view, 3> kReturnedNames{"false", "true", "not_returned"};
constexpr std::string_view name_of(Returned v) { return kReturnedNames[static_cast<std::size_t>(v)]; }

/// What a check was made to show: that a good request is served, or that a bad one is told apart.
enum class RequestType : unsigned char { HappyPath, ErrorPath };
inline constexpr std::array<std::string_view, 2> kRequestTypeNames{"happy_path", "error_path"};
constexpr std::string_view name_of(RequestType v) { return kRequestTypeNames[static_cast<std::size_t>(v)]; }

/// The way a check's request took: through the gateway as the application's do, straight to the target, or through another gateway that
/// the application uses, which can be looked at from outside alone.
enum class ProbePath : unsigned char { Gateway, Direct, Via };
inline constexpr std::array<std::string_view, 3> kProbePathNames{"gateway", "direct", "via"};
constexpr std::string_view name_of(ProbePath v) { return kProbePathNames[static_cast<std::size_t>(v)]; }

/// Whether policy chose a check's target, as it does for any request, or the check itself did.
enum class ProbeRouting : unsigned char { Natural, Forced };
inline constexpr std::array<std::string_view, 2> kProbeRoutingNames{"natural", "forced"};
constexpr std::string_view name_of(ProbeRouting v) { return kProbeRoutingNames[static_cast<std::size_t>(v)]; }

/// What is done to a check's request behind the gateway's own checks, to see a failure told apart: its key is a placeholder, a member
/// that its family requires is taken out, or its connection goes where nothing listens.
enum class ProbeFault : unsigned char { None, Credential, MissingField, ClientFault };
inline constexpr std::array<std::string_view, 4> kProbeFaultNames{"none", "credential", "missing_field", "client_fault"};
constexpr std::string_view name_of(ProbeFault v) { return kProbeFaultNames[static_cast<std::size_t>(v)]; }

/// The settings that evidence rests on; a change in one of them supersedes it, any other change does not.
inline constexpr std::array<std::string_view, 5> kEvidenceAreaNames{"family", "request", "retry", "escalation", "documentation"};

enum class ParseResult : unsigned char { Accepted, Rejected };
inline constexpr std::array<std::string_view, 2> kParseResultNames{"accepted", "rejected"};
constexpr std::string_view name_of(ParseResult v) { return kParseResultNames[static_cast<std::size_t>(v)]; }

/// How one assertion or group of evidence ended; missing evidence is neither pass nor fail.
enum class CheckResult : unsigned char { Pass, Fail, Missing };
inline constexpr std::array<std::string_view, 3> kCheckResultNames{"pass", "fail", "missing"};
constexpr std::string_view name_of(CheckResult v) { return kCheckResultNames[static_cast<std::size_t>(v)]; }

/// What a gate says of the evidence before it.
enum class GateVerdict : unsigned char { Promote, Hold, Investigate };
inline constexpr std::array<std::string_view, 3> kGateVerdictNames{"promote", "hold", "investigate"};
constexpr std::string_view name_of(GateVerdict v) { return kGateVerdictNames[static_cast<std::size_t>(v)]; }

/// What the operator, or the rule in the operator's place, made of a check.
enum class OperatorDecision : unsigned char { Pass, Fail, Investigate };
inline constexpr std::array<std::string_view, 3> kOperatorDecisionNames{"pass", "fail", "investigate"};
constexpr std::string_view name_of(OperatorDecision v) { return kOperatorDecisionNames[static_cast<std::size_t>(v)]; }

/// Who took a decision.
enum class DecidedBy : unsigned char { Auto, Operator };
inline constexpr std::array<std::string_view, 2> kDecidedByNames{"auto", "operator"};

/// A check tells its time as one of these spans in seconds, never exactly; the edges are OpenTelemetry's for generative clients.
inline constexpr std::array<std::string_view, 15> kElapsedBucketNames{
    "0-0.01",    "0.01-0.02", "0.02-0.04",  "0.04-0.08",   "0.08-0.16",   "0.16-0.32",   "0.32-0.64", "0.64-1.28",
    "1.28-2.56", "2.56-5.12", "5.12-10.24", "10.24-20.48", "20.48-40.96", "40.96-81.92", "81.92-"};
struct ElapsedBucket {
  unsigned char index = 0;
  explicit constexpr operator std::size_t() const { return index; }
  constexpr ElapsedBucket() = default;
  explicit constexpr ElapsedBucket(std::size_t position) : index(static_cast<unsigned char>(position)) {}
  friend constexpr bool operator==(ElapsedBucket, ElapsedBucket) = default;
};
/// The span that holds the duration; an edge belongs to the span that it begins.
constexpr ElapsedBucket bucket_of(Duration elapsed) {
  std::size_t index = 0;
  for (Duration edge = std::chrono::milliseconds(10); index + 1 < kElapsedBucketNames.size() && elapsed >= edge; edge *= 2) ++index;
  return ElapsedBucket(index);
}

}  // namespace jurymast::record
