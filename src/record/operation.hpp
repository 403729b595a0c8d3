#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/failure_class.hpp"
#include "base/family.hpp"
#include "base/ids.hpp"
#include "base/output_fault.hpp"
#include "base/refusal.hpp"
#include "base/time.hpp"
#include "record/vocabulary.hpp"

namespace jurymast::record {

/// What the fleet answered when an attempt asked to be let in; with it, a decision can be replayed.
struct AdmissionFacts {
  BreakerState breaker = BreakerState::Closed;
  std::uint32_t breaker_epoch = 0;
  std::uint32_t budget_before_milli = 0;
  std::uint32_t budget_after_milli = 0;
  Duration pause_left{0};
  std::uint32_t in_flight = 0;
  std::uint32_t in_flight_limit = 0;
  bool probe = false;
};

/// One upstream request. Views point at configured names, which are identifiers, never at anything received.
struct Attempt {
  std::uint8_t number = 1;
  TargetIndex target;
  std::string_view target_name;
  FailureClass failure_class = FailureClass::Ok;
  std::uint16_t http_status = 0;  ///< 0: no response head
  KnownWord error_code;
  KnownWord error_type;
  NextStep next = NextStep::Final;
  RetryDecision retry = RetryDecision::NoRetry;
  Duration backoff_planned{0};  ///< before this attempt
  Duration backoff_actual{0};
  std::optional<Duration> retry_after;  ///< as the upstream said
  AdmissionFacts admission;
  Duration started_after{0};  ///< since the operation began
  Duration elapsed{0};
  std::optional<Duration> first_content;  ///< since this attempt was sent
  bool reused_connection = false;
  bool maybe_executed = false;  ///< the upstream may have done the work although no answer came
  std::optional<OutputFault> output_fault;  ///< what the route's rules said of the answer; none where it was not checked
  std::string_view prompt_variant;          ///< name of the target's own system prompt; empty: the request's
  std::string_view corrective;              ///< name of the corrective instruction that was added; empty: none
  std::string_view degraded;                ///< name of the degraded form that was sent; empty: the request as it came
};

/// A target that was not tried, and why.
struct PassedOver {
  TargetIndex target;
  std::string_view target_name;
  Denial denial = Denial::None;
};

/// Everything that was decided for one operation. Filled by the exchange; complete once it has finished.
struct Decision {
  Outcome outcome = Outcome::Refused;
  std::uint16_t status = 0;                   ///< what the client was told; 499 where it had left
  std::optional<FailureClass> failure_class;  ///< Ok where it was served; none for a refusal of ours
  std::optional<Refusal> refusal;
  Arm arm = Arm::Control;
  std::optional<std::uint32_t> weight_ppm;  ///< the canary's share when it was drawn, in millionths; none: it was not drawn
  std::string_view assigned_name;           ///< the target that it was drawn to
  std::optional<NotDrawn> not_drawn;        ///< a draw stood for its route, and it was not eligible
  RouteDecision route = RouteDecision::KeepPrimary;
  std::vector<Attempt> attempts;
  std::vector<PassedOver> passed_over;
  std::optional<TargetIndex> served_by;  ///< the target whose bytes the client got
  std::string_view served_by_name;
  bool fallback_taken = false;                 ///< another target than the first was asked
  std::optional<FailureClass> fallback_class;  ///< the failure that led there
  Denial fallback_denial = Denial::None;       ///< or the admission that was denied
  bool conditions_evaluated = false;
  std::array<Tri, kConditionCount> conditions{};
  bool fallback_refused = false;  ///< a fallback stood but a condition blocked it
  bool proof_required = false;    ///< what is unknown blocks, too
  Duration queued{0};             ///< waited for a pause to end before the first attempt
  bool committed = false;
  bool final_answer = false;  ///< `x-should-retry: false` was sent
  std::optional<std::uint32_t> retry_after_s;
  bool breaker_bypassed = false;
};

/// Whether the condition is one that keeps a fallback from serving.
constexpr bool blocks(const Decision& decision, std::size_t condition) {
  const Tri value = decision.conditions[condition];
  return value == Tri::False || (value == Tri::Unknown && decision.proof_required);
}

/// The shape of the answer the client got, for the record; presence and categories only.
struct AnswerShape {
  std::string_view object_type;   ///< "chat.completion", "chat.completion.chunk", "response", "error" or empty
  std::string_view finish_state;  ///< stop, length, …; empty: none
  bool parsed = false;
  bool id_present = false;
  bool usage_present = false;
  std::uint64_t frames = 0;
  std::optional<bool> terminated;  ///< streams: terminal evidence stood
  std::uint64_t input_tokens = 0;
  std::uint64_t output_tokens = 0;
  std::optional<bool>
      model_substituted;  ///< the returned model is not the requested one; unknown where none was returned
  std::uint32_t skipped_events = 0;
  std::string_view model_returned{};  ///< as the upstream said, which may be anything; empty: it named none
};

/// What is known when an operation is admitted; written before anything is sent.
struct OperationStart {
  OperationId id;
  WallTime at;
  std::uint64_t snapshot = 0;  ///< version of the configuration it began with
  std::string_view route;      ///< configured names; empty where there is none
  std::string_view model_alias;  ///< the route's own name for models that matched what was asked for; empty: no model was asked for
  std::string_view client;
  std::string_view risk;  ///< low or high, as configured
  Family family = Family::ChatCompletions;
  bool streamed = false;
  std::string_view requested_target;  ///< the primary's name
  std::uint64_t body_bytes = 0;
  std::optional<std::uint64_t> client_request_hash;  ///< keyed hash of the caller's own request id
  std::optional<std::uint64_t> body_fingerprint;     ///< keyed hash, only where the caller gave an id
  std::optional<OperationId> replay_of;
  bool replay = false;  ///< a caller's retry, seen by its retry count or by replay_of
  std::optional<Duration> client_timeout;
  std::optional<std::uint64_t> unit_hash;  ///< keyed hash of whom it was drawn for, where its route asks for that
  std::optional<OperationId> shadow_of;    ///< the caller's operation of which this is the copy
};

/// The one record of one client request.
struct Operation {
  OperationStart start;
  Decision decision;
  std::string_view model_requested;  ///< what the last attempt asked its target for; empty: nothing was sent, or it names no model
  AnswerShape shape;
  Duration latency{0};
  std::optional<Duration> first_content;
  std::uint64_t bytes_out = 0;
  std::vector<std::string_view> adaptations;  ///< what the last attempt's body needed changed, from a closed set
  bool usage_added = false;  ///< include_usage was put into the request and its chunk taken out of the answer
};

/// The start of an operation as one JSON object without `seq` and checksum, for the journal's start frame: what an interrupted
/// operation's record is made of.
std::string render_start(const OperationStart& start);
/// The members of an operation's record that come from its decision, as they stand there, from `"outcome":` on.
std::string render_decision(const Decision& decision);
/// The whole operation as one JSON object without `seq` and checksum, at most kRecordBytesMax; every string is from a closed set or a
/// configured identifier.
std::string render(const Operation& operation);

inline constexpr std::size_t kRecordBytesMax = 8192;

}  // namespace jurymast::record
