#include "tls.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "base/assert.hpp"

namespace jurymast::bench {
namespace {

constexpr const char* kCipher = "TLS_AES_128_GCM_SHA256";
constexpr const char* kKeyExchange = "X25519";
constexpr std::size_t kReasonBytes = 256;
/// How long a server may keep a handshake waiting.
constexpr timeval kHandshakeTimeMax{.tv_sec = 10, .tv_usec = 0};

/// Common to both sides; OpenSSL refuses none of this unless it was built without it.
ssl_ctx_st* strict_context(const SSL_METHOD* method) {
  ssl_ctx_st* context = SSL_CTX_new(method);
  JURYMAST_ASSERT(context != nullptr);
  JURYMAST_ASSERT(SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) == 1);
  JURYMAST_ASSERT(SSL_CTX_set_ciphersuites(context, kCipher) == 1);
  JURYMAST_ASSERT(SSL_CTX_set1_groups_list(context, kKeyExchange) == 1);
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  // One call of the kernel for what has come, as without TLS, and not two a record.
  SSL_CTX_set_read_ahead(context, 1);
  return context;
}

}  // namespace

void TlsFree::operator()(ssl_st* session) const { SSL_free(session); }
void TlsFree::operator()(ssl_ctx_st* context) const { SSL_CTX_free(context); }

Result<TlsContext> TlsContext::client(const std::string& authority_file) {
  TlsContext made(strict_context(TLS_client_method()), true);
  if (SSL_CTX_load_verify_locations(made.context_.get(), authority_file.c_str(), nullptr) != 1)
    return fail(Code::Invalid, "{} is not a PEM file of an authority: {}", authority_file, tls_reason());
  SSL_CTX_set_verify(made.context_.get(), SSL_VERIFY_PEER, nullptr);
  return made;
}

Result<TlsContext> TlsContext::server(const std::string& certificate_file, const std::string& key_file) {
  TlsContext made(strict_context(TLS_server_method()), false);
  if (SSL_CTX_use_certificate_chain_file(made.context_.get(), certificate_file.c_str()) != 1 ||
      SSL_CTX_use_PrivateKey_file(made.context_.get(), key_file.c_str(), SSL_FILETYPE_PEM) != 1)
    return fail(Code::Invalid, "{} and {} are not a PEM certificate and its key: {}", certificate_file, key_file, tls_reason());
  return made;
}

TlsSession TlsContext::begin(int fd) const {
  TlsSession session(SSL_new(context_.get()));
  JURYMAST_ASSERT(session != nullptr && SSL_set_fd(session.get(), fd) == 1);
  if (is_client_) {
    JURYMAST_ASSERT(X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session.get()), "127.0.0.1") == 1);
    SSL_set_connect_state(session.get());
  } else {
    SSL_set_accept_state(session.get());
  }
  return session;
}

Result<void> TlsContext::shake_hands(ssl_st& session) {
  setsockopt(SSL_get_fd(&session), SOL_SOCKET, SO_RCVTIMEO, &kHandshakeTimeMax, sizeof kHandshakeTimeMax);
  if (SSL_do_handshake(&session) != 1) return fail(Code::Unavailable, "the TLS handshake failed: {}", tls_reason());
  return {};
}

std::string tls_reason() {
  const unsigned long error = ERR_get_error();
  if (error == 0) return errno == 0 ? "the peer has closed" : std::strerror(errno);
  std::array<char, kReasonBytes> text{};
  ERR_error_string_n(error, text.data(), text.size());
  ERR_clear_error();
  return text.data();
}

}  // namespace jurymast::bench
