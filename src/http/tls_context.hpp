#pragma once
#include <memory>
#include <string>

#include "base/result.hpp"

struct ssl_ctx_st;
struct ssl_st;

namespace jurymast::http {

/// The client side of TLS to upstreams: TLS >= 1.2, CAs loaded once, the peer verified against the host name (or IP), SNI set.
class TlsClientContext {
 public:
  struct Settings {
    std::string ca_file;  ///< empty: the system's CAs
    bool verify = true;   ///< false only for loopback
  };
  static Result<std::shared_ptr<TlsClientContext>> make(const Settings& settings);
  ~TlsClientContext();
  /// A new session that will accept only a certificate for `host`; the caller hands it to a Channel, which frees it.
  ssl_st* new_session(const std::string& host) const;

 private:
  explicit TlsClientContext(ssl_ctx_st* context) : context_(context) {}
  ssl_ctx_st* context_;
};

/// The listener's side: one certificate chain and key, replaceable while serving.
class TlsServerContext {
 public:
  static Result<std::shared_ptr<TlsServerContext>> make(const std::string& certificate_file, const std::string& key_file);
  ~TlsServerContext();
  /// Loads the files again; on failure the old pair stays. May be called from any thread.
  Result<void> reload();
  ssl_st* new_session() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
  explicit TlsServerContext(std::unique_ptr<State> state);
};

}  // namespace jurymast::http
