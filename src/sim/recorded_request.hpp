#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/failure_class.hpp"
#include "base/family.hpp"
#include "base/output_fault.hpp"
#include "base/time.hpp"
#include "record/vocabulary.hpp"

/// Requests of callers as a log tells them: what another policy can be tried on.
namespace jurymast::sim {

/// How a request ended for its caller. NotKnown: nobody can say what would have become of it.
enum class RequestEnd : unsigned char { Served, Rescued, Failed, Partial, Refused, Cancelled, NotKnown };
inline constexpr std::array<std::string_view, 7> kRequestEndNames{"served",  "rescued",   "failed",   "partial",
                                                                  "refused", "cancelled", "not_known"};
constexpr std::string_view name_of(RequestEnd v) { return kRequestEndNames[static_cast<std::size_t>(v)]; }

/// One attempt, as far as it can be told again.
struct RecordedAttempt {
  std::string target;
  FailureClass failure_class = FailureClass::Ok;
  int status = 0;  ///< 0: no response head came
  std::string code;
  std::string type;
  std::optional<Duration> retry_after;
  OutputFault output_fault = OutputFault::None;
  bool reused = false;  ///< sent over a connection that stood already
  Duration started{0};  ///< since the request came
  Duration elapsed{0};
  std::optional<Duration> first_content{};  ///< since it was sent
  bool modelled = false;                    ///< it was never made: it goes like others at this target about then
};

/// One request, what is known of it, and what became of it.
struct RecordedRequest {
  Duration at{0};  ///< since the first of them all
  Family family = Family::ChatCompletions;
  bool streamed = false;
  bool stateful = false;
  bool killed = false;  ///< the kill switch stood
  bool callers_retry = false;
  bool token_limit_said = false;
  bool counted = true;  ///< of the incident; else it only brings breakers and budgets to where they were
  record::Tri evidence = record::Tri::Unknown;
  std::string canary{};  ///< the fallback it was drawn to; empty: none
  std::optional<Duration> client_timeout{};
  std::optional<Duration> gone_after{};  ///< its caller left
  std::optional<std::uint64_t> seed{};   ///< of its random numbers, where the log has its trace; else others are drawn
  std::vector<RecordedAttempt> attempts{};
  RequestEnd end = RequestEnd::Served;
  Duration latency{0};
};

/// So many requests are tried at once at most.
inline constexpr std::size_t kRecordedRequestsMax = 200'000;

}  // namespace jurymast::sim
