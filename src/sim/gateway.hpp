#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "sim/operation.hpp"
#include "sim/plain_retrier.hpp"
#include "sim/process.hpp"
#include "sim/shadows.hpp"
#include "sim/timeline.hpp"
#include "sim/traced_decider.hpp"

namespace jurymast::sim {

/// How a simulated gateway decides.
struct GatewaySettings {
  std::optional<PlainRetrier::Settings> plain;  ///< not by the policy, but by retrying plainly
  bool honest_about_retries = true;             ///< an exhausted answer says `x-should-retry: false`
  bool knows_replays = true;                    ///< a caller's retry is known for one
  TraceSink traced;  ///< where given, every exchange of the policy's is traced and handed over at its end
};

/// One request of a call, as it comes in.
struct ClientRequest {
  const Call& call;
  std::uint32_t index = 0;           ///< of the call among those of the run
  std::uint32_t request = 0;         ///< which one of the call's
  std::uint64_t previous_state = 0;  ///< what a follow-up leans on; 0: nothing
};

/// The simulated gateway: what the real one does about a request before and around its exchange, over crashes and reloads.
class Gateway final : public UpstreamListener {
 public:
  /// Borrows the installation.
  Gateway(const Parts& parts, CallerPort& callers, const Installation& installation, const GatewaySettings& settings);
  ~Gateway() override;

  /// The operation that the request became; nothing where it was refused before that or nobody listens. The reply comes by the port.
  std::optional<std::uint32_t> accept(const ClientRequest& request);
  void client_gone(std::uint32_t operation);
  void timer_fired(std::uint32_t operation);
  void overdue(std::uint32_t operation);
  void begin(const Fault& fault);
  void end(const Fault& fault);
  /// An operator ends a target's pause.
  void end_pause(std::size_t target);
  void recovered_by_now();
  /// The process runs.
  bool up() const { return process_ != nullptr; }
  /// Everything it was asked is over.
  bool idle() const { return process_ == nullptr || process_->in_flight == 0; }

  void upstream_content(std::uint32_t operation, const ContentTag& tag) override;
  void upstream_event(std::uint32_t operation, const policy::Event& event) override;

 private:
  void start_process();
  void crash();
  void kill();
  policy::Assignment assignment_for(const ClientRequest& request, const policy::RequestFacts& facts) const;
  void load(const policy::Snapshot& configuration);
  std::optional<Refusal> check(const ClientRequest& request) const;
  void refuse(const ClientRequest& request, Refusal refusal);
  OperationInput make_input(const ClientRequest& request);
  void note_caller(const ClientRequest& request, OperationInput& input);
  std::unique_ptr<Decider> make_decider(const OperationInput& input) const;
  std::optional<TargetIndex> pinned_target(std::uint64_t state) const;
  Operation* running(std::uint32_t operation) { return operations_[operation].get(); }
  void bury(std::uint32_t operation);

  Parts parts_;
  CallerPort& callers_;
  const Installation& installation_;
  GatewaySettings settings_;
  Random random_;
  std::unique_ptr<Process> process_;
  std::unique_ptr<Shadows> shadows_;                    ///< of that process
  std::vector<std::unique_ptr<Operation>> operations_;  ///< null once over
  std::uint64_t version_ = 0;
  bool second_ = false;  ///< which configuration stands
  bool killed_ = false;
  std::uint32_t weight_ppm_ = 0;  ///< of the rollout, as it is on the disk
};

}  // namespace jurymast::sim
