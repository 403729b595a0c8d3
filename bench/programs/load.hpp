#pragma once
#include <sys/types.h>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "answer_check.hpp"
#include "base/time.hpp"
#include "content.hpp"
#include "process_cost.hpp"
#include "socket.hpp"
#include "stream.hpp"
#include "tls.hpp"

namespace jurymast::bench {

/// What is asked of a server, how often, and for how long.
struct LoadPlan {
  Content content;
  std::uint16_t port = 0;
  std::size_t connections = 32;
  Duration arrival_every{0};  ///< from one arrival to the next
  bool open_loop = false;  ///< arrivals never wait for answers; otherwise one a connection, and each answer begins the next request
  Duration warmup{0};
  Duration measured{0};
  Duration idle{0};                 ///< how long all connections stand without a request before the first arrives
  std::vector<pid_t> processes;     ///< whose cost is measured
  std::vector<std::string> fields;  ///< more header fields of each request, as `name: value`
  const TlsContext* tls = nullptr;  ///< null: the server is spoken to without TLS
};

/// What was counted between the end of the warm-up and the end of the measured time.
struct LoadFigures {
  std::uint64_t answers = 0;
  std::uint64_t events = 0;
  Duration took{0};
  ProcessCost cost;                 ///< CPU time in that span, memory at its end
  std::uint64_t base_kib = 0;       ///< anonymous memory before the first connection
  std::uint64_t idle_kib = 0;       ///< with all connections, and no request yet
  std::vector<Duration> latencies;  ///< in an open loop, from the scheduled start to the whole answer, in ascending order
};

/// Puts load on a server from one thread and checks every byte of every answer.
class Load {
 public:
  Load(const LoadPlan& plan, Clock& clock);
  /// Runs the whole plan and waits for the last answer; fails with the first answer that is wrong.
  Result<LoadFigures> run();

 private:
  struct Connection {
    Stream stream;
    AnswerCheck check;
    MonotonicTime scheduled;
    std::size_t events_seen = 0;
    bool busy = false;
  };
  enum class Phase : unsigned char { Warmup, Measured, Ending };

  /// All connections, and what the server's memory is before and with them.
  Result<void> open_all();
  Result<void> dial_all();
  Result<Stream> dial() const;
  Result<void> begin_due();
  Result<void> begin(Connection& connection, MonotonicTime scheduled);
  Result<void> on_ready(const epoll_event& event);
  Result<void> receive(Connection& connection);
  Result<void> take(Connection& connection, std::string_view bytes);
  Result<void> finish(Connection& connection);
  void count_events(Connection& connection, std::size_t events);
  Result<void> change_phase(MonotonicTime now);
  MonotonicTime next_arrival() const;
  Duration patience(MonotonicTime now) const;
  bool is_over() const { return phase_ == Phase::Ending && busy_ == 0; }

  LoadPlan plan_;
  Clock& clock_;
  Poller poller_;
  AnswerBody body_;
  std::string request_;
  std::vector<char> buffer_;
  std::vector<std::unique_ptr<Connection>> connections_;  ///< by file descriptor
  std::vector<Connection*> idle_;
  std::size_t arrivals_ = 0;
  std::size_t busy_ = 0;
  Phase phase_ = Phase::Warmup;
  MonotonicTime began_;
  MonotonicTime phase_end_;
  MonotonicTime measured_from_;
  LoadFigures figures_;
};

}  // namespace jurymast::bench
