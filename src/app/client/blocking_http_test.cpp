#include "app/client/blocking_http.hpp"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <thread>
#include <utility>

namespace jurymast::app {
namespace {

constexpr Duration kTimeMax = std::chrono::seconds(5);

/// Accepts one connection, reads a request's head, and writes the pieces one by one.
class OneAnswer {
 public:
  OneAnswer(int listener, std::vector<std::string> pieces, bool stay_open = false)
      : listener_(listener), pieces_(std::move(pieces)), stay_open_(stay_open), thread_([this] { serve(); }) {}
  ~OneAnswer() {
    if (thread_.joinable()) thread_.join();
    ::close(listener_);
  }
  OneAnswer(const OneAnswer&) = delete;
  OneAnswer& operator=(const OneAnswer&) = delete;

  std::string request() {
    thread_.join();
    return request_;
  }

 private:
  void serve() {
    const int fd = ::accept(listener_, nullptr, nullptr);
    std::array<char, 4096> buffer;
    while (request_.find("\r\n\r\n") == std::string::npos) {
      const ssize_t got = ::recv(fd, buffer.data(), buffer.size(), 0);
      if (got <= 0) break;
      request_.append(buffer.data(), static_cast<std::size_t>(got));
    }
    for (const std::string& piece : pieces_) {
      EXPECT_EQ(::send(fd, piece.data(), piece.size(), MSG_NOSIGNAL), static_cast<ssize_t>(piece.size()));
    }
    // The other side ends it; a recv that returns is the sign.
    if (stay_open_) (void)::recv(fd, buffer.data(), buffer.size(), 0);
    ::close(fd);
  }

  int listener_;
  std::vector<std::string> pieces_;
  bool stay_open_;
  std::string request_;
  std::thread thread_;
};

struct Listening {
  int fd;
  std::string address;
};

Listening listen_on_loopback() {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  EXPECT_EQ(::bind(fd, reinterpret_cast<sockaddr*>(&address), size), 0);
  EXPECT_EQ(::listen(fd, 1), 0);
  EXPECT_EQ(::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size), 0);
  return {fd, "127.0.0.1:" + std::to_string(ntohs(address.sin_port))};
}

Result<HttpAnswer> answer_to(std::vector<std::string> pieces) {
  const Listening listening = listen_on_loopback();
  OneAnswer server(listening.fd, std::move(pieces));
  SystemClock clock;
  return http_request(listening.address, {}, clock, kTimeMax);
}

TEST(BlockingHttp, SendsMethodFieldsAndBody) {
  const Listening listening = listen_on_loopback();
  OneAnswer server(listening.fd, {"HTTP/1.1 204 No Content\r\n\r\n"});
  SystemClock clock;
  const HttpRequest request{.method = "POST", .path = "/_mock/faults", .fields = {{"X-Mark", "7"}}, .body = "{}"};
  const auto answer = http_request(listening.address, request, clock, kTimeMax);
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->status, 204);
  EXPECT_TRUE(answer->whole);
  const std::string seen = server.request();
  EXPECT_TRUE(seen.starts_with("POST /_mock/faults HTTP/1.1\r\n")) << seen;
  EXPECT_NE(seen.find("Host: " + listening.address + "\r\n"), std::string::npos) << seen;
  EXPECT_NE(seen.find("X-Mark: 7\r\n"), std::string::npos) << seen;
  EXPECT_NE(seen.find("Content-Length: 2\r\n"), std::string::npos) << seen;
  EXPECT_NE(seen.find("Connection: close\r\n"), std::string::npos) << seen;
}

TEST(BlockingHttp, ReadsABodyByItsLength_HoweverItIsCut) {
  const auto answer = answer_to({"HTTP/1.1 200 OK\r\nContent-", "Length: 5\r\nX-Request-Id: a\r\n\r", "\nhe", "llo"});
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->body, "hello");
  EXPECT_TRUE(answer->whole);
  EXPECT_EQ(answer->field("x-request-id"), "a");
  EXPECT_EQ(answer->field("x-other"), "");
}

TEST(BlockingHttp, TakesOffTheChunkedCoding) {
  const auto answer = answer_to({"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab", "c\r\n2\r\nde\r\n", "0\r\n\r\n"});
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->body, "abcde");
  EXPECT_TRUE(answer->whole);
}

TEST(BlockingHttp, SaysSoWhenTheEndIsMissing) {
  const auto by_length = answer_to({"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"});
  ASSERT_TRUE(by_length) << by_length.error().message;
  EXPECT_EQ(by_length->body, "half");
  EXPECT_FALSE(by_length->whole);

  const auto chunked = answer_to({"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"});
  ASSERT_TRUE(chunked) << chunked.error().message;
  EXPECT_EQ(chunked->body, "abc");
  EXPECT_FALSE(chunked->whole);
}

TEST(BlockingHttp, TakesTheEndOfTheConnectionForTheEndOfABodyWithoutLength) {
  const auto answer = answer_to({"HTTP/1.1 200 OK\r\n\r\nall ", "of it"});
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->body, "all of it");
  EXPECT_TRUE(answer->whole);
}

TEST(BlockingHttp, FailsOnWhatIsNoHttp_AndOnSilence) {
  const auto nonsense = answer_to({"SSH-2.0-OpenSSH\r\n\r\n"});
  ASSERT_FALSE(nonsense);
  EXPECT_EQ(nonsense.error().code, Code::Corrupt);

  const auto closed = answer_to({});
  ASSERT_FALSE(closed);
  EXPECT_EQ(closed.error().code, Code::Unavailable);
}

TEST(BlockingHttp, GivesUpWhenTheTimeIsOver) {
  const Listening listening = listen_on_loopback();
  OneAnswer server(listening.fd, {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"}, true);
  SystemClock clock;
  const MonotonicTime began = clock.now();
  const auto answer = http_request(listening.address, {}, clock, std::chrono::milliseconds(150));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Code::Unavailable);
  EXPECT_GE(clock.now() - began, std::chrono::milliseconds(140));
  EXPECT_LT(clock.now() - began, kTimeMax);
}

TEST(BlockingHttp, FailsWhereNobodyListens) {
  const Listening listening = listen_on_loopback();
  ::close(listening.fd);
  SystemClock clock;
  const auto answer = http_request(listening.address, {}, clock, kTimeMax);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Code::Unavailable);
}

TEST(BlockingHttp, SpeaksToUnixSockets) {
  std::string directory = testing::TempDir() + "jurymast-http-XXXXXX";
  ASSERT_NE(::mkdtemp(directory.data()), nullptr);
  const std::string path = directory + "/socket";
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  ASSERT_LT(path.size(), sizeof address.sun_path);
  std::memcpy(address.sun_path, path.data(), path.size());
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ASSERT_EQ(::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  ASSERT_EQ(::listen(fd, 1), 0);
  SystemClock clock;
  {
    OneAnswer server(fd, {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"});
    const auto answer = http_request("unix:" + path, {}, clock, kTimeMax);
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->body, "ok");
  }
  ::unlink(path.c_str());
  ::rmdir(directory.c_str());
}

}  // namespace
}  // namespace jurymast::app
