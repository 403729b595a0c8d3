#pragma once
#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "http/server_session.hpp"

namespace jurymast::control {

/// What the admin listener may ask of the process; called on the admin loop's thread.
struct AdminHooks {
  std::function<std::string()> metrics_text;
  std::function<std::string()> status_json;
  std::function<bool()> ready;
  /// Loads the configuration again; the text says what changed or why nothing did.
  std::function<Result<std::string>()> reload;
};

/// SHA-256 of the admin token; absent where none is configured.
using TokenDigest = std::optional<std::array<unsigned char, 32>>;

/// The admin API on one connection: `/healthz`, `/readyz`, `/metrics`, `/status`, `POST /reload`. All but the first two need the token
/// where one is configured. Requests that a browser sent across origins are refused.
class AdminHandler final : public http::SessionHandler {
 public:
  AdminHandler(const AdminHooks& hooks, const TokenDigest& token) : hooks_(hooks), token_(token) {}

  std::optional<std::string> on_head(http::ServerSession& session, const wire::RequestHead& head) override;
  void on_request(http::ServerSession& session, const wire::RequestHead& head, std::string_view body) override;
  void on_client_gone(http::ServerSession&) override {}
  void on_output_drained(http::ServerSession&) override {}
  std::string on_rejected(http::ServerSession& session, const wire::Rejection& rejection) override;

 private:
  struct Reply {
    int status = 200;
    std::string content_type = "application/json";
    std::string body;
  };
  Reply reply_to(const wire::RequestHead& head) const;
  Reply reload() const;
  bool authorized(const wire::RequestHead& head) const;

  const AdminHooks& hooks_;
  const TokenDigest& token_;
};

}  // namespace jurymast::control
