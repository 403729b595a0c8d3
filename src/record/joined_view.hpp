#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/family.hpp"
#include "base/time.hpp"
#include "record/check_words.hpp"
#include "record/gate.hpp"
#include "record/in_force.hpp"
#include "record/parsed_line.hpp"
#include "record/probe.hpp"

namespace jurymast::record {

/// How the last attempt ended on the wire: the first digit of its status, or why there was none.
enum class StatusClass : unsigned char {
  Information,
  Success,
  Redirect,
  ClientFault,
  ServerFault,
  NetworkError,
  ClientAbort,
  Unknown
};
inline constexpr std::array<std::string_view, 8> kStatusClassNames{"1xx", "2xx",           "3xx",          "4xx",
                                                                   "5xx", "network_error", "client_abort", "unknown"};
constexpr std::string_view name_of(StatusClass v) { return kStatusClassNames[static_cast<std::size_t>(v)]; }

/// What a reader made of the answer: it was read, it could not be, there was none, or the record does not say.
enum class AnswerRead : unsigned char { Accepted, Rejected, NotReturned, Unknown };
inline constexpr std::array<std::string_view, 4> kAnswerReadNames{"accepted", "rejected", "not_returned", "unknown"};
constexpr std::string_view name_of(AnswerRead v) { return kAnswerReadNames[static_cast<std::size_t>(v)]; }

/// Unknown for what is no HTTP status.
StatusClass class_of_status(std::uint64_t status);

/// Where a rollout stands for the traffic that a record belongs to.
enum class RolloutDecision : unsigned char { KeepPrimary, RouteCanary, RollBack };

/// One operation or probe, joined with the records it refers to. An empty text and nothing at all mean: not known.
struct JoinedView {
  std::string id;
  WallTime at;
  std::optional<RequestType> request_type;  ///< none: a client's own request, which is no check
  // where
  std::string environment;
  std::string build;
  NamedLabels flags;
  std::string person;
  std::string client;
  std::string route;
  std::optional<Family> family;
  std::string contract_version;
  std::string source_url;
  std::vector<std::string> links;
  // the course
  StatusClass status_class = StatusClass::Unknown;
  std::string status;                    ///< the last attempt's status, or the name of what came instead
  std::string failure_class;             ///< by name; empty: a refusal, or not known
  std::string refusal;                   ///< by name; empty: not refused
  std::optional<std::uint64_t> retries;  ///< requests beyond the first; none: not known
  bool escalated = false;
  std::optional<bool> backoff_seen;
  std::optional<bool> fallback_taken;
  std::string fallback_reason;
  std::string primary_model;
  std::string actual_model;
  std::string fallback_model;  ///< `none` where no fallback was asked
  std::optional<std::uint64_t> client_timeout_ms;
  std::optional<std::uint64_t> latency_ms;
  // the answer
  std::string object_type;
  Returned id_present = Returned::NotReturned;
  Returned usage_present = Returned::NotReturned;
  AnswerRead read = AnswerRead::Unknown;
  std::string output = "not_checked";                             ///< what the route's rules said of the answer
  std::optional<std::pair<std::uint64_t, std::uint64_t>> tokens;  ///< in and out
  // what follows
  GateVerdict gate = GateVerdict::Hold;
  OperatorDecision decision = OperatorDecision::Investigate;
  RolloutDecision rollout = RolloutDecision::KeepPrimary;
  std::vector<std::string> notes;  ///< sentences, of closed words or a person's sanitized text
};

/// The view of an operation's line, with what was in force before it.
JoinedView joined(const ParsedLine& operation, const InForce& in_force);
/// The view of a probe.
JoinedView joined(const ProbeRecord& probe, const InForce& in_force);
/// Adds the links that the view has not yet.
void add_links(JoinedView& view, const std::vector<Link>& links);
/// Adds a gate's verdict that names the view's record as evidence.
void join_gate(JoinedView& view, const GateRecord& gate);

}  // namespace jurymast::record
