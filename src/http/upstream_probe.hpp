#pragma once
#include <optional>
#include <string>
#include <vector>

#include "http/http_probe.hpp"
#include "http/upstream.hpp"

namespace jurymast::http::probe {

/// One upstream call on a loop's thread, and everything its handler was told. Touched on the loop only while it is under way.
class ProbedCall final : public UpstreamCall::Handler {
 public:
  ProbedCall(LoopThread& thread, UpstreamPool& pool) : thread_(thread), pool_(pool) {}
  ~ProbedCall() override {
    thread_.run([this] { call.reset(); });
  }

  void start(UpstreamCall::Request request) {
    thread_.run([&] {
      call = std::make_unique<UpstreamCall>(pool_, *this);
      call->start(std::move(request));
    });
  }
  /// Starts it and waits until it ended or failed; false if it does neither in time.
  bool finish(UpstreamCall::Request request) {
    start(std::move(request));
    return wait();
  }
  bool wait() {
    return thread_.eventually([this] { return ended || failure.has_value(); });
  }

  void on_dialed() override { note("dialed"); }
  void on_connected(bool was_reused) override {
    reused = was_reused;
    note("connected");
  }
  void on_request_sent() override { note("sent"); }
  void on_head(const wire::ResponseHead& head) override {
    status = head.status;
    note("head");
  }
  void on_body(std::string_view piece) override {
    body.append(piece);
    if (events.empty() || events.back() != "body") events.emplace_back("body");
    act("body");
  }
  void on_end(bool was_delimited) override {
    ended = true;
    delimited = was_delimited;
    note("end");
  }
  void on_failed(TransportFailure how, bool any_sent, bool any_received) override {
    failure = how;
    bytes_sent = any_sent;
    response_started = any_received;
    note("failed");
  }

  std::unique_ptr<UpstreamCall> call;
  std::vector<std::string> events;
  std::string body;
  std::function<void(std::string_view event)> act = [](std::string_view) {};
  int status = 0;
  bool reused = false;
  bool ended = false;
  bool delimited = false;
  std::optional<TransportFailure> failure;
  bool bytes_sent = false;
  bool response_started = false;

 private:
  void note(std::string_view event) {
    events.emplace_back(event);
    act(event);
  }
  LoopThread& thread_;
  UpstreamPool& pool_;
};

/// A pool on a loop of its own.
class Client {
 public:
  explicit Client(std::unique_ptr<Clock> clock = std::make_unique<SystemClock>()) : thread(std::move(clock)) {
    pool = thread.run([this] { return std::make_unique<UpstreamPool>(thread.loop()); });
  }
  ~Client() {
    thread.run([this] { pool.reset(); });
  }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  std::unique_ptr<ProbedCall> new_call() { return std::make_unique<ProbedCall>(thread, *pool); }
  std::unique_ptr<ProbedCall> finished_call(UpstreamCall::Request request) {
    auto call = new_call();
    if (!call->finish(std::move(request))) call->events.emplace_back("never finished");
    return call;
  }
  std::size_t idle_count() {
    return thread.run([this] { return pool->idle_count(); });
  }

  LoopThread thread;
  std::unique_ptr<UpstreamPool> pool;
};

inline UpstreamCall::Request get(std::uint16_t port, std::string host = "127.0.0.1") {
  UpstreamCall::Request request;
  request.endpoint.key = "key";
  request.endpoint.host = std::move(host);
  request.endpoint.port = port;
  request.head = "GET / HTTP/1.1\r\nHost: upstream\r\n\r\n";
  request.body_bytes_max = limits::kMiB;
  return request;
}

}  // namespace jurymast::http::probe
