#pragma once
#include <cstdint>
#include <deque>
#include <vector>

#include "policy/event.hpp"
#include "sim/connection_pool.hpp"
#include "sim/event_queue.hpp"
#include "sim/fate.hpp"
#include "sim/provider.hpp"
#include "sim/streams.hpp"

namespace jurymast::sim {

/// One content event of a model's answer: which attempt it is of, and its place there.
struct ContentTag {
  TargetIndex target;
  std::uint8_t attempt = 0;
  std::uint32_t place = 0;
};

/// Whom the upstreams tell what comes from them.
class UpstreamListener {
 public:
  virtual ~UpstreamListener() = default;
  /// A content event came; the first one of its attempt is told as an event right behind.
  virtual void upstream_content(std::uint32_t operation, const ContentTag& tag) = 0;
  virtual void upstream_event(std::uint32_t operation, const policy::Event& event) = 0;
};

/// A request that goes upstream.
struct UpstreamOrder {
  std::uint32_t operation = 0;
  std::uint8_t attempt = 1;
  TargetIndex target;
  bool fresh = false;
  bool streamed = false;
  bool shadow = false;  ///< over a connection of its own, to room that the provider has beside what it has for callers
  unsigned tokens = 1;
  std::uint64_t stream_number = 0;  ///< of the random stream that decides its fate
};

/// The network and the providers: plays every upstream attempt, event by event, in the weather of the moment.
class Upstreams {
 public:
  Upstreams(EventQueue& queue, const Streams& streams, const std::vector<ProviderSettings>& providers);

  void listen(UpstreamListener* listener) { listener_ = listener; }
  /// Sends a request; the answer comes by the listener. The number names the attempt.
  std::uint32_t send(const UpstreamOrder& order);
  /// The gateway closes the attempt's connection. A provider that does not cancel works on.
  void close(std::uint32_t attempt);
  /// An attempt goes on.
  void step(std::uint32_t attempt);
  void begin(const Fault& fault);
  void end(const Fault& fault);
  /// The gateway's process is gone, and all its connections with it.
  void lose_gateway();

  /// True while the gateway has the attempt's connection.
  bool open(std::uint32_t attempt) const { return attempts_[attempt].open; }
  /// True if the upstream may have done the work, and said nothing that excludes it.
  bool may_have_executed(std::uint32_t attempt) const;
  /// True if its answer breaks the rules of its route.
  bool breaks_rules(std::uint32_t attempt) const { return attempts_[attempt].fate.mishap == Mishap::BreaksRules; }
  /// True if its reused connection ended before a byte came back.
  bool was_stale(std::uint32_t attempt) const { return attempts_[attempt].stale; }

 private:
  enum class Stage : unsigned char { Dialed, Connected, Arrives, Queued, Head, Token, Breaks, ErrorStatus, Hangs, LetGo, Gone };
  struct Attempt {
    UpstreamOrder order;
    Fate fate;
    Random random;
    Stage stage = Stage::Dialed;
    unsigned told = 0;  ///< content events so far
    bool open = true;
    bool reused = false;
    bool in_slot = false;
    bool sent = false;
    bool head_told = false;
    bool error_said = false;
    bool stale = false;
  };

  Place place_of(const Attempt& attempt) const;
  Provider& provider_of(const Attempt& attempt) { return providers_[attempt.order.target.value]; }
  void go_on(std::uint32_t number, Stage stage, Duration after);
  bool tell(const Attempt& attempt, const policy::Event& event);
  void connect(std::uint32_t number, Attempt& attempt);
  void arrive(std::uint32_t number, Attempt& attempt);
  void grant_slots(std::size_t target);
  void begin_answer(std::uint32_t number, Attempt& attempt);
  void tell_head(std::uint32_t number, Attempt& attempt);
  void tell_token(std::uint32_t number, Attempt& attempt);
  bool mishap_in_stream(std::uint32_t number, Attempt& attempt);
  void tell_answer(std::uint32_t number, Attempt& attempt);
  void tell_end(std::uint32_t number, Attempt& attempt);
  void tell_error(std::uint32_t number, Attempt& attempt);
  void break_connection(std::uint32_t number, Attempt& attempt);
  void end_well(std::uint32_t number, Attempt& attempt);
  void let_go(Attempt& attempt);

  EventQueue& queue_;
  const Streams& streams_;
  Weather weather_;
  UpstreamListener* listener_ = nullptr;
  std::vector<Provider> providers_;
  std::vector<ConnectionPool> pools_;
  std::deque<Attempt> attempts_;  // a reference stays good while others are added
};

}  // namespace jurymast::sim
