#include "http/tls_context.hpp"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <array>
#include <mutex>

#include "base/assert.hpp"

namespace jurymast::http {
namespace {

struct FreeContext {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
using ContextOwner = std::unique_ptr<SSL_CTX, FreeContext>;

std::string last_tls_error() {
  std::array<char, 256> text{};
  ERR_error_string_n(ERR_get_error(), text.data(), text.size());
  ERR_clear_error();
  return text.data();
}

ContextOwner new_context(const SSL_METHOD* method) {
  ERR_clear_error();
  ContextOwner context(SSL_CTX_new(method));
  JURYMAST_ASSERT(context != nullptr);
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_mode(context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
  // One receive a record instead of two; Channel::read_now takes everything that came along.
  SSL_CTX_set_read_ahead(context.get(), 1);
  return context;
}

Result<ContextOwner> load_server_context(const std::string& certificate_file, const std::string& key_file) {
  ContextOwner context = new_context(TLS_server_method());
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
  if (SSL_CTX_use_certificate_chain_file(context.get(), certificate_file.c_str()) != 1) {
    return fail(Code::Invalid, "{}: no certificate chain in PEM could be read: {}", certificate_file, last_tls_error());
  }
  if (SSL_CTX_use_PrivateKey_file(context.get(), key_file.c_str(), SSL_FILETYPE_PEM) != 1) {
    return fail(Code::Invalid, "{}: no private key in PEM that belongs to {} could be read: {}", key_file, certificate_file,
                last_tls_error());
  }
  if (SSL_CTX_check_private_key(context.get()) != 1) {
    return fail(Code::Invalid, "{}: the private key does not belong to {}: {}", key_file, certificate_file, last_tls_error());
  }
  return context;
}

bool is_ip_literal(const std::string& host) {
  std::array<unsigned char, sizeof(in6_addr)> address;
  return ::inet_pton(AF_INET, host.c_str(), address.data()) == 1 || ::inet_pton(AF_INET6, host.c_str(), address.data()) == 1;
}

}  // namespace

Result<std::shared_ptr<TlsClientContext>> TlsClientContext::make(const Settings& settings) {
  ContextOwner context = new_context(TLS_client_method());
  SSL_CTX_set_verify(context.get(), settings.verify ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nullptr);
  static constexpr std::array<unsigned char, 9> kAlpn{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
  SSL_CTX_set_alpn_protos(context.get(), kAlpn.data(), kAlpn.size());
  const int loaded = settings.ca_file.empty() ? SSL_CTX_set_default_verify_paths(context.get())
                                              : SSL_CTX_load_verify_locations(context.get(), settings.ca_file.c_str(), nullptr);
  if (loaded != 1) {
    const std::string place = settings.ca_file.empty() ? "the system's CA store" : settings.ca_file;
    return fail(Code::Invalid, "{}: no CA certificates in PEM could be read: {}", place, last_tls_error());
  }
  return std::shared_ptr<TlsClientContext>(new TlsClientContext(context.release()));
}

TlsClientContext::~TlsClientContext() { SSL_CTX_free(context_); }

ssl_st* TlsClientContext::new_session(const std::string& host) const {
  SSL* session = SSL_new(context_);
  JURYMAST_ASSERT(session != nullptr);
  SSL_set_connect_state(session);
  // A name in the subject alone counts for nothing; it has to be among the certificate's alternative names.
  SSL_set_hostflags(session, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
  if (is_ip_literal(host)) {
    JURYMAST_ASSERT(X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session), host.c_str()) == 1);
    return session;
  }
  JURYMAST_ASSERT(!host.empty() && SSL_set1_host(session, host.c_str()) == 1);
  // SSL_set_tlsext_host_name, without the old-style cast that the macro hides.
  SSL_ctrl(session, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, const_cast<char*>(host.c_str()));
  return session;
}

struct TlsServerContext::State {
  std::string certificate_file;
  std::string key_file;
  mutable std::mutex mutex;
  ContextOwner context;
};

TlsServerContext::TlsServerContext(std::unique_ptr<State> state) : state_(std::move(state)) {}
TlsServerContext::~TlsServerContext() = default;

Result<std::shared_ptr<TlsServerContext>> TlsServerContext::make(const std::string& certificate_file, const std::string& key_file) {
  auto context = load_server_context(certificate_file, key_file);
  if (!context) return tl::unexpected(context.error());
  auto state = std::make_unique<State>();
  state->certificate_file = certificate_file;
  state->key_file = key_file;
  state->context = std::move(*context);
  return std::shared_ptr<TlsServerContext>(new TlsServerContext(std::move(state)));
}

Result<void> TlsServerContext::reload() {
  auto context = load_server_context(state_->certificate_file, state_->key_file);
  if (!context) return tl::unexpected(context.error());
  const std::lock_guard lock(state_->mutex);
  state_->context = std::move(*context);
  return {};
}

ssl_st* TlsServerContext::new_session() const {
  // The session holds its own reference, so a reload leaves it untouched.
  const std::lock_guard lock(state_->mutex);
  SSL* session = SSL_new(state_->context.get());
  JURYMAST_ASSERT(session != nullptr);
  SSL_set_accept_state(session);
  return session;
}

}  // namespace jurymast::http
