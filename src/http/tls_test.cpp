#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <array>

#include "http/tls_probe.hpp"
#include "support/raw_peer.hpp"

namespace jurymast::http {
namespace {

using probe::CertificateFiles;
using probe::Client;
using probe::Server;
using Tls = probe::TlsTest;
using std::chrono::milliseconds;
using test::RawConnection;
using test::RawServer;

TEST_F(Tls, ServerAndClient_ExchangeRequests_OverOneConnection) {
  Server server(probe::roomy_limits(), serving(authority.issue("good")));
  Client client;
  const std::uint16_t port = server.port();
  const auto first = client.finished_call(secure_get(port));
  EXPECT_EQ(first->events, std::vector<std::string>({"dialed", "connected", "sent", "head", "body", "end"}));
  EXPECT_EQ(first->body, "GET / ");
  EXPECT_TRUE(client.finished_call(secure_get(port))->reused);
  EXPECT_EQ(client.finished_call(secure_get(port, "127.0.0.1"))->body, "GET / ");
}

TEST_F(Tls, CarriesLargeBodies_BothWays) {
  SessionLimits limits = probe::roomy_limits();
  limits.body_bytes_max = 32 * limits::kMiB;
  Server server(limits, serving(authority.issue("good")));
  Client client;
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < 400; ++i) parts.emplace_back(1 + i * 97, static_cast<char>('a' + i % 26));
  std::string whole;
  for (const std::string& part : parts) whole += part;
  const std::vector<std::string_view> pieces(parts.begin(), parts.end());
  auto request = secure_get(server.port());
  request.head = fmt::format("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: {}\r\n\r\n", whole.size());
  request.body = pieces;
  const auto call = client.finished_call(std::move(request));
  ASSERT_TRUE(call->ended);
  EXPECT_TRUE(call->body == "POST / " + whole);
}

TEST_F(Tls, StopsReadingWhilePaused_AndLosesNothing) {
  const std::string body(5'000'000, 'q');
  Server server(probe::roomy_limits(), serving(authority.issue("good")));
  server.script.request = [&](ServerSession& session, const wire::RequestHead&, std::string_view) {
    session.write(probe::answer(body));
    session.end_answer();
  };
  Client client;
  const auto call = client.new_call();
  call->act = [&](std::string_view event) {
    if (event == "body") call->call->pause();
  };
  call->start(secure_get(server.port()));
  ASSERT_TRUE(client.thread.eventually([&] {
    if (!call->ended) call->call->resume();
    return call->ended;
  }));
  EXPECT_TRUE(call->body == body);
}

TEST_F(Tls, AReloadedCertificate_ServesNewConnections_AndABadOneChangesNothing) {
  const CertificateFiles files = authority.issue("live", {.names = "DNS:other.example"});
  const auto context = serving(files);
  Server server(probe::roomy_limits(), context);
  Client client;
  EXPECT_EQ(client.finished_call(secure_get(server.port()))->failure, TransportFailure::Tls);
  authority.issue("live");
  ASSERT_TRUE(context->reload().has_value());
  EXPECT_EQ(client.finished_call(secure_get(server.port()))->status, 200);
  std::filesystem::remove(files.key);
  const auto failed = context->reload();
  ASSERT_FALSE(failed.has_value());
  EXPECT_NE(failed.error().message.find(files.key), std::string::npos);
  auto fresh = secure_get(server.port());
  fresh.fresh = true;
  EXPECT_EQ(client.finished_call(std::move(fresh))->status, 200);
}

TEST_F(Tls, SaysWhichFileIsNoGood) {
  EXPECT_NE(TlsClientContext::make({.ca_file = "/no/ca.pem", .verify = true}).error().message.find("/no/ca.pem"), std::string::npos);
  const CertificateFiles one = authority.issue("one");
  const CertificateFiles two = authority.issue("two");
  EXPECT_FALSE(TlsServerContext::make(one.certificate, two.key).has_value());
}

TEST_F(Tls, ClosesAConnectionThatNeverShakesHands) {
  SessionLimits limits = probe::roomy_limits();
  limits.head_timeout = milliseconds(100);
  Server server(limits, serving(authority.issue("good")));
  auto silent = RawConnection::to(server.port());
  EXPECT_TRUE(silent.ends_within(milliseconds(1000)));
  auto plain = RawConnection::to(server.port());
  plain.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_TRUE(plain.ends_within(milliseconds(1000)));
}

/// The state in which a TLS client finds the stream's end: with the server's farewell, or without.
int end_of_stream(TlsClientContext& trusting, std::uint16_t port) {
  auto connection = RawConnection::to(port);
  SSL* session = trusting.new_session("localhost");
  SSL_set_fd(session, connection.fd());
  SSL_connect(session);
  constexpr std::string_view kRequest = "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
  SSL_write(session, kRequest.data(), static_cast<int>(kRequest.size()));
  std::array<char, 4096> bytes;
  int received = 0;
  while ((received = SSL_read(session, bytes.data(), bytes.size())) > 0) {
  }
  const int state = SSL_get_error(session, received);
  SSL_free(session);
  return state;
}

TEST_F(Tls, SaysFarewellAfterAnAnswer_ButNotAfterAnAbortedOne) {
  Server server(probe::roomy_limits(), serving(authority.issue("good")));
  const auto context = trusting();
  EXPECT_EQ(end_of_stream(*context, server.port()), SSL_ERROR_ZERO_RETURN);
  server.on_loop([&] {
    server.script.request = [](ServerSession& session, const wire::RequestHead&, std::string_view) {
      session.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
      session.abort_answer();
    };
  });
  EXPECT_NE(end_of_stream(*context, server.port()), SSL_ERROR_ZERO_RETURN);
}

TEST_F(Tls, ReadsARequest_ThatCameWithTheEndOfTheHandshake) {
  Server server(probe::roomy_limits(), serving(authority.issue("good")));
  const auto context = trusting();
  auto connection = RawConnection::to(server.port());
  SSL* session = context->new_session("localhost");
  SSL_set_fd(session, connection.fd());
  // The system holds back what is written until there is enough, so that both arrive as one.
  const int on = 1;
  const int off = 0;
  ::setsockopt(connection.fd(), IPPROTO_TCP, TCP_CORK, &on, sizeof on);
  ASSERT_EQ(SSL_connect(session), 1);
  constexpr std::string_view kRequest = "GET /early HTTP/1.1\r\nHost: h\r\n\r\n";
  SSL_write(session, kRequest.data(), static_cast<int>(kRequest.size()));
  ::setsockopt(connection.fd(), IPPROTO_TCP, TCP_CORK, &off, sizeof off);
  std::array<char, 4096> bytes;
  const int received = SSL_read(session, bytes.data(), bytes.size());
  ASSERT_GT(received, 0);
  EXPECT_TRUE(std::string_view(bytes.data(), static_cast<std::size_t>(received)).ends_with("GET /early "));
  SSL_free(session);
}

TEST_F(Tls, FindsTheEndOfABody_InTheFarewellAlone) {
  const CertificateFiles files = authority.issue("good");
  SSL_CTX* const context = SSL_CTX_new(TLS_server_method());
  SSL_CTX_use_certificate_chain_file(context, files.certificate.c_str());
  SSL_CTX_use_PrivateKey_file(context, files.key.c_str(), SSL_FILETYPE_PEM);
  {
    RawServer server([&](RawConnection& peer, unsigned) {
      SSL* session = SSL_new(context);
      SSL_set_fd(session, peer.fd());
      SSL_accept(session);
      std::array<char, 4096> bytes;
      SSL_read(session, bytes.data(), bytes.size());
      constexpr std::string_view kAnswer = "HTTP/1.1 200 OK\r\n\r\nall of it";
      const int on = 1;
      const int off = 0;
      ::setsockopt(peer.fd(), IPPROTO_TCP, TCP_CORK, &on, sizeof on);
      SSL_write(session, kAnswer.data(), static_cast<int>(kAnswer.size()));
      SSL_shutdown(session);
      ::setsockopt(peer.fd(), IPPROTO_TCP, TCP_CORK, &off, sizeof off);
      peer.ends_within(milliseconds(3000));
      SSL_free(session);
    });
    Client client;
    const auto call = client.new_call();
    call->start(secure_get(server.port()));
    EXPECT_TRUE(client.thread.eventually([&] { return call->ended; }, milliseconds(1000)));
    EXPECT_EQ(client.thread.run([&] { return call->body; }), "all of it");
  }
  SSL_CTX_free(context);
}

TEST_F(Tls, NoticesThatTheClientLeft) {
  Server server(probe::roomy_limits(), serving(authority.issue("good")));
  server.script.request = [](ServerSession&, const wire::RequestHead&, std::string_view) {};
  Client client;
  const auto call = client.new_call();
  call->start(secure_get(server.port()));
  ASSERT_TRUE(server.thread.eventually([&] { return !server.script.bodies.empty(); }));
  client.thread.run([&] { call->call->cancel(); });
  EXPECT_TRUE(server.thread.eventually([&] { return server.script.gone == 1; }, milliseconds(100)));
}

}  // namespace
}  // namespace jurymast::http
