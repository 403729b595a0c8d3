#pragma once
#include <memory>
#include <string>

#include "base/result.hpp"

struct ssl_st;
struct ssl_ctx_st;

namespace jurymast::bench {

struct TlsFree {
  void operator()(ssl_st* session) const;
  void operator()(ssl_ctx_st* context) const;
};

/// One side of one TLS connection; none: the connection is plain.
using TlsSession = std::unique_ptr<ssl_st, TlsFree>;

/// What every TLS connection of one program has in common. Either side takes TLS 1.3 with one cipher and one key exchange and nothing else,
/// so that whatever stands between speaks the same on both of its sides, and no proxy can choose a cheaper one.
class TlsContext {
 public:
  /// Trusts this authority alone (a PEM file), and only for 127.0.0.1.
  static Result<TlsContext> client(const std::string& authority_file);
  /// Presents this certificate (PEM files).
  static Result<TlsContext> server(const std::string& certificate_file, const std::string& key_file);

  /// A session over a connected socket. Its handshake is done by the first bytes that are sent or received.
  TlsSession begin(int fd) const;
  /// Ends the handshake of a client on a socket that blocks; fails with what was wrong with the other side.
  static Result<void> shake_hands(ssl_st& session);

 private:
  TlsContext(ssl_ctx_st* context, bool is_client) : context_(context), is_client_(is_client) {}

  std::unique_ptr<ssl_ctx_st, TlsFree> context_;
  bool is_client_;
};

/// What OpenSSL says of the last failure of this thread.
std::string tls_reason();

}  // namespace jurymast::bench
