#pragma once
#include <deque>
#include <memory>
#include <string>
#include <unordered_map>

#include "http/resolver.hpp"
#include "http/upstream.hpp"

namespace jurymast::http {

/// The inside of an UpstreamPool, shared with the calls that are under way.
struct UpstreamPool::State {
  explicit State(Loop& on) : loop(on), resolver(std::make_shared<Resolver>(on)), sweep_timer(on) {}

  /// An idle connection that is still good, or null.
  std::unique_ptr<Channel> take(const std::string& key);
  /// A response ended well; `channel` is kept for reuse, if it is not null.
  void finished(const std::string& key, bool reused, std::unique_ptr<Channel> channel);
  void note_stale(const std::string& key);
  void sweep();
  void set_sweep();

  struct Idle {
    std::unique_ptr<Channel> channel;
    MonotonicTime since;
  };
  struct Kept {
    std::deque<Idle> idle;  ///< longest idle first
    unsigned stale_in_a_row = 0;
    MonotonicTime fresh_until;
  };
  Loop& loop;
  std::shared_ptr<Resolver> resolver;
  Timer sweep_timer;
  bool sweeping = false;
  std::unordered_map<std::string, Kept> kept;  ///< as many as there are endpoints in the configuration
};

}  // namespace jurymast::http
