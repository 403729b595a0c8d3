#pragma once
#include <deque>
#include <optional>
#include <string>

#include "policy/test_world.hpp"
#include "scenario_file.hpp"

namespace jurymast::scenario {

/// Plays a scenario's upstreams and client against one exchange, in virtual time.
class Player {
 public:
  explicit Player(Scenario& scenario);
  /// Plays to the end; the sentence says what kept it from ending, and is empty if nothing did.
  std::string play();
  const policy::Drive& drive() const { return drive_; }

 private:
  struct Due {
    MonotonicTime at;
    policy::Event event;
    bool moves_stall = false;
  };

  std::string follow_steps();
  void script(const Upstream& upstream);
  void script_response(const Upstream& upstream, MonotonicTime at);
  void script_events(const Upstream& upstream, MonotonicTime at);
  void script_end(const std::string& how, MonotonicTime at);
  policy::Event event_named(const std::string& name, const Upstream& upstream) const;
  void push(MonotonicTime at, policy::Event event, bool moves_stall = false) { due_.push_back({at, std::move(event), moves_stall}); }

  Scenario& scenario_;
  policy::World& world_;
  MonotonicTime began_;
  std::size_t next_upstream_ = 0;
  unsigned sends_seen_ = 0;
  std::deque<Due> due_;
  policy::Drive drive_;
};

/// What the decision says under a name of the `expected` table, as text; nothing for a name that is not known.
std::optional<std::string> decision_text(const record::Decision& decision, const std::string& name);

}  // namespace jurymast::scenario
