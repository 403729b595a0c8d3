#include "app/client/web_request.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <thread>

#include "app/contract/test_page_server.hpp"
#include "control/admin_handler.hpp"
#include "http/listener.hpp"
#include "http/test_certificates.hpp"

namespace jurymast::app {
namespace {

constexpr WebLimits kLimits{std::chrono::seconds(5), 1024};

/// Something that speaks HTTP behind TLS, on a thread of its own.
class TlsServer {
 public:
  explicit TlsServer(const http::probe::CertificateFiles& files) : loop_(clock_) {
    plane_.routes = {control::at_once({.method = "GET", .path = "/status", .role = control::Role::Anyone, .summary = "how it is"},
                                      [](const control::AdminRequest&) { return control::AdminReply{.body = "{}"}; })};
    listener_ = *http::Listener::open(loop_, {.address = "127.0.0.1:0",
                                              .limits = {.body_bytes_max = 1024,
                                                         .head_timeout = std::chrono::seconds(5),
                                                         .keep_alive_timeout = std::chrono::seconds(5),
                                                         .body_rate_floor_bytes_per_second = 1,
                                                         .body_rate_grace = std::chrono::seconds(5)},
                                              .tls = *http::TlsServerContext::make(files.certificate, files.key),
                                              .make_handler = [this] { return std::make_unique<control::AdminHandler>(plane_); }});
    thread_ = std::thread([this] { loop_.run(); });
  }
  ~TlsServer() {
    loop_.stop();
    thread_.join();
    listener_.reset();
  }
  std::string url() const { return "https://127.0.0.1:" + std::to_string(listener_->port()) + "/status"; }

 private:
  SystemClock clock_;
  http::Loop loop_;
  control::AdminPlane plane_;
  std::unique_ptr<http::Listener> listener_;
  std::thread thread_;
};

Result<HttpAnswer> get(const std::string& url, const std::string& ca_file = {}) {
  std::signal(SIGPIPE, SIG_IGN);
  SystemClock clock;
  auto address = parse_web_address(url);
  if (!address) return tl::unexpected(address.error());
  address->place.ca_file = ca_file;
  HttpRequest request;
  request.path = address->path;
  return whole_web_request(address->place, request, kLimits, clock);
}

TEST(WebAddress, IsTakenApart_OrRefusedWithAReason) {
  const auto page = parse_web_address("https://docs.example:8443/api/text/chat/");
  ASSERT_TRUE(page) << page.error().message;
  EXPECT_EQ(page->place.origin.authority(), "docs.example:8443");
  EXPECT_TRUE(page->place.origin.tls);
  EXPECT_EQ(page->path, "/api/text/chat/");
  EXPECT_EQ(parse_web_address("http://docs.example")->path, "/");
  EXPECT_FALSE(parse_web_address("docs.example/page"));
  EXPECT_FALSE(parse_web_address("ftp://docs.example/"));
  EXPECT_FALSE(parse_web_address("https://user:key@docs.example/"));
}

TEST(WebRequest, SpeaksTlsWithTheOneItKnows_AndWithNobodyElse) {
  http::probe::TestAuthority authority;
  http::probe::TestAuthority stranger;
  TlsServer server(authority.issue("page"));
  const auto answer = get(server.url(), authority.ca_file());
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->status, 200);
  const auto refused = get(server.url(), stranger.ca_file());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::Denied) << refused.error().message;
}

TEST(WebRequest, TellsApartWhatCameToNothing) {
  testing::PageServer server;
  server.put("/moved", "HTTP/1.1 302 Found\r\nLocation: /page\r\nContent-Length: 0\r\n\r\n");
  server.put("/cut", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
  server.put("/noise", "SSH-2.0-nobody\r\n\r\n");
  server.put_page("/large", std::string(2048, 'x'));
  EXPECT_EQ(get(server.url("/moved"))->status, 302);
  EXPECT_EQ(get(server.url("/cut")).error().code, Code::Corrupt);
  EXPECT_EQ(get(server.url("/noise")).error().code, Code::Corrupt);
  EXPECT_EQ(get(server.url("/large")).error().code, Code::Exhausted);
  EXPECT_EQ(get("http://127.0.0.1:1/").error().code, Code::Unavailable);
}

}  // namespace
}  // namespace jurymast::app
