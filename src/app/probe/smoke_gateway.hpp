#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "evidence/smoke_answer.hpp"
#include "evidence/smoke_plan.hpp"
#include "policy/snapshot.hpp"

namespace jurymast::app {

/// How long an operation's record is waited for after its answer.
inline constexpr Duration kRecordTimeMax = std::chrono::seconds(2);
/// How long the gateway may take beyond an operation's deadline.
inline constexpr Duration kAnswerGrace = std::chrono::seconds(5);

/// One probe to be allowed.
struct ProbeWish {
  std::string run;
  std::string route;
  const evidence::PlannedCheck& check;
  bool canary_path = false;  ///< somebody said that the route is a controlled canary path
};

/// One probe to be sent.
struct ProbeRequest {
  const evidence::PlannedCheck& check;
  std::string ticket;
  std::string request_id;
  std::string body;
  Duration time_max{0};
};

/// The running gateway as a smoke test meets it: probes are allowed by the admin listener, sent to the one that applications use, and read
/// back from what was written down of them.
class SmokeGateway {
 public:
  using Wait = std::function<void(Duration)>;
  SmokeGateway(const policy::ServerSettings& server, Clock& clock, Wait wait);

  /// A ticket for one probe. Fails with Exhausted where the target's probes of this minute are spent, else with the gateway's reason.
  Result<std::string> ticket_for(const ProbeWish& wish) const;
  /// Sends it; fails where no answer came.
  Result<evidence::SmokeAnswer> send(const ProbeRequest& request) const;
  /// What was written down of the operation; empty where the gateway does not hold it.
  Result<std::string> record_of(const std::string& operation) const;
  Result<void> post(std::string_view record) const;
  /// The admin listener's `/status`.
  Result<std::string> status() const;
  void wait(Duration time) const { wait_(time); }
  Clock& clock() const { return clock_; }

 private:
  policy::ServerSettings server_;
  Clock& clock_;
  Wait wait_;
};

}  // namespace jurymast::app
