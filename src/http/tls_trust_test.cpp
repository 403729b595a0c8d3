#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include "http/tls_probe.hpp"
#include "support/raw_peer.hpp"

namespace jurymast::http {
namespace {

using probe::CertificateFiles;
using probe::CertificateWish;
using probe::Client;
using probe::Server;
using test::RawConnection;
using test::RawServer;
using TlsTrust = probe::TlsTest;

/// A blocking TLS server with a free choice of versions, which counts the bytes that it decrypts.
class CountingTlsServer {
  struct FreeContext {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  };

 public:
  explicit CountingTlsServer(const CertificateFiles& files, int version_max = 0)
      : context_(SSL_CTX_new(TLS_server_method())), server_([this](RawConnection& peer, unsigned) { serve(peer); }) {
    if (version_max != 0) {
      SSL_CTX_set_min_proto_version(context_.get(), TLS1_VERSION);
      SSL_CTX_set_max_proto_version(context_.get(), version_max);
      SSL_CTX_set_cipher_list(context_.get(), "ALL:@SECLEVEL=0");
    }
    SSL_CTX_use_certificate_chain_file(context_.get(), files.certificate.c_str());
    SSL_CTX_use_PrivateKey_file(context_.get(), files.key.c_str(), SSL_FILETYPE_PEM);
  }
  std::uint16_t port() const { return server_.port(); }
  std::atomic<int> bytes{0};
  std::atomic<int> served{0};

 private:
  void serve(RawConnection& peer) {
    SSL* session = SSL_new(context_.get());
    SSL_set_fd(session, peer.fd());
    if (SSL_accept(session) == 1) {
      char byte = 0;
      while (SSL_read(session, &byte, 1) == 1) ++bytes;
    }
    SSL_free(session);
    ++served;
  }
  std::unique_ptr<SSL_CTX, FreeContext> context_;
  RawServer server_;
};

struct BadCertificate {
  std::string_view name;
  CertificateWish wish;
  std::string host = "localhost";
};

TEST_F(TlsTrust, SendsNotOneByte_ToAServerThatCannotProveWhoItIs) {
  const std::vector<BadCertificate> cases{
      {"wrong host", {.names = "DNS:other.example"}},
      {"expired", {.valid_from_s = -7200, .valid_until_s = -3600}},
      {"not yet valid", {.valid_from_s = 3600, .valid_until_s = 7200}},
      {"self-signed", {.self_signed = true}},
      {"common name only", {.names = {}}},
      {"for clients", {.purpose = "clientAuth"}},
      {"address without its own name", {.names = "DNS:127.0.0.1"}, "127.0.0.1"},
      {"partial wildcard", {.names = "DNS:local*"}},
  };
  Client client;
  for (const BadCertificate& bad : cases) {
    CountingTlsServer server(authority.issue("bad", bad.wish));
    const auto call = client.finished_call(secure_get(server.port(), bad.host));
    EXPECT_EQ(call->failure, TransportFailure::Tls) << bad.name;
    EXPECT_FALSE(call->bytes_sent) << bad.name;
    EXPECT_TRUE(client.thread.eventually([&] { return server.served > 0; }));
    EXPECT_EQ(server.bytes, 0) << bad.name;
  }
}

TEST_F(TlsTrust, SendsNotOneByte_ToAnUnknownAuthority_OrOverAnOldVersion) {
  Client client;
  probe::TestAuthority stranger;
  CountingTlsServer unknown(stranger.issue("good"));
  EXPECT_EQ(client.finished_call(secure_get(unknown.port()))->failure, TransportFailure::Tls);
  EXPECT_TRUE(client.thread.eventually([&] { return unknown.served > 0; }));
  EXPECT_EQ(unknown.bytes, 0);

  CountingTlsServer old(authority.issue("good"), TLS1_1_VERSION);
  EXPECT_EQ(client.finished_call(secure_get(old.port()))->failure, TransportFailure::Tls);
  EXPECT_TRUE(client.thread.eventually([&] { return old.served > 0; }));
  EXPECT_EQ(old.bytes, 0);

  std::atomic<bool> http_seen{false};
  RawServer plain([&](RawConnection& peer, unsigned) {
    http_seen = peer.read_bytes(5).find("GET") != std::string::npos;
    peer.send("HTTP/1.1 200 OK\r\n\r\n");
  });
  EXPECT_EQ(client.finished_call(secure_get(plain.port()))->failure, TransportFailure::Tls);
  EXPECT_FALSE(http_seen);
}

TEST_F(TlsTrust, TheCountingServer_CountsWhatAGoodClientSends) {
  Client client;
  CountingTlsServer server(authority.issue("good"));
  const auto call = client.new_call();
  call->start(secure_get(server.port()));
  EXPECT_TRUE(client.thread.eventually([&] { return server.bytes > 0; }));
  client.thread.run([&] { call->call->cancel(); });
}

TEST_F(TlsTrust, WithoutVerification_AnyCertificateWillDo) {
  Client client;
  Server server(probe::roomy_limits(), serving(authority.issue("self", {.self_signed = true})));
  auto request = secure_get(server.port());
  request.endpoint.tls = *TlsClientContext::make({.ca_file = {}, .verify = false});
  EXPECT_EQ(client.finished_call(std::move(request))->status, 200);
}

}  // namespace
}  // namespace jurymast::http
