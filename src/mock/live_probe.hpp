#pragma once
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <cerrno>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "mock/mock_server.hpp"
#include "mock/plan_probe.hpp"
#include "support/raw_peer.hpp"

/// Shared by the tests that talk to a running mock. Every wait is bounded.
namespace jurymast::mock::probe {

inline constexpr std::chrono::milliseconds kPatience{5000};

inline std::string request_text(std::string_view method, std::string_view path, const std::string& body) {
  return fmt::format("{} {} HTTP/1.1\r\nHost: mock\r\nContent-Length: {}\r\n\r\n{}", method, path, body.size(), body);
}

inline std::string chat_text(const std::string& model, bool stream) {
  return request_text("POST", kChat, Bench::chat_request(model, stream));
}

/// Waits, within bounds, for what another thread will bring about.
inline bool soon(const std::function<bool()>& holds) {
  SystemClock clock;
  const MonotonicTime end = clock.now() + kPatience;
  while (!holds()) {
    if (clock.now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return true;
}

class LiveMock : public ::testing::Test {
 protected:
  void SetUp() override { start({}); }

  void start(MockSettings settings) {
    server_.reset();
    settings.api.tag = "A";
    auto server = MockServer::start(std::move(settings), clock_);
    ASSERT_TRUE(server) << server.error().message;
    server_ = std::move(*server);
  }

  test::RawConnection connect() { return test::RawConnection::to(server_->port()); }
  test::RawResponse ask(const std::string& text) {
    test::RawConnection connection = connect();
    EXPECT_TRUE(connection.send(text));
    return connection.read_response();
  }
  test::RawResponse control(std::string_view method, std::string_view path, const std::string& body = {}) {
    return ask(request_text(method, path, body));
  }
  void set_fault(const std::string& fault) {
    FaultRule rule;
    rule.fault = parse_fault(fault).value();
    server_->set_faults({rule});
  }
  std::vector<Attempt> attempts_when(AttemptEnd ended) {
    EXPECT_TRUE(soon([&] { return !server_->attempts().empty() && server_->attempts().back().ended == ended; }));
    return server_->attempts();
  }

  SystemClock clock_;
  std::unique_ptr<MockServer> server_;
};

/// True if the connection ended with a reset, once everything before it was read into `received`.
inline bool was_reset(const test::RawConnection& connection, std::string& received) {
  char buffer[4096];
  while (true) {
    const ssize_t got = ::recv(connection.fd(), buffer, sizeof buffer, 0);
    if (got < 0) return errno == ECONNRESET;
    if (got == 0) return false;
    received.append(buffer, static_cast<std::size_t>(got));
  }
}

}  // namespace jurymast::mock::probe
