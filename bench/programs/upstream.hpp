#pragma once
#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/time.hpp"
#include "content.hpp"
#include "socket.hpp"
#include "stream.hpp"
#include "tls.hpp"
#include "wire/http_head.hpp"

namespace jurymast::bench {

/// What the upstream answers to every request, and how fast its streams are.
struct UpstreamPlan {
  Content content;
  int status = 200;
  bool rewritten = false;           ///< requests come from a gateway that writes their bodies anew
  Duration event_every{0};          ///< zero: the events of a stream follow its head in one piece
  const TlsContext* tls = nullptr;  ///< null: it speaks without TLS
};

/// Answers requests with bytes prepared before, and only requests that came through whole; one thread, no allocation a request.
class Upstream {
 public:
  Upstream(const UpstreamPlan& plan, Clock& clock, Descriptor listener);
  /// Serves until the process is ended.
  [[noreturn]] void run();

 private:
  struct Connection {
    explicit Connection(Stream connected) : stream(std::move(connected)) {}

    Stream stream;
    std::string received;
    wire::RequestHeadReader reader;
    std::size_t events_left = 0;
    bool streaming = false;
  };
  /// The next event of a stream. All streams have the same pace, so that a queue stays in order.
  struct Due {
    MonotonicTime at;
    std::weak_ptr<Connection> connection;
  };

  void accept_all();
  void on_ready(const epoll_event& event);
  Result<void> receive(const std::shared_ptr<Connection>& connection);
  Result<void> take_request(const std::shared_ptr<Connection>& connection);
  bool is_whole(const wire::RequestHead& head, std::string_view body) const;
  Result<void> answer(const std::shared_ptr<Connection>& connection);
  bool is_paced() const { return plan_.content.streamed() && plan_.event_every > Duration{0}; }
  Result<void> send_event(Connection& connection);
  void send_due_events();
  Result<void> send(Connection& connection, std::string_view bytes);
  void close(int fd) { connections_[static_cast<std::size_t>(fd)].reset(); }

  UpstreamPlan plan_;
  Clock& clock_;
  Descriptor listener_;
  Poller poller_;
  std::string target_;
  std::string messages_;
  std::string rewritten_;
  std::string head_;  ///< of a stream that is paced, or a whole answer
  std::string event_;
  std::string end_;
  std::vector<char> buffer_;
  std::vector<std::shared_ptr<Connection>> connections_;  ///< by file descriptor
  std::deque<Due> due_;
};

}  // namespace jurymast::bench
