#pragma once
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "http/listener.hpp"

/// What the tests of this room share: a loop on its own thread, and a handler that is told what to do.
namespace jurymast::http::probe {

inline constexpr std::chrono::seconds kPatience{10};

/// A loop that runs until the end of the scope.
class LoopThread {
 public:
  LoopThread() : LoopThread(std::make_unique<SystemClock>()) {}
  /// The clock is asked, and may be moved, on the loop only.
  explicit LoopThread(std::unique_ptr<Clock> clock)
      : clock_(std::move(clock)), loop_(*clock_), thread_([this] { loop_.run(); }) {}
  ~LoopThread() {
    loop_.stop();
    thread_.join();
  }
  LoopThread(const LoopThread&) = delete;
  LoopThread& operator=(const LoopThread&) = delete;

  Loop& loop() { return loop_; }
  /// Runs `work` on the loop and waits until it is done.
  template <class Work>
  auto run(Work work) {
    using Result = decltype(work());
    auto task = std::make_shared<std::packaged_task<Result()>>(std::move(work));
    std::future<Result> done = task->get_future();
    loop_.post([task] { (*task)(); });
    return done.get();
  }
  /// Waits until `condition` holds, asked on the loop; false if it does not in time.
  bool eventually(const std::function<bool()>& condition, std::chrono::milliseconds patience = kPatience) {
    const auto until = std::chrono::steady_clock::now() + patience;
    while (std::chrono::steady_clock::now() < until) {
      if (run(condition)) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return run(condition);
  }

 private:
  std::unique_ptr<Clock> clock_;
  Loop loop_;
  std::thread thread_;
};

/// What the scripted handlers of one server do, and what they saw. Touched on the loop only, once the server runs.
struct ServerScript {
  std::function<std::optional<std::string>(const wire::RequestHead&)> head = [](const auto&) { return std::nullopt; };
  std::function<void(ServerSession&, const wire::RequestHead&, std::string_view)> request;
  std::function<void(ServerSession&)> drained = [](ServerSession&) {};
  std::vector<std::string> bodies;
  std::vector<int> rejections;
  int gone = 0;
  int handlers_alive = 0;
  std::weak_ptr<ServerSession> last;
};

inline std::string answer(std::string_view body, bool close = false, int status = 200) {
  return fmt::format("HTTP/1.1 {} Said\r\nContent-Length: {}\r\n{}\r\n{}", status, body.size(), close ? "Connection: close\r\n" : "", body);
}

class ScriptedHandler final : public SessionHandler {
 public:
  explicit ScriptedHandler(ServerScript& script) : script_(script) { ++script_.handlers_alive; }
  ~ScriptedHandler() override { --script_.handlers_alive; }
  std::optional<std::string> on_head(ServerSession&, const wire::RequestHead& head) override { return script_.head(head); }
  void on_request(ServerSession& session, const wire::RequestHead& head, std::string_view body) override {
    script_.bodies.emplace_back(body);
    script_.last = session.shared_from_this();
    script_.request(session, head, body);
  }
  void on_client_gone(ServerSession&) override { ++script_.gone; }
  void on_output_drained(ServerSession& session) override { script_.drained(session); }
  std::string on_rejected(ServerSession&, const wire::Rejection& rejection) override {
    script_.rejections.push_back(rejection.status);
    return answer(rejection.reason, true, rejection.status);
  }

 private:
  ServerScript& script_;
};

/// Answers each request with its method, target and body.
inline void echo(ServerSession& session, const wire::RequestHead& head, std::string_view body) {
  session.write(answer(fmt::format("{} {} {}", head.method, head.target, body), session.will_close()));
  session.end_answer();
}

inline SessionLimits roomy_limits() {
  return {.body_bytes_max = limits::kMiB,
          .head_timeout = std::chrono::seconds(10),
          .keep_alive_timeout = std::chrono::seconds(75),
          .body_rate_floor_bytes_per_second = limits::kKiB,
          .body_rate_grace = std::chrono::seconds(10)};
}

/// A listener with scripted handlers on a loop of its own.
class Server {
 public:
  explicit Server(SessionLimits limits = roomy_limits(), std::shared_ptr<TlsServerContext> tls = nullptr,
                  std::string address = "127.0.0.1:0") {
    script.request = echo;
    Listener::Settings settings{.address = std::move(address),
                                .limits = limits,
                                .tls = std::move(tls),
                                .ledger = ledger,
                                .make_handler = [this] { return std::make_unique<ScriptedHandler>(script); }};
    thread.run([&] { listener = std::move(*Listener::open(thread.loop(), std::move(settings))); });
  }
  ~Server() {
    thread.run([this] { listener.reset(); });
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::uint16_t port() {
    return thread.run([this] { return listener->port(); });
  }
  template <class Work>
  auto on_loop(Work work) {
    return thread.run(std::move(work));
  }

  ServerScript script;
  std::shared_ptr<ConnectionLedger> ledger = std::make_shared<ConnectionLedger>(100, 50);
  LoopThread thread;
  std::unique_ptr<Listener> listener;
};

}  // namespace jurymast::http::probe
