#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "policy/shadow.hpp"
#include "sim/operation.hpp"

namespace jurymast::sim {

/// Which numbers are those of shadows' operations, so that whoever is told of one knows without a list.
inline constexpr std::uint32_t kShadowNumbers = 0x8000'0000;
constexpr bool is_shadow(std::uint32_t operation) { return operation >= kShadowNumbers; }

/// The copy of one caller's request, driven as the gateway drives it: nobody listens, and its answer is judged and dropped.
class Shadow {
 public:
  /// Everything it is born with.
  struct Input {
    std::uint32_t number = 0;
    unsigned tokens = 1;
    std::uint64_t stream_number = 0;  ///< of its random streams
    record::OperationStart start;
    policy::RequestFacts facts;
  };
  Shadow(Process& process, Input input);
  Shadow(const Shadow&) = delete;
  Shadow& operator=(const Shadow&) = delete;

  void start();
  void upstream_content() { decider_.content_seen(now()); }
  /// What comes from the upstream, or from the gateway that ends it.
  void drive(const policy::Event& event);
  void timer_fired();
  /// The process is killed; its record is the next one's to write.
  void lose();
  bool finished() const { return finished_; }

 private:
  void carry_out(const policy::Steps& steps);
  void carry_out_step(const policy::step::Send& send);
  void carry_out_step(const policy::step::CloseUpstream&);
  void carry_out_step(const policy::step::Validate&);
  void carry_out_step(const policy::step::Finish&) { finished_ = true; }
  template <class Other>
  void carry_out_step(const Other&) {}
  void turn_done();
  void finish();
  MonotonicTime now() const { return process_.parts.queue.now(); }

  Process& process_;
  Input input_;
  std::shared_ptr<const policy::Snapshot> snapshot_;
  MonotonicTime began_;
  ExchangeDecider decider_;
  std::optional<std::uint32_t> call_;  ///< the upstream attempt in progress
  MonotonicTime timer_at_ = MonotonicTime::never();
  bool finished_ = false;
};

/// The shadows of one process life.
class Shadows {
 public:
  explicit Shadows(Process& process) : process_(process) {}

  /// Chooses for a request whose assignment is made: what its shadow is born with, where it has one.
  std::optional<Shadow::Input> consider(const OperationInput& of_caller);
  /// Begins one; its caller's own request comes first.
  void begin(Shadow::Input input);
  void upstream_content(std::uint32_t number);
  void upstream_event(std::uint32_t number, const policy::Event& event);
  void timer_fired(std::uint32_t number);
  void killed();
  void lose();

 private:
  Shadow* running(std::uint32_t number);
  void end_all();
  void bury();

  Process& process_;
  std::map<std::uint32_t, std::unique_ptr<Shadow>> running_;
  std::map<std::string, policy::ShadowBudget> budgets_;  ///< by route
};

}  // namespace jurymast::sim
