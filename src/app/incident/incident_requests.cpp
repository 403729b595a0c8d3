#include "app/incident/incident_requests.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

#include "record/line.hpp"
#include "record/parsed_line.hpp"

namespace jurymast::app {
namespace {

using sim::RecordedAttempt;
using sim::RecordedRequest;
using sim::RequestEnd;

constexpr std::string_view kOperation = R"("kind":"operation")";
constexpr std::string_view kTrace = R"({"v":1,"kind":"trace",)";
constexpr std::string_view kSeed = R"("seed":")";
constexpr int kHexadecimal = 16;
constexpr std::string_view kId = R"("id":")";

/// Refusals that the policy itself decides; all others come before it is asked.
constexpr std::array<std::string_view, 5> kPolicyRefusals{"all_open", "all_paused", "all_full", "not_eligible", "deadline"};

Duration microseconds(std::uint64_t us) { return std::chrono::microseconds(static_cast<std::int64_t>(us)); }
Duration milliseconds(std::uint64_t ms) { return std::chrono::milliseconds(static_cast<std::int64_t>(ms)); }

record::Tri condition(const record::ParsedOperation& operation, std::string_view name) {
  for (const auto& [condition, value] : operation.conditions) {
    if (condition == name)
      return value == "true" ? record::Tri::True : value == "false" ? record::Tri::False : record::Tri::Unknown;
  }
  return record::Tri::Unknown;
}

OutputFault fault_named(const std::string& name) {
  const auto found = std::find(kOutputFaultNames.begin(), kOutputFaultNames.end(), name);
  return found == kOutputFaultNames.end() ? OutputFault::None : static_cast<OutputFault>(found - kOutputFaultNames.begin());
}

RecordedAttempt attempt_of(const record::ParsedAttempt& parsed) {
  RecordedAttempt attempt;
  attempt.target = parsed.target;
  attempt.failure_class = failure_class_named(parsed.failure_class).value_or(FailureClass::Ambiguous);
  attempt.status = static_cast<int>(parsed.status);
  attempt.code = parsed.code;
  attempt.type = parsed.type;
  if (parsed.retry_after_ms) attempt.retry_after = milliseconds(*parsed.retry_after_ms);
  attempt.output_fault = fault_named(parsed.output);
  attempt.reused = parsed.reused;
  attempt.started = microseconds(parsed.started_us);
  attempt.elapsed = microseconds(parsed.elapsed_us);
  if (parsed.first_content_us) attempt.first_content = microseconds(*parsed.first_content_us);
  return attempt;
}

RequestEnd end_of(const record::ParsedOperation& operation) {
  if (operation.outcome == "complete") return operation.fallback_taken ? RequestEnd::Rescued : RequestEnd::Served;
  if (operation.outcome == "failed") return RequestEnd::Failed;
  if (operation.outcome == "partial") return RequestEnd::Partial;
  if (operation.outcome == "cancelled") return RequestEnd::Cancelled;
  return operation.outcome == "refused" ? RequestEnd::Refused : RequestEnd::NotKnown;
}

RecordedRequest request_of(const record::ParsedOperation& operation) {
  RecordedRequest request;
  request.family = operation.family == "responses" ? Family::Responses : Family::ChatCompletions;
  request.streamed = operation.streamed;
  request.stateful = condition(operation, "stateless") == record::Tri::False;
  request.killed = condition(operation, "not_killed") == record::Tri::False;
  request.token_limit_said = condition(operation, "token_limit") == record::Tri::True;
  request.evidence = condition(operation, "evidence");
  request.callers_retry = operation.replay;
  if (operation.arm == "canary") request.canary = operation.assigned;
  if (operation.client_timeout_ms) request.client_timeout = milliseconds(*operation.client_timeout_ms);
  request.end = end_of(operation);
  request.latency = milliseconds(operation.latency_ms);
  if (request.end == RequestEnd::Cancelled) request.gone_after = request.latency;
  for (const record::ParsedAttempt& attempt : operation.attempts) request.attempts.push_back(attempt_of(attempt));
  return request;
}

/// Takes the operations of one route and time.
class RequestReader {
 public:
  explicit RequestReader(const review::IncidentScope& scope)
      : scope_(scope), begin_(std::max(scope.baseline_from, scope.from - kWarmUpMax)), end_(scope.to.value_or(scope.until)) {}

  WallTime begin() const { return begin_; }
  void take(std::string_view text) {
    if (text.starts_with(kTrace)) return take_trace(text);
    if (text.find(kOperation) == std::string_view::npos) return;
    const auto line = record::read_line(text);
    if (!line || !line->checksum_holds || line->kind != "operation") return;
    const record::ParsedOperation& operation = line->operation;
    if (operation.route != scope_.route || operation.arm == "synthetic" || line->at < begin_ || line->at >= end_) return;
    const bool counted = line->at >= scope_.from;
    if (operation.outcome == "interrupted") {
      read_.interrupted += counted ? 1 : 0;
    } else if (is_of_the_door(operation)) {
      read_.at_the_door += counted ? 1 : 0;
    } else if (by_time_.size() <= sim::kRecordedRequestsMax) {
      RecordedRequest& request = by_time_.emplace(line->at, request_of(operation))->second;
      if (operation.id == traced_) request.seed = seed_;
      request.at = line->at - begin_;
      request.counted = counted;
    }
  }
  IncidentRequests finish() {
    for (auto& [at, request] : by_time_) read_.requests.push_back(std::move(request));
    return std::move(read_);
  }

 private:
  /// A trace stands right before its operation.
  void take_trace(std::string_view text) {
    const std::size_t id = text.find(kId);
    const std::size_t seed = text.find(kSeed);
    if (id == std::string_view::npos || seed == std::string_view::npos) return;
    traced_ = text.substr(id + kId.size(), OperationId::kTextSize);
    const std::string_view digits = text.substr(seed + kSeed.size());
    const bool read = std::from_chars(digits.data(), digits.data() + digits.size(), seed_, kHexadecimal).ec == std::errc();
    if (!read) traced_.clear();
  }

  static bool is_of_the_door(const record::ParsedOperation& operation) {
    const bool refused = !operation.refusal.empty() && operation.attempts.empty();
    return refused && std::find(kPolicyRefusals.begin(), kPolicyRefusals.end(), operation.refusal) == kPolicyRefusals.end();
  }

  const review::IncidentScope& scope_;
  WallTime begin_;
  WallTime end_;
  std::multimap<WallTime, RecordedRequest> by_time_;  ///< at one moment in the log's order
  std::string traced_;
  std::uint64_t seed_ = 0;  ///< of that operation
  IncidentRequests read_;
};

}  // namespace

Result<IncidentRequests> read_requests(const std::string& state_directory, const review::IncidentScope& scope,
                                       ReadingProgress& progress) {
  RequestReader reader(scope);
  const auto read =
      for_each_line_since(state_directory, reader.begin(), progress, [&reader](std::string_view line) { reader.take(line); });
  if (!read) return tl::unexpected(read.error());
  IncidentRequests requests = reader.finish();
  if (requests.requests.size() <= sim::kRecordedRequestsMax) return requests;
  return fail(Code::Exhausted, "more than {} requests in this time; narrow it with --from and --to", sim::kRecordedRequestsMax);
}

}  // namespace jurymast::app
