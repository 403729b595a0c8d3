#include "stream.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <csignal>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "http/test_certificates.hpp"

namespace jurymast::bench {
namespace {

constexpr Duration kPatience = std::chrono::seconds(10);

Descriptor accept_one(const Descriptor& listener) {
  Poller poller;
  poller.add(listener.fd());
  EXPECT_FALSE(poller.wait(kPatience).empty());
  return Descriptor(accept4(listener.fd(), nullptr, nullptr, SOCK_CLOEXEC));
}

/// Gives back what comes, by TLS, until the peer has closed or the connection fails.
class Echo {
 public:
  Echo(const TlsContext& tls, Descriptor listener)
      : port_(port_of(listener)), thread_([&tls, held = std::move(listener)] { serve(tls, accept_one(held)); }) {
    // As in the programs: a peer that is gone is an error of the stream alone.
    std::signal(SIGPIPE, SIG_IGN);
  }
  ~Echo() { thread_.join(); }
  Echo(const Echo&) = delete;
  Echo& operator=(const Echo&) = delete;
  std::uint16_t port() const { return port_; }

 private:
  static void serve(const TlsContext& tls, Descriptor socket) {
    TlsSession session = tls.begin(socket.fd());
    Stream stream(std::move(socket), std::move(session));
    Poller poller;
    poller.add(stream.fd());
    std::vector<char> buffer(kReceiveBytes);
    while (!poller.wait(kPatience).empty()) {
      do {
        const auto count = stream.receive(buffer);
        if (!count || *count == std::optional<std::size_t>(0)) return;
        if (count->has_value() && !stream.send({buffer.data(), **count})) return;
      } while (stream.holds_received());
    }
  }

  std::uint16_t port_;
  std::thread thread_;
};

TlsContext server_of(http::probe::TestAuthority& authority) {
  const http::probe::CertificateFiles files = authority.issue("server");
  return TlsContext::server(files.certificate, files.key).value();
}

/// So many bytes from a stream, or fewer where it ends or nothing comes for long.
std::string read(Stream& stream, std::size_t bytes) {
  Poller poller;
  poller.add(stream.fd());
  std::vector<char> buffer(kReceiveBytes);
  std::string text;
  while (text.size() < bytes && (stream.holds_received() || !poller.wait(kPatience).empty())) {
    const auto count = stream.receive(buffer);
    if (!count || *count == std::optional<std::size_t>(0)) break;
    if (count->has_value()) text.append(buffer.data(), **count);
  }
  return text;
}

TEST(Stream, CarriesTheSameBytesByTls_AlsoMoreThanOneRecord) {
  http::probe::TestAuthority authority;
  const TlsContext server = server_of(authority);
  const TlsContext client = TlsContext::client(authority.ca_file()).value();
  Echo echo(server, listen_on_loopback().value());
  Descriptor socket = connect_to(echo.port()).value();
  TlsSession session = client.begin(socket.fd());
  ASSERT_TRUE(TlsContext::shake_hands(*session));
  Stream stream(std::move(socket), std::move(session));
  const std::string text(50'000, 'm');
  ASSERT_TRUE(stream.send(text));
  EXPECT_EQ(read(stream, text.size()), text);
}

TEST(Stream, TrustsNoOtherAuthorityAndNoOtherName) {
  http::probe::TestAuthority authority;
  const TlsContext server = server_of(authority);
  {
    http::probe::TestAuthority other;
    const TlsContext client = TlsContext::client(other.ca_file()).value();
    Echo echo(server, listen_on_loopback().value());
    const Descriptor socket = connect_to(echo.port()).value();
    EXPECT_FALSE(TlsContext::shake_hands(*client.begin(socket.fd())));
  }
  const http::probe::CertificateFiles elsewhere = authority.issue("elsewhere", {.names = "IP:127.0.0.2"});
  const TlsContext misnamed = TlsContext::server(elsewhere.certificate, elsewhere.key).value();
  const TlsContext client = TlsContext::client(authority.ca_file()).value();
  Echo echo(misnamed, listen_on_loopback().value());
  const Descriptor socket = connect_to(echo.port()).value();
  EXPECT_FALSE(TlsContext::shake_hands(*client.begin(socket.fd())));
}

TEST(Stream, KeepsWhatAPeerDoesNotRead_WithinABound) {
  const Descriptor listener = listen_on_loopback().value();
  Stream stream(connect_to(port_of(listener)).value());
  const Descriptor reader = accept_one(listener);
  const std::string piece(64 * 1024, 'm');
  bool refused = false;
  bool kept = false;
  for (int i = 0; i < 1000 && !refused; ++i) {
    refused = !stream.send(piece);
    kept = kept || stream.has_unsent();
  }
  EXPECT_TRUE(kept);
  EXPECT_TRUE(refused);
}

}  // namespace
}  // namespace jurymast::bench
