#pragma once
#include <functional>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "http/server_session.hpp"
#include "http/tls_context.hpp"

namespace jurymast::http {

/// Counts connections over all loops, in all and by client address, against their limits. Safe to use from any thread.
class ConnectionLedger {
 public:
  ConnectionLedger(unsigned all_max, unsigned per_address_max);
  /// False where a limit is reached; otherwise leave() must follow once. An empty address counts in all only.
  bool enter(const std::string& address);
  void leave(const std::string& address);
  unsigned open() const;

 private:
  struct State;
  unsigned all_max_;
  unsigned per_address_max_;
  std::shared_ptr<State> state_;
};

/// Accepts connections on one loop (SO_REUSEPORT, so that each loop has its own acceptor) and starts a session for each. A Unix socket
/// can be opened once only; what an earlier process left at its path is replaced. Of a shared socket the listeners of all loops are told, and
/// the first takes what waits.
class Listener {
 public:
  struct Settings {
    std::string address;  ///< `host:port`, `[v6]:port` or `unix:/path`; port 0 lets the system pick
    SessionLimits limits;
    std::shared_ptr<TlsServerContext> tls = nullptr;     ///< null: plain
    std::shared_ptr<ConnectionLedger> ledger = nullptr;  ///< null: unlimited
    std::function<std::unique_ptr<SessionHandler>()> make_handler = {};
    int shared_fd = -1;  ///< a listening socket of somebody else's to accept from; below 0: one is bound at `address`
  };
  /// Binds; fails with the address and the system's reason.
  static Result<std::unique_ptr<Listener>> open(Loop& loop, Settings settings);
  /// Closes every session at once.
  ~Listener();
  /// The port it listens on (0 for a Unix socket).
  std::uint16_t port() const;
  /// Leaves what waits in a shared socket's queue to the next process; each session answers one more request, and says that it closes then.
  void hand_over();
  /// Accepts no more and asks every session to drain.
  void drain();
  /// Closes every session at once.
  void close_all();
  std::size_t session_count() const;

 private:
  struct State;
  explicit Listener(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;
};

}  // namespace jurymast::http
